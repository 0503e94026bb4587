"""Reference pictures as the VAE is given them."""

from __future__ import annotations

import numpy as np
import pytest

from uprez.core.frame import Size
from uprez.models.unimmvsr.pictures import IMAGE_AREA, fitted, prepared, tokens


@pytest.mark.parametrize(
    ("size", "area", "found"),
    [
        ((640, 480), IMAGE_AREA, (640, 480)), ((650, 474), IMAGE_AREA, (656, 480)), ((7, 3), IMAGE_AREA, (16, 16)),
        ((3840, 2176), IMAGE_AREA, (1920, 1088)), ((100, 400), 10_000, (48, 192)),
        ((40_000, 50), IMAGE_AREA, (16_384, 16)),
    ],
)  # fmt: skip
def test_a_picture_is_never_enlarged_and_no_larger_than_helps(size, area, found):
    assert fitted(Size(*size), area) == Size(*found)
    assert tokens(Size(*found)) * 256 == found[0] * found[1]


def test_colours_span_what_the_vae_knows():
    picture = np.stack([np.full((16, 16), value, np.float32) for value in (-2.0, 0.25, 3.0)])
    made = prepared(picture, None, Size(32, 16))
    assert made.shape == (1, 3, 16, 32) and made.dtype == np.float32
    np.testing.assert_allclose(made[0, :, 8, 8], [-1, -0.5, 1], atol=1e-6)


def test_what_is_cut_away_is_grey():
    alpha = np.zeros((16, 32), np.float32)
    alpha[:, 16:] = 1
    made = prepared(np.ones((3, 16, 32), np.float32), alpha, Size(32, 16))
    np.testing.assert_allclose(made[..., :16], 0, atol=1e-6)
    np.testing.assert_allclose(made[..., 16:], 1, atol=1e-6)
