"""Media that is not where the edit says."""

from fractions import Fraction

import pytest

from tests.timeline.edits import clip, movie, saved, schema, span, timeline, touched
from uprez.core.errors import InputError
from uprez.timeline.read import read_edit
from uprez.timeline.search import Looked, Search
from uprez.timeline.shelf import held_in, key_of, stem_of

NTSC = Fraction(24000, 1001)
HOUR = 86400
"""Frames of an hour at 24."""


def search(folder, facts, default=Looked(1000, Fraction(24))):  # noqa: B008 - frozen
    """A search whose files say what `facts` has for their names."""

    def look(path):
        name = path.rpartition("/")[2]
        return facts.get(path, facts.get(name, default))

    return Search([folder], look)


def frames(edit):
    return [(each.path.rpartition("/")[2], each.first, each.last, each.missing) for each in edit.clips]


def test_by_file_name_in_any_depth_and_case(tmp_path):
    touched(tmp_path, "media/x/y/Shot A.MOV", "media/.hidden/shot a.mov")
    edit = read_edit(saved(timeline(clip(movie("/v/shot%20a.mov", 100, 100), 110, 20)), tmp_path), search=search(tmp_path / "media", {}))
    assert frames(edit) == [("Shot A.MOV", 10, 29, False)]
    assert edit.clips[0].named == "/v/shot a.mov"
    assert edit.notes == ()


def test_what_is_there_is_not_looked_for(tmp_path):
    touched(tmp_path, "a.mov", "media/a.mov")
    edit = read_edit(saved(timeline(clip(movie("a.mov"), 0, 5)), tmp_path), search=search(tmp_path / "media", {}))
    assert edit.clips[0].path == str(tmp_path / "a.mov")


def test_media_whose_length_the_edit_does_not_say_is_measured(tmp_path):
    touched(tmp_path, "a.mov")
    item = schema.Clip("a", schema.ExternalReference("a.mov"), span(HOUR + 10, 5))
    (found,) = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path, {"a.mov": Looked(50, Fraction(24), HOUR)})).clips
    assert (found.first, found.last, found.frames, found.start) == (10, 14, 50, 3600)


def test_media_without_length_at_another_rate_is_counted_at_its_own(tmp_path):
    touched(tmp_path, "a.mov")
    item = schema.Clip("a", schema.ExternalReference("a.mov"), span(24, 12))
    (found,) = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path, {"a.mov": Looked(200, Fraction(50))})).clips
    assert (found.first, found.last, found.counted_at) == (50, 74, 50)


def test_the_same_name_twice_names_both(tmp_path):
    touched(tmp_path, "media/x/a.mov", "media/y/a.mov")
    with pytest.raises(InputError) as caught:
        read_edit(saved(timeline(clip(movie("/v/a.mov"), 0, 5)), tmp_path), search=search(tmp_path / "media", {}))
    assert "media/x/a.mov" in caught.value.why and "media/y/a.mov" in caught.value.why and caught.value.fix


def test_of_two_files_of_a_name_the_timecode_decides(tmp_path):
    touched(tmp_path, "media/x/a.mov", "media/y/a.mov")
    facts = {f"{tmp_path}/media/x/a.mov": Looked(100, Fraction(24), HOUR), f"{tmp_path}/media/y/a.mov": Looked(100, Fraction(24), 2 * HOUR)}
    item = clip(movie("/v/a.mov", 2 * HOUR, 100), 2 * HOUR + 7, 5)
    edit = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path / "media", facts))
    assert (edit.clips[0].path, edit.clips[0].first) == (f"{tmp_path}/media/y/a.mov", 7)


def test_of_two_files_of_a_name_the_reel_decides(tmp_path):
    touched(tmp_path, "media/x/a.mov", "media/y/a.mov")
    facts = {f"{tmp_path}/media/x/a.mov": Looked(100, reel="R1"), f"{tmp_path}/media/y/a.mov": Looked(100, reel="R2")}
    item = clip(movie("/v/a.mov"), 7, 5)
    item.metadata["cmx_3600"] = {"reel": "r1"}
    edit = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path / "media", facts))
    assert edit.clips[0].path == f"{tmp_path}/media/x/a.mov"


def test_a_file_that_was_cut_shorter_is_counted_from_its_own_timecode(tmp_path):
    touched(tmp_path, "media/a.mov")
    item = clip(movie("/v/a.mov", HOUR, 1000), HOUR + 500, 20)
    edit = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path / "media", {"a.mov": Looked(100, Fraction(24), HOUR + 450)}))
    assert frames(edit) == [("a.mov", 50, 69, False)]


@pytest.mark.parametrize(("start", "missing"), [(HOUR + 500, False), (HOUR + 503, True), (HOUR + 419, True), (HOUR + 420, False)])
def test_a_file_has_to_hold_both_ends(tmp_path, start, missing):
    touched(tmp_path, "media/a.mov")
    item = clip(movie("/v/a.mov", HOUR, 1000), HOUR + 500, 20)
    edit = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path / "media", {"a.mov": Looked(100, Fraction(24), start)}))
    assert edit.clips[0].missing == missing


def test_a_file_without_the_frames_is_not_taken_and_that_is_said(tmp_path):
    touched(tmp_path, "media/a.mov")
    item = clip(movie("/v/a.mov", HOUR, 1000), HOUR + 500, 20)
    edit = read_edit(saved(timeline(item), tmp_path), search=search(tmp_path / "media", {"a.mov": Looked(100, Fraction(24), HOUR)}))
    assert edit.clips[0].missing and edit.clips[0].path == "/v/a.mov"
    assert any("does not hold the time" in note for note in edit.notes)


def test_what_is_no_media_is_passed_over(tmp_path):
    touched(tmp_path, "media/a.mov")
    edit = read_edit(saved(timeline(clip(movie("/v/a.mov"), 0, 5)), tmp_path), search=search(tmp_path / "media", {}, default=None))
    assert edit.clips[0].missing


@pytest.mark.parametrize("numbers", [(1001, 1050), (990, 1060)])
def test_pictures_keep_the_numbers_that_the_edit_names(tmp_path, numbers):
    touched(tmp_path, *(f"media/s/p.{number}.exr" for number in range(numbers[0], numbers[1] + 1)))
    pictures = schema.ImageSequenceReference("/v/s", "p.", ".exr", 1001, 1, 24, 4, available_range=span(0, 50))
    edit = read_edit(
        saved(timeline(clip(pictures, 10, 5)), tmp_path), search=search(tmp_path / "media", {}, Looked(numbers[1] - numbers[0] + 1))
    )
    assert frames(edit) == [("p.[1001-1050].exr", 10, 14, False)]
    assert edit.clips[0].rate == 24


def test_pictures_under_other_numbers_go_by_their_timecode(tmp_path):
    touched(tmp_path, *(f"media/s/p.{number:04}.exr" for number in range(1, 51)))
    pictures = schema.ImageSequenceReference("/v/s", "p.", ".exr", 1001, 1, 24, 4, available_range=span(HOUR, 50))
    looked = Looked(50, None, HOUR - 5)
    edit = read_edit(saved(timeline(clip(pictures, HOUR + 10, 5)), tmp_path), search=search(tmp_path / "media", {}, looked))
    assert frames(edit) == [("p.[1-50].exr", 15, 19, False)]


EVENT = "001  {reel:8} V     C        01:00:01:00 01:00:02:00 00:00:00:00 00:00:01:00\n{more}"


def edl(folder, reel="AX", more="", **options):
    (folder / "cut.edl").write_text("TITLE: cut\nFCM: NON-DROP FRAME\n\n" + EVENT.format(reel=reel, more=more))
    return read_edit(folder / "cut.edl", **options)


@pytest.mark.parametrize(
    ("reel", "more", "file"),
    [
        ("AX", "* FROM CLIP NAME: A001C003.mov\n", "A001C003.mov"),
        ("AX", "* FROM CLIP NAME: A001C003\n", "A001C003.mov"),
        ("AX", "* FROM CLIP NAME: interview\n* SOURCE FILE: A001C003.mov\n", "A001C003.mov"),
        ("A001C003", "", "A001C003.mov"),
        ("A001C003", "* FROM CLIP NAME: interview\n", "A001C003_230101_R1AB.mov"),
        ("TAPE7", "* FROM CLIP NAME: interview\n", "other.mov"),
        ("A001C003", "* FROM CLIP NAME: interview\n", "A001C003/pic.0001.exr"),
        ("AX", "* FROM CLIP NAME: pic\n", "x/pic.0001.exr"),
    ],
)
def test_lists_name_media_in_many_ways(tmp_path, reel, more, file):
    touched(tmp_path, f"media/{file}", "media/zzz.mov", "media/A001C0034.mov", "media/A001C003.wav")
    facts = {"other.mov": Looked(100, Fraction(24), HOUR, "Tape7"), "A001C003.wav": None}
    edit = edl(tmp_path, reel, more, search=search(tmp_path / "media", facts, Looked(100, Fraction(24), HOUR)))
    (found,) = edit.clips
    assert not found.missing and (found.first, found.last) == (24, 47)
    assert found.path.endswith(file.replace("0001.exr", "[1-1].exr"))


def test_a_reel_with_many_files_goes_by_timecode(tmp_path):
    touched(tmp_path, "media/A001_C001.mov", "media/A001_C002.mov")
    facts = {"A001_C001.mov": Looked(10, Fraction(24), HOUR), "A001_C002.mov": Looked(100, Fraction(24), HOUR + 10)}
    edit = edl(tmp_path, "A001", search=search(tmp_path / "media", facts))
    assert frames(edit) == [("A001_C002.mov", 14, 37, False)]


def test_the_medias_rate_decides_what_a_list_does_not_say(tmp_path):
    touched(tmp_path, "media/A001.mov")
    looked = search(tmp_path / "media", {"A001.mov": Looked(100, NTSC, HOUR)})
    edit = edl(tmp_path, "A001", search=looked)
    assert (edit.rate, frames(edit)) == (NTSC, [("A001.mov", 24, 47, False)])
    assert [note for note in edit.notes if "rate" in note] == [
        "An EDL does not say its rate; 23.976 frames a second were taken, as its media has them."
    ]
    given = edl(tmp_path, "A001", rate=Fraction(24), search=looked)
    assert (given.rate, frames(given)) == (24, [("A001.mov", 24, 47, False)])


def test_what_runs_backwards_goes_by_timecode_too(tmp_path):
    touched(tmp_path, "media/A001_C001.mov", "media/A001_C002.mov")
    facts = {"A001_C001.mov": Looked(10, Fraction(24), HOUR), "A001_C002.mov": Looked(100, Fraction(24), HOUR + 10)}
    motion = "M2   A001       -024.0                01:00:01:00\n"
    edit = edl(tmp_path, "A001", motion, search=search(tmp_path / "media", facts), rate=Fraction(24))
    assert frames(edit) == [("A001_C002.mov", 0, 37, False)]


@pytest.mark.parametrize(("rate", "taken"), [(25, 25), (30, 30), (Fraction(30000, 1001), Fraction(30000, 1001)), (50, 24), (18, 24)])
def test_a_short_list_may_be_of_a_higher_rate_than_its_labels_tell(tmp_path, rate, taken):
    touched(tmp_path, "media/A001.mov")
    looked = search(tmp_path / "media", {"A001.mov": Looked(1000, Fraction(rate), 3600 * round(rate))})
    assert edl(tmp_path, "A001", search=looked).rate == taken


def test_folders_that_are_not_there(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read_edit(saved(timeline(clip(movie("/v/a.mov"), 0, 5)), tmp_path), search=search(tmp_path / "media", {}))


def test_too_much_to_look_through(tmp_path, monkeypatch):
    monkeypatch.setattr("uprez.timeline.shelf._MOST", 3)
    touched(tmp_path, "a", "b", "c", "d")
    with pytest.raises(InputError, match="too much"):
        held_in([tmp_path])


def test_a_file_may_be_given_itself(tmp_path):
    touched(tmp_path, "a.mov", "b.mov")
    assert [held.path for held in held_in([tmp_path / "a.mov"])] == [str(tmp_path / "a.mov")]


@pytest.mark.parametrize(
    ("name", "key", "stem"),
    [
        ("A.MOV", "a.mov", "a"),
        ("sh.v2", "sh.v2", "sh.v2"),
        ("p.[1001-1050].EXR", "p.#.exr", "p"),
        ("p_%04d.exr", "p_#.exr", "p"),
        ("p####.exr", "p#.exr", "p"),
        ("p.0001.exr", "p.#.exr", "p"),
        ("50%%.%04d.exr", "50%.#.exr", "50%"),
        ("lone.exr", "lone.exr", "lone"),
        ("C:\\v\\a.mov", "a.mov", "a"),
    ],
)
def test_names_as_they_are_compared(name, key, stem):
    assert (key_of(name), stem_of(name)) == (key, stem)
