"""Noise belongs to seed, absolute frame and step."""

import numpy as np

from uprez.models.noise import PhiloxNoise

SHAPE = (4, 30, 50)


def test_frames_are_counted_from_the_clips_first():
    early, late = PhiloxNoise(7, 10, SHAPE), PhiloxNoise(7, 13, SHAPE)
    np.testing.assert_array_equal(early.initial(3), late.initial(0))
    np.testing.assert_array_equal(early.fresh(5, 4), late.fresh(5, 1))


def test_seed_frame_and_step_each_draw_their_own():
    noise = PhiloxNoise(7, 0, SHAPE)
    drawn = [
        noise.initial(0),
        noise.initial(1),
        noise.fresh(0, 0),
        noise.fresh(1, 0),
        noise.fresh(0, 1),
        PhiloxNoise(8, 0, SHAPE).initial(0),
    ]
    assert np.abs(np.corrcoef([each.ravel() for each in drawn]) - np.eye(len(drawn))).max() < 0.06
    for each in drawn:
        assert each.shape == SHAPE and each.dtype == np.float32
        assert abs(each.mean()) < 0.05 and abs(each.std() - 1) < 0.05
