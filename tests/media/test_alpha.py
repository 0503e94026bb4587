import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from uprez.media.alpha import COVERED, parted, premultiplied, straight

SIDES = st.integers(1, 9)
COLOURS = st.floats(-65504, 65504, width=16)
ALPHAS = st.floats(0, 1, width=16) | st.sampled_from([0.0, 1.0, 1 / 255, -0.25, 1.5])


@st.composite
def pictures(draw):
    height, width = draw(SIDES), draw(SIDES)
    return draw(arrays(np.float32, (3, height, width), elements=COLOURS)), draw(arrays(np.float32, (height, width), elements=ALPHAS))


def disc(side=48):
    """A red disc with a soft edge on nothing: its straight colour, and alpha."""
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    alpha = np.clip((side / 3 - np.hypot(x, y)) / 6, 0, 1).astype(np.float32)
    red = np.array([0.8, 0.2, 0.1], np.float32)[:, None, None]
    return np.broadcast_to(red, (3, side, side)), alpha


@given(pictures())
def test_colour_and_light_are_the_picture(picture):
    rgb, alpha = picture
    kept = rgb.copy()
    colour, light = parted(rgb, alpha)
    again = colour.astype(np.float64) * alpha + (0 if light is None else light)
    np.testing.assert_allclose(again, rgb, rtol=1e-5, atol=0.05 if np.abs(rgb).max() > 100 else 1e-5)
    assert colour.dtype == np.float32 and (light is None or light.dtype == np.float32)
    assert np.abs(colour).max() <= 65504 * (1 + 1e-6)
    assert np.array_equal(rgb, kept)


def test_colour_goes_on_beyond_what_alpha_covers():
    red, alpha = disc()
    colour, light = parted(premultiplied(red, alpha), alpha)
    np.testing.assert_allclose(colour, red, rtol=1e-4)
    assert light is None or np.abs(light).max() < 1e-6


def test_each_place_takes_its_surroundings():
    rgb, alpha = np.zeros((3, 16, 64), np.float32), np.zeros((16, 64), np.float32)
    alpha[:, :8] = alpha[:, -8:] = 1
    rgb[0, :, :8] = rgb[1, :, -8:] = 1
    colour, light = parted(rgb, alpha)
    assert light is None
    assert (colour[0, :, 8:12] > 0.9).all() and (colour[1, :, 52:56] > 0.9).all()
    assert 0.3 < colour[0, 8, 32] < 0.7
    assert np.abs(np.diff(colour[0, 8, 8:56])).max() < 0.25


def test_light_beside_the_matte_is_kept_apart():
    red, alpha = disc()
    glow = np.where(alpha == 0, np.float32(0.3), np.float32(0))
    colour, light = parted(premultiplied(red, alpha) + glow, alpha)
    assert light is not None
    np.testing.assert_allclose(light[:, alpha == 0], 0.3, rtol=1e-6)
    np.testing.assert_allclose(colour[:, alpha > 0.5], red[:, alpha > 0.5], rtol=1e-5)


@pytest.mark.parametrize("flat", [1.0, 0.5, COVERED])
def test_even_cover_is_a_division(flat):
    rgb = np.random.default_rng(1).uniform(0, 1, (3, 5, 7)).astype(np.float32)
    alpha = np.full((5, 7), flat, np.float32)
    colour, light = parted(rgb, alpha)
    assert light is None
    np.testing.assert_array_equal(colour, straight(rgb, alpha))


def test_nothing_covered_is_all_light():
    rgb = np.random.default_rng(1).uniform(0, 1, (3, 5, 7)).astype(np.float32)
    colour, light = parted(rgb, np.zeros((5, 7), np.float32))
    assert (colour == 0).all()
    np.testing.assert_array_equal(light, rgb)
