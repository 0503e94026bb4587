import cv2
import numpy as np
import pytest

from uprez.models.flow.dis import DisFlow

MARGIN = 32
"""Pixels around the picture, so that what moves in from outside is there."""


def texture(height, width):
    """Structure at several sizes, (3, H, W) float32, about -1 to 1."""
    stream = np.random.default_rng(0)
    picture = np.zeros((height, width, 3), np.float32)
    for size in (1.2, 4, 12):
        layer = cv2.GaussianBlur(stream.random((height, width, 3), np.float32), (0, 0), size) - 0.5
        picture += 0.2 * layer / layer.std()
    return picture.transpose(2, 0, 1).copy()


def pair(height, width, backwards):
    """A target cut from a texture, and the source in which its pixels have moved; `backwards` says from where in the target."""
    wide = texture(height + 2 * MARGIN, width + 2 * MARGIN)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    maps = [(x, y), backwards(x, y)]
    return [np.stack([cv2.remap(p, (a + MARGIN).astype("f4"), (b + MARGIN).astype("f4"), cv2.INTER_CUBIC) for p in wide]) for a, b in maps]


def errors(found, expected):
    return np.linalg.norm(found - expected, axis=0)[16:-16, 16:-16]


@pytest.mark.parametrize("shift", [(0, 0), (3, 0), (-2.5, 4.25), (9, -6)], ids=str)
def test_a_shift_is_found_within_a_tenth_of_a_pixel(shift):
    target, source = pair(160, 240, lambda x, y: (x - shift[0], y - shift[1]))
    found = DisFlow().estimate(target, source)
    assert found.shape == (2, 160, 240) and found.dtype == np.float32 and found.flags.c_contiguous
    assert np.percentile(errors(found, np.reshape(shift, (2, 1, 1))), 95) < 0.1


def test_what_is_below_zero_is_seen():
    target, source = (0.3 * frame - 0.6 for frame in pair(160, 240, lambda x, y: (x - 3, y)))
    assert np.percentile(errors(DisFlow().estimate(target, source), np.reshape((3, 0), (2, 1, 1))), 95) < 0.1


def test_growing_is_found_within_a_seventh_of_a_pixel():
    grown = 1.05
    target, source = pair(160, 240, lambda x, y: ((x - 120) / grown + 120, (y - 80) / grown + 80))
    y, x = np.mgrid[:160, :240].astype(np.float32)
    expected = np.stack([(x - 120) * (grown - 1), (y - 80) * (grown - 1)])
    assert np.percentile(errors(DisFlow().estimate(target, source), expected), 95) < 0.15


@pytest.mark.parametrize("size", [(1, 1), (3, 50), (15, 16), (16, 15)])
def test_small_pictures_are_padded_by_their_edge_and_cropped(size):
    target, source = texture(*size), texture(*size)[:, ::-1].copy()
    found = DisFlow().estimate(target, source)
    assert found.shape == (2, *size) and np.isfinite(found).all()
    extra = [max(16, side) - side for side in size]
    before = [side // 2 for side in extra]
    margins = [(0, 0), *((first, both - first) for first, both in zip(before, extra, strict=True))]
    padded = DisFlow().estimate(*(np.pad(frame, margins, mode="edge") for frame in (target, source)))
    np.testing.assert_array_equal(found, padded[:, before[0] : before[0] + size[0], before[1] : before[1] + size[1]])


def test_a_pair_gives_the_same_bits_whatever_came_before():
    flow = DisFlow()
    target, source = texture(40, 60), np.roll(texture(40, 60), 2, 2)
    first = flow.estimate(target, source)
    flow.estimate(texture(16, 16), texture(16, 16) * 0.5)
    np.testing.assert_array_equal(flow.estimate(target, source), first)


def test_frames_of_unlike_size_are_refused():
    with pytest.raises(ValueError, match="differ in size"):
        DisFlow().estimate(texture(20, 20), texture(20, 24))
