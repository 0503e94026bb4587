"""Pulls as jobs, finished jobs as takes."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.media import clips
from tests.timeline.edits import clip, movie, saved, schema, span, timeline
from uprez import __version__
from uprez.core.clip import ReadOptions
from uprez.core.errors import InputError
from uprez.engine.edits.jobs import jobs_of, measured, takes_of
from uprez.engine.edits.look import look
from uprez.engine.run import run_job
from uprez.timeline.pulls import pulls
from uprez.timeline.read import read_edit
from uprez.timeline.search import Search


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    clips.movie(folder / "a.mov", 30, rate=24, timecode="01:00:00:00")
    clips.sequence(folder / "s", 20, name="p.%04d.exr", first=1001)
    (folder / "x").mkdir()
    clips.movie(folder / "x" / "a.mov", 10, rate=24)
    return folder


def made(edit, folder, handles=0, options=ReadOptions(), **fields):  # noqa: B008 - frozen
    notes = []
    chosen, found = measured(edit.clips, options, notes.append)
    return jobs_of(edit, pulls(edit, chosen, handles), found, folder, {"model": "lanczos", **fields}), notes


def test_names_tell_media_ranges_and_scale(media, tmp_path):
    pictures = schema.ImageSequenceReference(str(media / "s"), "p.", ".exr", 1001, 1, 24, 4, available_range=span(1001, 20))
    row = [
        clip(movie(str(media / "a.mov"), 0, 30), 2, 5),
        clip(movie(str(media / "x" / "a.mov"), 0, 10)),
        clip(pictures, 1004, 3),
        clip(movie(str(media / "a.mov"), 0, 30), 20, 5),
    ]
    edit = read_edit(saved(timeline(*row), tmp_path))
    jobs, notes = made(edit, tmp_path / "out", 2, scale=1.5)
    assert [(each.job.output.name, each.job.source.first, each.job.source.last, each.job.source.rate) for each in jobs] == [
        ("a_0-8_1.5x", 0, 8, None),
        ("a_18-26_1.5x", 18, 26, None),
        ("a_2_1.5x", 0, 9, None),
        ("p_1-7_1.5x", 1, 7, "24"),
    ]
    again, _ = made(replace(edit, clips=edit.clips), tmp_path / "out", 2, scale=1.5)
    assert [each.job.name for each in again] == [each.job.name for each in jobs]
    assert notes == []
    few, _ = measured(edit.clips[1:2], ReadOptions(), notes.append)
    assert jobs_of(edit, pulls(edit, few), {few[0].path: jobs[2].clip}, tmp_path, {"size": (96, 72)})[0].job.output.name == "a_2_1.5x"


def test_cuts_of_the_edit_are_the_shots_unless_others_are_given(media, tmp_path):
    row = [clip(movie(str(media / "a.mov"), 0, 30), first, 5) for first in (5, 10, 20)]
    edit = read_edit(saved(timeline(*row), tmp_path))
    assert [each.job.recipe.cuts for each in made(edit, tmp_path)[0]] == [(10,), "auto"]
    assert [each.job.recipe.cuts for each in made(edit, tmp_path, cuts="none")[0]] == ["none", "none"]


def test_frames_that_the_media_does_not_have(media, tmp_path):
    edit = read_edit(saved(timeline(clip(movie(str(media / "a.mov"), 0, 100), 20, 11, name="late")), tmp_path))
    with pytest.raises(InputError, match="Clip 1, 'late', shows frames 20-30") as caught:
        made(edit, tmp_path)
    assert "30 frames" in caught.value.why


def test_another_rate_than_the_files_is_said(media, tmp_path):
    edit = read_edit(saved(timeline(clip(movie(str(media / "a.mov"), 0, 30, 50), 2, 5, 50)), tmp_path))
    assert any("at 50 a second, the file has 24" in note for note in made(edit, tmp_path)[1])


@pytest.mark.parametrize(("fields", "choice"), [({}, "--missing hold"), ({"missing": "hold"}, "")])
def test_what_needs_a_decision_is_said_before_any_work(tmp_path, fields, choice):
    clips.sequence(tmp_path / "s", 6, skip=[3])
    edit = read_edit(saved(timeline(clip(movie(str(tmp_path / "s" / "shot.[1-6].exr"), 0, 6), 0, 6)), tmp_path))
    from uprez.engine.edits.reading import read_options

    if choice:
        with pytest.raises(InputError) as caught:
            made(edit, tmp_path, options=read_options(fields))
        assert choice in caught.value.fix
    else:
        assert len(made(edit, tmp_path, options=read_options(fields), **fields)[0]) == 1


def _take(edit, plain, folder, **fields):
    ((job,), _) = made(edit, folder, 1, **fields)
    (take,) = takes_of(plain, job, run_job(job.job, base=Path("/"), listen=lambda event: None))
    return take


def test_a_take_says_what_it_is(media, tmp_path):
    plain = read_edit(saved(timeline(clip(movie(str(media / "a.mov"), 0, 30), 2, 5)), tmp_path))
    take = _take(plain, plain, tmp_path / "out", formats=("prores", "exr"), seed=7)
    assert (take.media, take.first, take.last, take.rate, take.width, take.height) == (str(media / "a.mov"), 1, 7, 24, 128, 96)
    assert (take.path, take.number) == (str(tmp_path / "out" / "a_1-7_2x.mov"), None)
    assert (take.facts["model"], take.facts["seed"], take.facts["version"]) == ("lanczos", "7", __version__)
    assert json.loads(take.facts["recipe"])["seed"] == 7 and len(take.facts["job"]) == 64


def test_a_take_of_pictures(media, tmp_path):
    pictures = schema.ImageSequenceReference(str(media / "s"), "p.", ".exr", 1001, 1, 24, 4, available_range=span(1001, 20))
    plain = read_edit(saved(timeline(clip(pictures, 1004, 3)), tmp_path))
    take = _take(plain, plain, tmp_path / "out", formats=("exr", "prores"))
    assert (take.first, take.last, take.number) == (2, 6, 1003)
    assert take.path == str(tmp_path / "out" / "p_2-6_2x_exr" / "p_2-6_2x.%04d.exr")
    assert Path(take.path % take.number).is_file()


def test_a_take_of_media_that_was_found_is_in_the_edits_own_words(media, tmp_path):
    path = tmp_path / "cut.edl"
    path.write_text("TITLE: cut\n\n001  A V C 01:00:00:10 01:00:00:15 01:00:00:00 01:00:00:05\n* FROM CLIP NAME: a.mov\n")
    plain, found = read_edit(path), read_edit(path, search=Search([media / "a.mov"], look))
    assert (found.clips[0].first, plain.clips[0].first) == (10, 86410)
    take = _take(found, plain, tmp_path / "out", formats=("prores",))
    assert (take.media, take.first, take.last) == ("A", 86409, 86415)
    assert take.holds(plain.clips[0].first, plain.clips[0].last)


def test_a_rate_off_by_ntscs_thousandth_is_the_edits(tmp_path):
    movie_path = clips.movie(tmp_path / "a.mov", 30, rate=Fraction(24000, 1001), timecode="01:00:00:00")
    path = tmp_path / "cut.edl"
    path.write_text("TITLE: cut\n\n001  a V C 01:00:00:10 01:00:00:15 01:00:00:00 01:00:00:05\n")
    plain, found = (read_edit(path, rate=Fraction(24), search=each) for each in (None, Search([movie_path], look)))
    assert _take(found, plain, tmp_path / "out").rate == 24
