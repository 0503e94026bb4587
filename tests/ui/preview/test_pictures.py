import numpy as np
import pytest

from tests.ui.fake_previews import FACTS, SPACE
from uprez.plugin.client import Picture
from uprez.ui.pictures import ClipPictures, PreviewPictures, TakePictures, decoded


def test_bytes_become_rows_of_half_floats():
    values = np.arange(2 * 3 * 4, dtype="<f2").reshape(2, 3, 4)
    got = decoded(Picture(3, 2, 4, SPACE, 1.0, values.tobytes()))
    assert got.dtype == np.float16 and got.shape == (2, 3, 4)
    assert np.array_equal(got, values)


def test_bytes_of_another_size_are_refused():
    with pytest.raises(ValueError):
        decoded(Picture(3, 2, 3, SPACE, 1.0, bytes(10)))


def test_a_clip_says_its_range_size_and_rate_and_loads_the_region(link, service):
    clip = ClipPictures(link, {"path": "/c.mov", "first": 10, "last": 20}, FACTS, region=(4, 8, 32, 16), title="c")
    assert (clip.first, clip.last, clip.width, clip.height, clip.rate) == (10, 20, 32, 16, 24)
    picture = clip.load(12, None)
    assert picture.pixels.shape == (16, 32, 3) and picture.space == SPACE
    assert service.asked[-1][1] == {"source": {"path": "/c.mov", "first": 10, "last": 20}, "number": 12, "region": (4, 8, 32, 16)}


def test_a_whole_clip_has_the_frames_of_its_file(link):
    clip = ClipPictures(link, {"path": "/c.mov", "first": None, "last": None}, FACTS)
    assert (clip.first, clip.last, clip.width, clip.height) == (0, 239, 640, 360)


def test_a_clip_and_its_take_begin_at_the_same_timecode(link):
    """A take holds its source's frames from 100 on, and so that source's timecode from there."""
    clip = ClipPictures(link, {"path": "/c.mov"}, {**FACTS, "timecode": "10:00:00:00"})
    take = TakePictures(link, "/out/c_2x.mov", {**FACTS, "timecode": "10:00:04:04"}, source_first=100)
    assert str(clip.start + 100) == str(take.start + 100) == "10:00:04:04"
    assert str(ClipPictures(link, {"path": "/c.mov"}, {**FACTS, "timecode": "nonsense"}).start) == "00:00:00:00"


def test_both_sides_of_a_preview_lie_pixel_on_pixel(link, service):
    answer = service.preview({"recipe": {"model": "span", "scale": 2, "strength": 1.0}}, (0, 0, 64, 32), (5, 7), "t")
    sides = [PreviewPictures(link, answer, side) for side in ("source", "result")]
    assert [(one.first, one.last, one.width, one.height) for one in sides] == [(5, 7, 128, 64)] * 2
    source, result = (one.load(6, 40).pixels for one in sides)
    assert source.shape == result.shape == (64, 128, 3) and not np.array_equal(source, result)
    with pytest.raises(ValueError):
        PreviewPictures(link, answer, "middle")


def test_a_take_goes_by_the_numbers_of_its_source(link, service):
    take = TakePictures(link, "/out/c_2x.mov", FACTS, source_first=100)
    assert (take.first, take.last) == (100, 339)
    take.load(103, None)
    assert service.asked[-1][1]["number"] == 3 and service.asked[-1][1]["source"] == {"path": "/out/c_2x.mov"}


def test_a_take_has_the_colour_of_its_source(link):
    take = TakePictures(link, "/out/c_2x_exr", FACTS, space="ACEScct")
    assert take.load(0, None).space == "ACEScct"
    assert TakePictures(link, "/out/c_2x_exr", FACTS).load(0, None).space == SPACE
