"""A per-frame model: the network sees 0 to 1 only, and everything else goes beside it."""

import numpy as np

from tests.models.makers import picture
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ModelSpec
from uprez.models.light.model import FrameModel

SHOT = Shot(index=0, first=0, last=9)


class Repeating:
    """x2 by repeating; it forgets what lies outside 0 to 1, as networks do."""

    runtime = "test cpu fp32"

    def __init__(self):
        self.seen = []

    def __call__(self, x):
        self.seen.append(x)
        return x.clip(0, 1).repeat(2, 2).repeat(2, 3)


def _pushed(frames):
    network = Repeating()
    return FrameModel(network, ModelSpec("test", 2)).open(SHOT, Recipe()).push(frames), network.seen


def test_inside_0_to_1_only_the_network_speaks():
    frames = picture(9, 11, count=2)
    result, seen = _pushed(frames)
    assert np.array_equal(result, frames.repeat(2, 2).repeat(2, 3))
    assert [x.shape for x in seen] == [(1, 3, 9, 11)] * 2


def test_what_lies_outside_survives_beside_the_network():
    for value in (-0.3, 1.4):
        frames = np.full((1, 3, 12, 12), value, np.float32)
        result, seen = _pushed(frames)
        assert np.abs(result - value).max() < 1e-5
        assert all(x.min() >= 0 and x.max() <= 1 for x in seen)


def test_far_from_what_lies_outside_nothing_changes():
    frames = picture(20, 40)
    brighter = frames.copy()
    brighter[..., 30:] += 1
    assert np.array_equal(_pushed(brighter)[0][..., : 2 * 26], _pushed(frames)[0][..., : 2 * 26])


def test_the_frames_pushed_are_not_changed():
    frames = picture(8, 8) * 2 - 0.5
    kept = frames.copy()
    _pushed(frames)
    assert np.array_equal(frames, kept)
