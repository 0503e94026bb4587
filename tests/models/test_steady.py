"""Pictures on which SPAN runs away come out as pictures; all others come out of the network untouched."""

import numpy as np
import pytest

from tests.models.makers import picture
from uprez.models.light.steady import MARGIN, REACH, SteadyNetwork


class Runaway:
    """Doubles by repeating; where the middle of the contrast's range is left it explodes, or always with `hopeless`."""

    runtime = "test cpu fp32"

    def __init__(self, *, hopeless=False):
        self.hopeless = hopeless
        self.calls = []

    def __call__(self, x):
        self.calls.append(x)
        result = x.repeat(2, 2).repeat(2, 3)
        wild = (np.abs(x - 0.5) > 0.45).any(axis=1, keepdims=True) | (self.hopeless & (np.abs(x - 0.5) > 0.1).any(axis=1, keepdims=True))
        return np.where(wild.repeat(2, 2).repeat(2, 3), result * 900 - 450, result).astype(np.float32)


def _grey_with(value, height=40, width=60):
    x = np.full((1, 3, height, width), 0.5, np.float32)
    x[..., 20, 30] = value
    return x


def test_calm_pictures_are_the_network_s_own():
    network = Runaway()
    x = (picture(30, 40) * 0.8 + 0.1).astype(np.float32)
    assert np.array_equal(SteadyNetwork(network, 2)(x), x.repeat(2, 2).repeat(2, 3))
    assert len(network.calls) == 1


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_runaway_place_is_made_again_at_less_contrast(value):
    network = Runaway()
    x = _grey_with(value)
    result = SteadyNetwork(network, 2)(x)
    assert np.abs(result - x.repeat(2, 2).repeat(2, 3)).max() < 1e-6
    assert np.abs(network.calls[1] - 0.5).max() < 0.2


def test_what_runs_away_at_any_contrast_is_resampled_and_bounded():
    x = _grey_with(1.0)
    result = SteadyNetwork(Runaway(hopeless=True), 2)(x)
    assert 0.7 < result[..., 40:42, 60:62].max() <= 1.0 + 1 / 8
    assert result.min() >= 0.5 - 1 / 8


def test_nothing_beyond_its_reach_is_touched():
    x = _grey_with(1.0)
    far = (picture(40, 60, seed=4) * 0.5 + 0.25).astype(np.float32)
    far[..., 12:29, 22:39] = 0.5
    far[..., 20, 30] = 1.0
    raw, result = Runaway()(far), SteadyNetwork(Runaway(), 2)(far)
    touched = np.argwhere((raw != result)[0].any(axis=0)) // 2
    assert len(touched)
    assert np.abs(touched - [20, 30]).max() <= REACH
    assert SteadyNetwork(Runaway(), 2)(x).max() <= 1 + MARGIN
