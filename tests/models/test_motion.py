import cv2
import numpy as np
import pytest

from uprez.models.motion import Eye, grey


def texture(height, width):
    rough = np.random.default_rng(0).random((3, height, width)).astype(np.float32)
    return np.clip((np.stack([cv2.GaussianBlur(plane, (0, 0), 2.0) for plane in rough]) - 0.5) * 3 + 0.5, 0, 1)


def test_a_shift_is_found_both_ways_and_believed():
    wide = texture(64, 100)
    early, late = wide[:, :, 3:83].copy(), wide[:, :, :80].copy()
    ahead, back = Eye().compare(early, late)
    middle = (slice(12, -12), slice(16, -16))
    assert np.abs(np.median(ahead.flow[middle], axis=(0, 1)) - [3, 0]).max() < 0.1
    assert np.abs(np.median(back.flow[middle], axis=(0, 1)) - [-3, 0]).max() < 0.1
    assert np.median(ahead.trust[middle]) > 0.8 and np.median(back.trust[middle]) > 0.8
    assert ahead.trust[:, 78:].max() == 0 and back.trust[:, :2].max() == 0  # has left the picture


def test_trust_falls_with_the_difference_of_colour():
    grey_frame = np.full((3, 32, 32), 0.5, np.float32)
    levels = [Eye().compare(grey_frame, grey_frame + np.float32(step / 255))[0].trust for step in (0, 2, 4, 20)]
    assert [float(level.min()) for level in levels] == [float(level.max()) for level in levels]
    assert levels[0].max() == 1 and levels[1].max() > 0.6 > levels[2].max() > 0.2 and levels[3].max() < 1e-9


@pytest.mark.parametrize("shape", [(16, 16), (40, 40), (17, 90), (136, 200)])
def test_the_same_pair_gives_the_same_bits_whatever_came_before(shape):
    early, late = texture(*shape), np.roll(texture(*shape), 1, 2)
    eye = Eye()
    first = eye.compare(early, late)[0]
    eye.compare(late, np.zeros_like(late))
    again = eye.compare(early, late)[0]
    np.testing.assert_array_equal(first.flow, again.flow)
    np.testing.assert_array_equal(first.trust, again.trust)


def test_grey_is_luma_clipped_and_rounded():
    frame = np.zeros((3, 1, 4), np.float32)
    frame[:, 0, 1], frame[1, 0, 2], frame[:, 0, 3] = 1, 1, -3
    assert grey(frame).tolist() == [[0, 255, pytest.approx(round(0.7152 * 255)), 0]]
    assert grey(np.full((3, 1, 1), 9.0, np.float32)).item() == 255
