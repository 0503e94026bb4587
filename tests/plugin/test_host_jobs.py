"""Jobs of the clips that a host sends."""

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.job import Job
from uprez.plugin.host import Sent, ServiceError, jobs_of

FOLDER = os.path.abspath("/shots")
MOVIE = os.path.join(FOLDER, "a.mov")
PLATES = os.path.join(FOLDER, "b", "plate.%04d.exr")


def ranges(jobs):
    return [(job["source"].get("first"), job["source"].get("last")) for job in jobs]


def test_a_whole_clip_is_a_job_without_a_range_beside_its_media():
    (job,) = jobs_of([Sent("k", "A", MOVIE)])
    assert job["source"] == {"path": MOVIE}
    assert job["output"] == {"folder": os.path.join(FOLDER, "uprez"), "formats": ["exr"]}
    assert Job.from_json(json.dumps(job)).recipe.model == "span"


def test_results_of_pictures_lie_beside_their_folder():
    for path in (PLATES, os.path.join(FOLDER, "b", "plate.0001.exr"), os.path.join(FOLDER, "b")):
        (job,) = jobs_of([Sent("k", "A", path)])
        assert job["output"]["folder"] == os.path.join(FOLDER, "uprez")


def test_ranges_of_one_media_join_where_they_touch():
    clips = [Sent("1", "A", MOVIE, 10, 19), Sent("2", "A", MOVIE, 20, 29), Sent("3", "A", MOVIE, 31, 40), Sent("4", "A", MOVIE, 5, 12)]
    assert ranges(jobs_of(clips)) == [(5, 29), (31, 40)]


def test_handles_join_too_and_stay_inside_the_media():
    clips = [Sent("1", "A", MOVIE, 2, 19, frames=50), Sent("2", "A", MOVIE, 24, 47, frames=50)]
    assert ranges(jobs_of(clips, handles=1)) == [(1, 20), (23, 48)]
    assert ranges(jobs_of(clips, handles=3)) == [(None, None)]  # 0 to 49 is all of it


def test_handles_never_go_where_the_media_may_end():
    assert ranges(jobs_of([Sent("1", "A", MOVIE, 8, 19)], handles=12)) == [(0, 19)]


def test_a_clip_to_the_unknown_end_takes_all_after_it():
    clips = [Sent("1", "A", MOVIE, 8, None), Sent("2", "A", MOVIE, 300, 400), Sent("3", "A", MOVIE, 1, 2)]
    assert ranges(jobs_of(clips)) == [(1, 2), (8, None)]


def test_pictures_have_the_hosts_rate_and_movies_their_own():
    jobs = jobs_of([Sent("1", "A", MOVIE, 0, 5, "24"), Sent("2", "A", MOVIE, 3, 8), Sent("3", "B", PLATES, 0, 5, "24000/1001")])
    assert ranges(jobs) == [(0, 8), (0, 5)]
    assert [job["source"].get("rate") for job in jobs] == [None, "24000/1001"]


def test_the_same_pictures_at_two_rates_are_two_jobs():
    jobs = jobs_of([Sent("1", "B", PLATES, 0, 5, "24"), Sent("2", "B", PLATES, 0, 5, "25")])
    assert [job["source"]["rate"] for job in jobs] == ["24", "25"]


def test_a_folder_is_no_movie():
    assert not Sent("1", "B", os.path.join(FOLDER, "plates"), rate="24").is_movie
    assert not Sent("1", "B", os.path.join(FOLDER, "plate.[1-9].dpx")).is_movie
    assert Sent("1", "B", os.path.join(FOLDER, "take 2.MXF")).is_movie


def test_two_spellings_are_one_media():
    assert len(jobs_of([Sent("1", "A", MOVIE, 0, 5), Sent("2", "A", os.path.join(FOLDER, "x", "..", "a.mov"), 3, 9)])) == 1


def test_names_tell_requests_apart():
    def name(first=3, last=9, path=MOVIE, formats=("exr",), **recipe):
        (job,) = jobs_of([Sent("1", "A", path, first, last)], formats=formats, recipe=recipe)
        return Job.from_json(json.dumps(job)).output.name

    names = [
        name(model="span", scale=2.0),
        name(model="span", scale=4.0),
        name(model="rrdb", scale=2.0),
        name(first=4, model="span", scale=2.0),
        name(model="span", size=[64, 48]),
        name(model="span", scale=2.0, seed=1),
        name(model="span", scale=2.0, formats=("prores",)),
        name(path=os.path.join(FOLDER, "c", "a.mov"), model="span", scale=2.0),
    ]
    assert len(set(names)) == len(names)
    assert names[0].startswith("a_3-9_span_2x_") and name(model="span", scale=2.0) == names[0]
    assert name(path=os.path.join(FOLDER, "plate.[0001-0100].exr"), scale=2).startswith("plate_3-9_2x_")
    assert "%" not in name(path=os.path.join(FOLDER, "100% done.mov"), scale=2)


@pytest.mark.parametrize(
    "clip", [Sent("1", "A", "a.mov"), Sent("1", "A", MOVIE, 5, 4), Sent("1", "A", MOVIE, -1, 4), Sent("1", "A", MOVIE, None, -3)]
)
def test_what_cannot_be_sent_is_refused_by_name(clip):
    with pytest.raises(ServiceError, match="'A' cannot be sent"):
        jobs_of([clip])


SPANS = st.tuples(st.integers(0, 60), st.integers(0, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(spans=st.lists(SPANS, min_size=1, max_size=12), handles=st.integers(0, 9))
def test_every_frame_is_made_once(spans, handles):
    clips = [Sent(str(at), "A", MOVIE, first, last, frames=91) for at, (first, last) in enumerate(spans)]
    made = []
    for first, last in ranges(jobs_of(clips, handles=handles)):
        made += range(first or 0, 91 if last is None else last + 1)
    wanted = {frame for first, last in spans for frame in range(max(0, first - handles), min(90, last + handles) + 1)}
    assert len(made) == len(set(made)) and set(made) == wanted
