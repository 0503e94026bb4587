"""Which frame of a reference video goes with which of the clip; in whose colour; read in any order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.media import clips
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.core.job import Job, Output, Recipe, Source
from uprez.core.time import FrameRange
from uprez.engine.finishing import working_space
from uprez.engine.reference_clip import ReferenceFilm, open_reference, placed, share_of
from uprez.engine.run import run_job
from uprez.media.probe import probe
from uprez.models.contract import ModelSpec

SIZE = (64, 48)
ALL = FrameRange(0, 9)


def movie(folder: Path, name: str, frames: int = 10, first: int = 0, **more) -> Path:
    """A movie whose pictures carry their numbers, from `first` on."""
    pictures = [clips.picture(first + index, SIZE) for index in range(frames)]
    codec = {"codec": "libx264", "pix_fmt": "yuv420p"} if name.endswith(".mov") else {"codec": "ffv1", "pix_fmt": "yuv444p"}
    return clips.movie(folder / name, pictures=pictures, **codec, **more)


def sequence(folder: Path, first: int, count: int, shown: int = 0, value: float | None = None) -> Path:
    folder.mkdir()
    kind = "png" if value is None else "exr"
    for index in range(count):
        picture = clips.picture(shown + index, SIZE) if value is None else np.full((48, 64, 3), value, np.float32)
        clips.write_picture(folder / f"a.{first + index:04}.{kind}", picture, dtype="uint8" if value is None else "half")
    return folder


def number(frame) -> int:
    return clips.read_number(frame.rgb)


def opened(reference: Path, clip: Path, frames: FrameRange = ALL):
    notes: list[str] = []
    return open_reference(reference, probe(clip), frames, on_note=notes.append), notes


@pytest.fixture
def clip(tmp_path):
    return movie(tmp_path, "clip.mkv")


def test_a_video_of_the_clips_length_lies_beside_it(clip, tmp_path):
    with opened(movie(tmp_path, "v.mkv"), clip)[0] as video:
        assert [number(video.frame(n)) for n in (0, 3, 9)] == [0, 3, 9]
        assert video.frame(4).number == 4


def test_timecodes_at_one_rate_decide(tmp_path):
    clip = movie(tmp_path, "clip.mov", timecode="01:00:00:05")
    longer = movie(tmp_path, "longer.mov", 20, timecode="01:00:00:00")
    video, notes = opened(longer, clip)
    assert number(video.frame(2)) == 7
    assert "by timecode" in notes[0] and "frame 5 of the reference" in notes[0]
    other_rate = movie(tmp_path, "rate.mov", 20, timecode="01:00:00:00", rate=Fraction(24))
    video, notes = opened(other_rate, clip)
    assert number(video.frame(2)) == 2 and "frame 0 of the clip" in notes[0] and "24 frames a second" in notes[1]


def test_timecodes_that_share_no_frames_do_not_count(tmp_path):
    clip = movie(tmp_path, "clip.mov", timecode="01:00:00:00")
    video, _ = opened(movie(tmp_path, "v.mov", timecode="00:00:00:00"), clip)
    assert number(video.frame(2)) == 2


def test_pictures_go_by_their_numbers(tmp_path):
    clip, longer = sequence(tmp_path / "clip", 1003, 10), sequence(tmp_path / "longer", 1001, 20)
    assert number(opened(longer, clip)[0].frame(0)) == 2


def test_the_length_of_the_frames_that_are_asked_for_decides_too(clip, tmp_path):
    video, notes = opened(movie(tmp_path, "v.mkv", 4), clip, FrameRange(3, 6))
    assert number(video.frame(3)) == 0 and number(video.frame(6)) == 3 and notes
    with pytest.raises(InputError, match="no frame for frame 7"):
        video.frame(7)


def test_a_longer_one_begins_with_the_clip_and_that_is_said(clip, tmp_path):
    video, (note,) = opened(movie(tmp_path, "v.mkv", 14), clip)
    assert number(video.frame(9)) == 9 and "Nothing tells" in note


def test_one_that_is_too_short_is_refused(clip, tmp_path):
    with pytest.raises(InputError, match="does not hold frames 0-9"):
        opened(movie(tmp_path, "v.mkv", 8), clip)


def test_the_record_beside_a_clip_knows_where_it_was_made_from(tmp_path):
    """Frames 3 to 6 of a video, made by uprez: its length and lack of timecode would say otherwise."""
    video = movie(tmp_path, "v.mkv", 10)
    job = Job(
        source=Source(path=str(video), first=3, last=6, colour="ARRI LogC4"),
        recipe=Recipe(model="identity", scale=1),
        output=Output(folder=str(tmp_path / "out"), formats=("ffv1",), name="edited"),
    )
    run_job(job, base=tmp_path, listen=lambda event: None)
    found, notes = opened(video, tmp_path / "out" / "edited.mkv", FrameRange(0, 3))
    assert [number(found.frame(n)) for n in range(4)] == [3, 4, 5, 6]
    assert "by the record" in notes[0]
    assert found.info.tag.space == "ARRI LogC4"  # read as the record says that its source was
    other = movie(tmp_path, "other.mkv", 10, 20)
    assert number(opened(other, tmp_path / "out" / "edited.mkv", FrameRange(0, 3))[0].frame(0)) == 20


def test_any_thread_may_ask_in_any_order(clip, tmp_path):
    video, _ = opened(movie(tmp_path, "v.mkv", 10), clip)
    order = [1, 0, 2, 4, 3, 9, 5, 6, 8, 7, 0]
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(lambda n: number(video.frame(n)), order)) == order
    for beyond in (10, -1):
        with pytest.raises(InputError, match="has no frame"):
            video.frame(beyond)
    assert number(video.frame(9)) == 9


def test_a_part_is_the_same_part_of_every_picture(clip, tmp_path):
    video, _ = opened(movie(tmp_path, "v.mkv"), clip)
    whole = video.frame(2).rgb
    part = video.part(share_of(16, 12, Size(32, 24), Size(*SIZE)))
    np.testing.assert_array_equal(part.frame(2).rgb, whole[:, 12:36, 16:48])


def test_its_colour_becomes_the_clips(tmp_path):
    """Video beside scene-linear pictures: middle grey of BT.1886 is some light, and as ACEScct a code again."""
    linear = sequence(tmp_path / "linear", 1, 10, value=0.5)
    clip = probe(linear)
    grey = clips.movie(tmp_path / "grey.mkv", pictures=[np.full((48, 64, 3), 128, np.uint8)] * 10, codec="ffv1", pix_fmt="yuv444p")
    video, _ = opened(grey, linear)
    frame = video.frame(0)
    assert frame.tag == clip.tag
    np.testing.assert_allclose(frame.rgb, 0.5**2.4, atol=0.01)
    space = working_space(clip, ModelSpec("any", 1))
    film = ReferenceFilm(video, space)
    np.testing.assert_allclose(film.frame(0), space.forward(frame.rgb))
    assert film.name != ReferenceFilm(opened(linear, linear)[0], space).name


def test_paths_start_at_the_jobs_folder(tmp_path):
    recipe = Recipe(reference_images=("a.png", "/b.png"), reference_video="v.mov", mask="auto")
    found = placed(recipe, tmp_path)
    assert found.reference_images == (str(tmp_path / "a.png"), "/b.png")
    assert (found.reference_video, found.mask) == (str(tmp_path / "v.mov"), "auto")
    assert placed(Recipe(), tmp_path) == Recipe()
