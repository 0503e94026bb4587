"""Halving and sampling keep values below 0 and above 1, and stay in register."""

import numpy as np
import pytest

from uprez.ui.viewer.levels import Level, from_picture, halved, level_for, sampled
from uprez.ui.viewer.pictures import Picture


def _level(pixels, factor=1.0):
    return Level(np.ascontiguousarray(pixels, dtype=np.float16), "ACEScg", factor, True)


def test_halving_is_the_mean_of_four_pixels_also_outside_of_0_to_1():
    pixels = np.random.default_rng(0).uniform(-4, 40, (130, 96, 4)).astype(np.float16)
    small = halved(_level(pixels))
    expected = pixels.astype(np.float64).reshape(65, 2, 48, 2, 4).mean((1, 3))
    assert np.abs(small.pixels - expected).max() < 0.03  # half a step of float16 at 40
    assert small.factor == 0.5


def test_an_odd_last_column_is_repeated():
    pixels = np.ones((4, 5, 4)) * np.arange(5)[None, :, None]
    assert halved(_level(pixels)).pixels[0, :, 0].tolist() == [0.5, 2.5, 4.0]


def test_sampling_takes_the_place_between_pixels():
    ramp = np.ones((16, 16, 4)) * np.arange(16)[None, :, None]
    into = np.zeros((4, 8, 4), np.float16)
    sampled(_level(ramp), into, left=1.0, top=0.0, step=1.5)
    assert into[1, :, 0] == pytest.approx(1.0 + (np.arange(8) + 0.5) * 1.5 - 0.5, abs=0.01)


@pytest.mark.parametrize(("zoom", "level"), [(4, 0), (1, 0), (0.51, 0), (0.5, 1), (0.34, 1), (0.25, 2), (0.1, 3)])
def test_less_than_half_is_thrown_away_when_a_level_is_shown(zoom, level):
    assert level_for(zoom) == level


def test_pictures_without_alpha_are_filled_up():
    level = from_picture(Picture(np.zeros((2, 4, 3), np.float16), "Raw", 0.5), 8)
    assert (level.pixels[..., 3] == 1).all()
    assert not level.alpha
    assert level.factor == 0.5
