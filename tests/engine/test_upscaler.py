from fractions import Fraction

import cv2
import numpy as np
import pytest

from tests.engine.models import doubled
from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.frame import Frame, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.engine.tiled import plan_tiles
from uprez.engine.upscaler import Upscaler
from uprez.media.alpha import premultiplied, straight
from uprez.models.contract import ALONE, ModelSpec, drain
from uprez.models.resample import resample
from uprez.ofx_bridge.bench import clip_of

SIDE = 48
LIGHT = ColourTag(Primaries.BT709, Transfer.LINEAR, Matrix.RGB, Range.FULL)
SCREEN = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.RGB, Range.FULL)


class Sharpener:
    """Twice the size, every edge overshot, as networks do."""

    def __init__(self, amount=1.0):
        self.spec = ModelSpec("sharpener", 2)
        self.amount = amount

    def open(self, shot, recipe, state=None, workspace=ALONE):
        return self

    def push(self, frames):
        large = doubled(frames)
        return large + self.amount * np.stack([[plane - cv2.GaussianBlur(plane, (0, 0), 2) for plane in frame] for frame in large])

    def flush(self):
        return np.empty((0, 3, 0, 0), np.float32)

    def state(self):
        return None


def matte():
    y, x = np.mgrid[:SIDE, :SIDE] - (SIDE - 1) / 2
    return np.clip((SIDE / 3 - np.hypot(x, y)) / 6, 0, 1).astype(np.float32)


def picture():
    """A smooth straight picture."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE
    return np.stack([0.4 + 0.4 * x, 0.3 + 0.3 * y, 0.5 + 0 * x])


def through(rgb, alpha, *, meant=Alpha.PREMULTIPLIED, tag=LIGHT, model=None, **recipe):
    model = model or Sharpener()
    size = Size(rgb.shape[2], rgb.shape[1])
    asked = Recipe(match_colour=False, **recipe)
    target = Size(2 * size.width, 2 * size.height)
    upscaler = Upscaler(clip_of(size, 1, tag, meant), asked, model, target, tiles=plan_tiles(size, None, model.spec), stabilise=False)
    prepared = upscaler.prepare(Frame(rgb, tag, 0, Fraction(0), alpha))
    stream = upscaler.open(Shot(index=0, first=0, last=0))
    (output,) = [*stream.push(prepared.rgb[None]), *drain(stream)]
    return upscaler.finish(prepared, output, upscaler.upscale_alpha(prepared))


@pytest.mark.parametrize("tag", [LIGHT, SCREEN])
def test_a_network_sees_no_edge_where_alpha_ends(tag):
    rgb, alpha = picture(), matte()
    made = through(premultiplied(rgb, alpha), alpha, tag=tag)
    of_straight = through(rgb, alpha, meant=Alpha.STRAIGHT, tag=tag)
    np.testing.assert_array_equal(made.alpha, of_straight.alpha)
    np.testing.assert_allclose(made.rgb, premultiplied(of_straight.rgb, of_straight.alpha), atol=0.02)
    thin = made.alpha < 0.05
    assert np.abs(made.rgb[:, thin]).max() < 0.06


def test_inside_the_matte_nothing_depends_on_how_alpha_is_meant():
    rgb, alpha = picture(), np.full((SIDE, SIDE), 0.5, np.float32)
    made = through(premultiplied(rgb, alpha), alpha)
    np.testing.assert_allclose(straight(made.rgb, made.alpha), through(rgb, None, meant=Alpha.NONE).rgb, rtol=1e-5)


def test_light_that_alpha_does_not_cover_goes_by_classic_resampling():
    glow = np.zeros((3, SIDE, SIDE), np.float32)
    glow[:, 8:20, 8:20] = 3.0
    made = through(glow, np.zeros((SIDE, SIDE), np.float32))
    np.testing.assert_array_equal(made.rgb, resample(glow[None], Size(2 * SIDE, 2 * SIDE))[0])


@pytest.mark.parametrize("tag", [LIGHT, SCREEN])
def test_strength_weighs_against_the_clip_as_it_is(tag):
    rgb, alpha = premultiplied(picture(), matte()), matte()
    none = through(rgb, alpha, tag=tag, strength=0.0).rgb
    np.testing.assert_allclose(none, through(rgb, None, meant=Alpha.NONE, tag=tag, strength=0.0).rgb, atol=1e-5)
    full, half = through(rgb, alpha, tag=tag).rgb, through(rgb, alpha, tag=tag, strength=0.5).rgb
    if tag is SCREEN:
        np.testing.assert_allclose(half, (full + none) / 2, atol=1e-6)


def test_opaque_pictures_go_as_they_are():
    rgb = picture()
    made = through(rgb, np.ones((SIDE, SIDE), np.float32))
    np.testing.assert_array_equal(made.rgb, through(rgb, None, meant=Alpha.NONE).rgb)


def test_broken_alpha_is_counted_and_finite():
    alpha = matte()
    alpha[10, 10:13] = np.nan, np.inf, -np.inf
    rgb = premultiplied(picture(), matte())
    clip = clip_of(Size(SIDE, SIDE), 1, LIGHT, Alpha.PREMULTIPLIED)
    model = Sharpener()
    upscaler = Upscaler(clip, Recipe(), model, Size(96, 96), tiles=plan_tiles(clip.size, None, model.spec), stabilise=False)
    prepared = upscaler.prepare(Frame(rgb, LIGHT, 0, Fraction(0), alpha))
    assert prepared.repaired == 3
    assert np.isfinite(prepared.rgb).all()
