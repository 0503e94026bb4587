"""`uprez timeline list` and `upscale`, from an edit to an edit."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media import clips
from tests.timeline.edits import clip, movie, saved, schema, span, timeline
from uprez.core.time import Timecode
from uprez.engine.cli.group import cli
from uprez.media.reader import open_clip
from uprez.timeline.read import read_edit

FRAMES = 40
"""Frames of the movie and of the pictures."""


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    clips.movie(folder / "a.mov", FRAMES, rate=24, timecode="01:00:00:00")
    clips.sequence(folder / "s", FRAMES, name="p.%04d.exr", first=1001)
    return folder


def call(*arguments):
    return CliRunner().invoke(cli, ["timeline", *(str(argument) for argument in arguments)])


def upscale(edit, out, *arguments):
    return call("upscale", edit, "-o", out, "--model", "lanczos", *arguments)


def of_movie(media, first, length, **more):
    return clip(movie(str(media / "a.mov"), 86400, FRAMES), 86400 + first, length, **more)


def of_pictures(media, first, length, **more):
    reference = schema.ImageSequenceReference(str(media / "s"), "p.", ".exr", 1001, 1, 24, 4, available_range=span(1001, FRAMES))
    return clip(reference, 1001 + first, length, **more)


def numbers(found):
    """What the pictures of a clip say that they are."""
    with open_clip(found.path) as reader:
        return [clips.read_number(frame.rgb) for frame in reader.frames(found.first, found.last)]


def test_list(media, tmp_path):
    row = [of_movie(media, 5, 10, name="one"), schema.Gap(duration=span(0, 4).duration), clip(movie("/v/b.mov"), 0, 9, name="two")]
    edit = saved(timeline(*row), tmp_path)
    result = call("list", edit)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "cut: 2 clips, 24 frames a second, starts at 00:00:00:00"
    assert lines[2].split() == ["1", "V1", "one", "00:00:00:00", "10", "5-14", str(media / "a.mov")]
    assert lines[3].split() == ["2", "V1", "two", "00:00:00:14", "9", "0-8", "/v/b.mov", "(missing)"]
    assert "not at /v/b.mov" in result.stderr
    facts = json.loads(call("list", edit, "--json").stdout)
    assert [facts[name] for name in ("name", "rate", "start", "start_timecode")] == ["cut", "24", 0, "00:00:00:00"]
    assert {"index": 1, "first": 5, "last": 14, "media_start": "3600", "media_frames": 40, "speed": "1"}.items() <= facts["clips"][
        0
    ].items()
    assert (facts["clips"][1]["missing"], facts["clips"][1]["record_timecode"]) == (True, "00:00:00:14")


def test_list_finds_media(media, tmp_path):
    (tmp_path / "cut.edl").write_text(
        "TITLE: cut\n\n001  AX V C 01:00:00:10 01:00:00:15 01:00:00:00 01:00:00:05\n* FROM CLIP NAME: a.mov\n"
    )
    (found,) = json.loads(call("list", tmp_path / "cut.edl", "--media", media, "--rate", "24", "--json").stdout)["clips"]
    assert (found["path"], found["first"], found["missing"]) == (str(media / "a.mov"), 10, False)


def test_from_an_edit_to_an_edit(media, tmp_path):
    row = [of_movie(media, 4, 6, name="one"), of_pictures(media, 8, 5, name="two"), of_movie(media, 10, 5, name="three")]
    edit, out = saved(timeline(*row), tmp_path), tmp_path / "out"
    result = upscale(edit, out, "--handles", 2, "--to", "prores,exr")
    assert result.exit_code == 0, result.stderr
    written = out / "cut_uprez.otio"
    assert result.stdout.split()[-1] == str(written)
    assert sorted(path.name for path in out.iterdir() if path.name[0] != ".") == [
        "a_2-16_2x.mov",
        "a_2-16_2x_exr",
        "cut_uprez.otio",
        "p_6-14_2x.mov",
        "p_6-14_2x_exr",
    ]
    assert [numbers(each) for each in read_edit(written).clips] == [list(range(4, 10)), list(range(8, 13)), list(range(10, 15))]
    again = upscale(edit, out, "--handles", 2, "--to", "prores,exr")
    assert (again.exit_code, again.stdout) == (0, result.stdout)
    assert again.stderr.count("done already") == 2


row = st.lists(st.tuples(st.booleans(), st.integers(0, FRAMES - 6), st.integers(1, 6), st.booleans()), min_size=1, max_size=5)


@settings(max_examples=20)
@given(row, st.integers(0, 4), st.data())
def test_every_chosen_frame_is_upscaled_once_and_lies_where_the_edit_says(media, tmp_path_factory, row, handles, data):
    folder = tmp_path_factory.mktemp("cut")
    made = [(of_movie if of else of_pictures)(media, first, length, name=f"c{n}") for n, (of, first, length, _) in enumerate(row)]
    edit = saved(timeline(*made), folder)
    chosen = data.draw(st.lists(st.integers(1, len(row)), min_size=1, unique=True))
    result = upscale(edit, folder / "out", "--clips", ",".join(map(str, chosen)), "--handles", handles)
    assert result.exit_code == 0, result.stderr
    names = [path.name for path in (folder / "out").glob("*_exr/*.exr")]
    pulled = [(name[0], name.split(".")[-2]) for name in names]
    assert len(set(pulled)) == len(pulled)
    shown = {
        ("a" if of else "p", f"{1001 + first + n}")
        for at, (of, first, length, _) in enumerate(row, 1)
        if at in chosen
        for n in range(length)
    }
    assert shown <= set(pulled) and len(pulled) <= len(shown) + 2 * handles * len(chosen)
    before, after = read_edit(edit).clips, read_edit(folder / "out" / "cut_uprez.otio").clips
    assert [(each.record, each.record_length) for each in after] == [(each.record, each.record_length) for each in before]
    for one, two in zip(before, after, strict=True):
        assert numbers(two) == list(range(one.first, one.last + 1))
        assert two.index not in chosen or str(folder / "out") in two.path


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30000, 1001), 25])
def test_a_list_with_media_elsewhere(tmp_path, rate):
    drop = rate == Fraction(30000, 1001)
    start = Timecode.parse("01:00:59;20" if drop else "01:00:59:20", Fraction(rate))
    (tmp_path / "deep").mkdir()
    clips.movie(tmp_path / "deep" / "R001_C2.mov", FRAMES, rate=rate, timecode=str(start))
    codes = [start + 10, start + 30, Timecode(0, Fraction(rate), drop), Timecode(20, Fraction(rate), drop)]
    (tmp_path / "cut.edl").write_text(f"TITLE: t\nFCM: {'' if drop else 'NON-'}DROP FRAME\n001  R001 V C {' '.join(map(str, codes))}\n")
    out = tmp_path / "out"
    result = upscale(tmp_path / "cut.edl", out, "--media", tmp_path / "deep", "--handles", 3, "--to", "prores")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in out.glob("*.*")) == [".uprez", "R001_C2_7-32_2x.mov", "cut_uprez.edl", "cut_uprez.otio"]
    (found,) = read_edit(out / "cut_uprez.otio").clips
    assert numbers(found) == list(range(10, 30))
    (listed,) = json.loads(call("list", out / "cut_uprez.edl", "--media", out, "--json").stdout)["clips"]
    assert (listed["path"], listed["first"], listed["last"]) == (str(out / "R001_C2_7-32_2x.mov"), 3, 22)


def test_the_first_format_is_what_the_edit_shows(media, tmp_path):
    edit = saved(timeline(of_movie(media, 4, 6)), tmp_path)
    assert upscale(edit, tmp_path / "out", "--to", "exr,prores", "--handles", 0).exit_code == 0
    (found,) = read_edit(tmp_path / "out" / "cut_uprez.otio").clips
    assert found.path.endswith(".exr") and numbers(found) == list(range(4, 10))


def test_a_dry_run_says_all_and_writes_nothing(media, tmp_path):
    edit = saved(timeline(of_movie(media, 4, 6, name="one"), of_movie(media, 10, 6, name="two")), tmp_path)
    result = upscale(edit, tmp_path / "out", "--handles", 1, "--dry-run")
    assert result.exit_code == 0 and not (tmp_path / "out").exists()
    for words in ("a_3-16_2x", "frames 3-16, 14 frames", "1 'one', 2 'two'; cuts at 10", "cut_uprez.otio", "14 frames of 1 piece of media"):
        assert words in result.stdout


def test_json_progress(media, tmp_path):
    edit = saved(timeline(of_movie(media, 4, 6), clip(movie("/v/b.mov"), 0, 9, name="gone")), tmp_path)
    result = upscale(edit, tmp_path / "out", "--clips", 1, "--progress", "json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert events[0] == {"source": "cut.otio", "stage": "note", "text": "The media of 'gone' is not at /v/b.mov."}
    assert [each["stage"] for each in events][-2:] == ["result", "written"]
    assert events[-1]["files"] == [str(tmp_path / "out" / "cut_uprez.otio")]


def test_where_the_edit_is_written(media, tmp_path):
    edit, out = saved(timeline(of_movie(media, 4, 6)), tmp_path), tmp_path / "out"
    none = upscale(edit, out, "--no-write")
    assert none.exit_code == 0 and not list(out.glob("*.otio"))
    result = upscale(edit, out, "--write", tmp_path / "mine.otio", "--write", tmp_path / "yours.otio")
    assert result.stdout.split()[-2:] == [str(tmp_path / "mine.otio"), str(tmp_path / "yours.otio")]
    assert not list(out.glob("*.otio"))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--write", "x.otio", "--no-write"), 2, "not both"),
        (("--clips", "9"), 3, "no clip '9'"),
        (("--track", "V9"), 3, "track 'V9'"),
        (("--name", "x"), 2, "--name is for one piece"),
        (("--take", "x"), 2, "--take is for one piece"),
        (("--clips", "1,3"), 3, "'gone'"),
        (("--media", "/nowhere"), 3, "does not exist"),
        (("--rate", "x"), 3, "no number of frames"),
        (("--write", "cut.otio"), 3, ""),
        (("--write", "cut.edl"), 3, "cut.edl"),
        (("--handles", "-1"), 2, "handles"),
        (("--model", "nope", "--clips", "1"), 5, "nope"),
    ],
)
def test_what_cannot_be_done(media, tmp_path, monkeypatch, arguments, code, says):
    monkeypatch.chdir(tmp_path)
    row = [of_movie(media, 4, 6), of_pictures(media, 4, 6), clip(movie("/v/b.mov"), 0, 9, name="gone")]
    edit = saved(timeline(*row), tmp_path)
    content = edit.read_bytes()
    chosen = () if {"--clips", "--track"} & set(arguments) else ("--clips", "1,2")
    result = upscale("cut.otio", tmp_path / "out", *chosen, *arguments)
    assert result.exit_code == code and says in result.stderr, result.stderr
    assert "Traceback" not in result.stderr and edit.read_bytes() == content
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("*.otio"))


def test_results_may_not_lie_in_the_media_and_nothing_is_made_before_that_is_said(media, tmp_path):
    edit = saved(timeline(of_movie(media, 4, 6), of_pictures(media, 4, 6)), tmp_path)
    result = upscale(edit, media / "s" / "out")
    assert result.exit_code == 4 and "in, the source" in result.stderr
    assert not (media / "s" / "out").exists()


def test_a_still(media, tmp_path):
    clips.sequence(tmp_path / "p", 1, name="logo%d.exr", first=3)
    row = [clip(movie(str(tmp_path / "p" / "logo3.exr"), 0, 100), 10, 30, name="logo"), of_movie(media, 4, 6)]
    edit = saved(timeline(*row), tmp_path)
    result = upscale(edit, tmp_path / "out", "--clips", "logo")
    assert result.exit_code == 0, result.stderr
    first, second = read_edit(tmp_path / "out" / "cut_uprez.otio").clips
    assert (first.record_length, second.record) == (30, 30)
    assert str(tmp_path / "out") in first.path and numbers(first) == [0]


def test_an_edit_is_not_written_while_media_is_lacking(media, tmp_path, monkeypatch):
    edit = saved(timeline(of_movie(media, 4, 6), of_pictures(media, 4, 6)), tmp_path)
    (tmp_path / "out" / "a_4-9_2x_exr").mkdir(parents=True)
    (tmp_path / "out" / "a_4-9_2x_exr" / "other.txt").write_text("mine")
    result = upscale(edit, tmp_path / "out", "--handles", 0)
    assert result.exit_code == 4
    assert "The edit was not written" in result.stderr and not list((tmp_path / "out").glob("*.otio"))
    again = upscale(edit, tmp_path / "out", "--handles", 0, "--overwrite")
    assert again.exit_code == 0, again.stderr


def test_help_of_every_command():
    assert all(f"  {name} " in call("--help").stdout for name in ("list", "upscale", "switch", "export"))
    assert "--handles" in call("upscale", "--help").stdout
    assert call("nope").exit_code == 2
