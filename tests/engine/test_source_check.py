from dataclasses import replace
from fractions import Fraction

import pytest

from tests.media import clips
from uprez.core.clip import Fields, Missing
from uprez.core.colour import Alpha, Transfer
from uprez.core.frame import Size
from uprez.core.job import Source
from uprez.engine.source_check import checks, plain
from uprez.media.colour.ocio import space_names
from uprez.media.probe import probe


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return probe(clips.prores(tmp_path_factory.mktemp("clip") / "a.mov"))


def found(clip, **source):
    return {check.kind: check for check in checks(clip, Source(path=str(clip.path), **source))}


def test_an_interlaced_clip_needs_a_choice_until_it_is_made(clip):
    clip = replace(clip, fields=Fields.TOP_FIRST)
    open_check, made = found(clip)["interlaced"], found(clip, deinterlace=True)["interlaced"]
    assert open_check.needs_choice and open_check.chosen is None and open_check.field == "deinterlace"
    assert not made.needs_choice and made.chosen is True
    assert next(iter(checks(clip, Source(path="/a")))).kind == "interlaced"


def test_every_option_is_a_value_of_the_field_that_it_decides(clip):
    clip = replace(clip, fields=Fields.TOP_FIRST, missing=(3, 4), guessed=("transfer",))
    for check in checks(clip, Source(path="/a")):
        for option in check.options:
            assert Source.model_validate({"path": "/a", check.field: option.value})


def test_missing_frames_are_named_and_can_be_decided(clip):
    clip = replace(clip, missing=(3, 4, 9))
    assert "3-4, 9" in found(clip)["missing_frames"].words
    assert found(clip)["missing_frames"].needs_choice
    assert not found(clip, missing=Missing.HOLD)["missing_frames"].needs_choice


def test_what_only_needs_to_be_known(clip):
    clip = replace(clip, variable_rate=True, pixel_aspect=Fraction(16, 11), rotation=90, notes=("Two frames are lost.",))
    kinds = found(clip)
    assert {"variable_rate", "anamorphic", "rotated", "note"} <= set(kinds)
    assert not any(check.needs_choice for check in kinds.values())
    assert plain(kinds["anamorphic"])["words"] == "Pixels are not square (16/11). The result keeps their shape."


def test_the_spaces_offered_are_in_the_configuration_and_suit_the_pictures(clip):
    for is_float, offered in ((False, "ARRI LogC4"), (True, "ACES2065-1")):
        options = found(replace(clip, guessed=("primaries",), is_float=is_float))["untagged"].options
        values = [option.value for option in options]
        assert values[0] == "" and offered in values and set(values[1:]) <= set(space_names())
    named = found(clip, colour="ACEScg")["untagged"]
    assert named.chosen == "ACEScg" and "ACEScg" in named.words


def test_alpha_that_is_left_out_can_be_taken_back(clip):
    check = found(replace(clip, alpha=Alpha.NONE), alpha=Alpha.NONE)["alpha"]
    assert check.chosen == "none" and {"straight", "premultiplied"} <= {option.value for option in check.options}


def test_odd_sizes_and_hdr_are_said(clip):
    odd = replace(clip, size=Size(853, 480), tag=replace(clip.tag, transfer=Transfer.PQ))
    assert "853x480" in plain(found(odd)["odd_size"])["words"]
    assert "PQ" in found(odd)["hdr"].words
    assert "odd_size" not in found(clip)


def test_clips_that_a_reader_refuses_are_described(tmp_path):
    woven = probe(clips.interlaced(tmp_path / "woven.mov"))
    assert found(woven)["interlaced"].needs_choice
    folder = clips.sequence(tmp_path / "gaps", 5)
    sorted(folder.iterdir())[2].unlink()
    assert "3" in found(probe(folder))["missing_frames"].words


def test_a_plain_clip_has_nothing_to_say(clip):
    assert all(check.kind in ("untagged", "alpha") for check in checks(clip, Source(path=str(clip.path))))
