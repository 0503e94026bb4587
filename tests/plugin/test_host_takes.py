"""Takes of clips from finished entries and what lies on the disk."""

import json

import pytest

from tests.plugin.host_results import finished
from uprez.plugin.host import Sent, Taken, failures_of, taken_of
from uprez.plugin.host_record import record_of

CLIP = Sent("k", "A", "/shots/a.mov", 12, 17, "25")


def test_pictures_come_with_their_numbers_and_facts(tmp_path):
    (take,) = taken_of([finished(tmp_path)], [CLIP])
    assert take.path == str(tmp_path / "a_2x_exr" / "a_2x.%04d.exr")
    assert (take.key, take.number, take.first, take.last, take.frames) == ("k", 1011, 10, 19, 10)
    assert (take.width, take.height, take.rate) == (128, 96, "25")
    assert {name: take.facts[name] for name in ("model", "weights", "seed", "job", "version")} == {
        "model": "span",
        "weights": "ab" * 32,
        "seed": "7",
        "job": "0123456789abcdef",
        "version": "0.2.0",
    }
    assert json.loads(take.facts["recipe"])["scale"] == 2.0
    assert take.picture(12) == str(tmp_path / "a_2x_exr" / "a_2x.1013.exr")
    with pytest.raises(ValueError, match="20 is not in 10-19"):
        take.picture(20)


@pytest.mark.parametrize(
    ("wanted", "path"),
    [
        ((), "a_2x_exr/a_2x.%04d.exr"),
        (("hevc",), "a_2x_hevc.mov"),
        (("ffv1", "exr"), "a_2x.mkv"),
        (("png", "prores"), "a_2x_prores.mov"),
        (("png",), "a_2x_exr/a_2x.%04d.exr"),
    ],
)
def test_of_several_formats_the_wanted_one_is_taken(tmp_path, wanted, path):
    entry = finished(tmp_path, formats=("exr", "prores", "hevc", "ffv1"))
    (take,) = taken_of([entry], [CLIP], wanted)
    assert take.path == str(tmp_path / path)
    assert (take.number is None) == (not path.startswith("a_2x_exr"))


def test_numbers_that_grow_longer_are_one_pattern(tmp_path):
    (take,) = taken_of([finished(tmp_path, start=9990)], [CLIP])
    assert take.picture(19) == str(tmp_path / "a_2x_exr" / "a_2x.10009.exr") and take.picture(12).endswith(".10002.exr")
    (tmp_path / "b").mkdir()
    (short,) = taken_of([finished(tmp_path / "b", start=9985)], [CLIP])
    assert short.picture(12).endswith(".9997.exr") and short.picture(15).endswith(".10000.exr")


def test_a_percent_sign_in_a_folder_or_a_name_is_no_number(tmp_path):
    folder = tmp_path / "100%04d"
    (take,) = taken_of([finished(folder, name="50% done")], [CLIP])
    assert take.picture(12) == str(folder / "50% done_exr" / "50% done.1013.exr")


def test_the_latest_job_that_holds_all_frames_wins(tmp_path):
    entries = [
        finished(tmp_path / "old", finished_at=1),
        finished(tmp_path / "new", finished_at=3),
        finished(tmp_path / "short", first=14, last=19, finished_at=9),
    ]
    (take,) = taken_of(entries, [CLIP])
    assert take.path.startswith(str(tmp_path / "new"))
    assert failures_of(entries, [CLIP]) == []


def test_clips_of_one_media_share_a_take_and_others_get_none(tmp_path):
    clips = [CLIP, Sent("m", "B", "/shots/../shots/a.mov", 10, 10), Sent("n", "C", "/shots/c.mov", 10, 10)]
    assert [take.key for take in taken_of([finished(tmp_path)], clips)] == ["k", "m"]
    assert failures_of([finished(tmp_path / "again")], clips) == []  # no job was run for C


def test_a_whole_clip_needs_a_job_to_the_end(tmp_path):
    whole = Sent("k", "A", "/shots/a.mov", 12)
    entry = finished(tmp_path)
    assert taken_of([entry], [whole]) == []
    assert "10 to 19" in failures_of([entry], [whole])[0][1] and "its end" in failures_of([entry], [whole])[0][1]
    assert len(taken_of([finished(tmp_path / "open", source={"last": None})], [whole])) == 1
    assert len(taken_of([entry], [Sent("k", "A", "/shots/a.mov", 12, frames=20)])) == 1
    assert taken_of([entry], [Sent("k", "A", "/shots/a.mov", 12, frames=21)]) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            {"state": "failed", "error": {"what": "The disk is full.", "why": "1 GB is missing.", "fix": "Free some."}},
            "The disk is full. 1 GB is missing. Free some.",
        ),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "paused"}, "paused"),
        ({"files": []}, "gone"),
    ],
)
def test_what_has_no_take_says_why(tmp_path, change, why):
    entry = {**finished(tmp_path), **change}
    assert taken_of([entry], [CLIP]) == []
    ((clip, said),) = failures_of([entry], [CLIP])
    assert clip is CLIP and why in said


def test_pictures_that_are_gone_are_named(tmp_path):
    entry = finished(tmp_path)
    (tmp_path / "a_2x_exr" / "a_2x.1015.exr").unlink()
    assert taken_of([entry], [CLIP]) == []
    assert "a_2x.1015.exr" in failures_of([entry], [CLIP])[0][1]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"plan": null, "recipe": {}}'])
def test_a_record_that_makes_no_sense_is_no_traceback(tmp_path, content):
    entry = finished(tmp_path)
    (tmp_path / ".uprez" / "a_2x" / "job.json").write_text(content)
    assert taken_of([entry], [CLIP]) == []
    assert "record" in failures_of([entry], [CLIP])[0][1]


def test_a_movie_is_its_own_picture():
    assert Taken("k", "/a%b.mov", None, 0, 9, 2, 2, "").picture(3) == "/a%b.mov"


def test_the_take_of_an_edit_holds_the_frames_of_the_original(tmp_path):
    entry = finished(tmp_path, "r", first=0, last=9)  # the record is of the edit, whose frames are counted from 0
    request = {
        **entry["job"],
        "source": {"path": "/shots/a.mov", "first": 10, "last": 19},
        "recipe": {"model": "span", "edit_prompt": "red"},
    }
    record = record_of({**entry, "job": request})
    assert (record.first, record.last, json.loads(record.facts["recipe"])["edit_prompt"]) == (10, 19, "red")


def test_an_edit_that_is_still_to_be_upscaled_is_no_take(tmp_path):
    entry = finished(tmp_path, "r_edit")
    job = {**entry["job"], "recipe": {"model": "wan-vace", "edit_prompt": "red"}, "output": {**entry["job"]["output"], "name": "r_edit"}}
    assert taken_of([entry], [CLIP]) and not taken_of([{**entry, "job": job}], [CLIP])
