"""The source's grain: what is found, how strong and how fine it comes out, and what it leaves alone."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprez.core.frame import Size
from uprez.engine.grain import Strengths, grain_of
from uprez.models.resample import resample

HEIGHT, WIDTH = 90, 130


def scene():
    """Soft light with edges of a third of the range, without grain."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    return (0.5 + 0.2 * np.sin(x / 30) * np.cos(y / 20) + 0.3 * ((x // 60 + y // 40) % 2)).astype(np.float32)


def noise(strength, seed=0):
    return np.random.default_rng(seed).normal(0, strength, (HEIGHT, WIDTH)).astype(np.float32)


def lag(plane):
    """How alike neighbours are, 0 to 1: large grain is."""
    return float((plane[:, 1:] * plane[:, :-1]).mean() / (plane * plane).mean())


@pytest.mark.parametrize("strength", [0.01, 0.03, 0.08])
def test_the_grain_that_is_found_is_the_picture_s(strength):
    true = noise(strength)
    found = grain_of(scene() + true, Size(WIDTH, HEIGHT))
    assert np.corrcoef(found.ravel(), true.ravel())[0, 1] > 0.75
    assert found.std() == pytest.approx(strength, rel=0.35)
    assert np.median(Strengths.of(scene() + true, scene()).values) == pytest.approx(strength, rel=0.2)


def test_a_clean_picture_has_next_to_none():
    assert grain_of(scene(), Size(2 * WIDTH, 2 * HEIGHT)).std() < 5e-4
    assert not grain_of(np.full((HEIGHT, WIDTH), 0.3, np.float32), Size(200, 150)).any()
    assert not grain_of(np.zeros((2, 2), np.float32), Size(4, 4)).any()


@pytest.mark.parametrize("factor", [1.5, 2, 4])
def test_enlarged_grain_is_as_strong_and_finer_than_a_mere_enlargement(factor):
    true, size = noise(0.03), Size(round(WIDTH * factor), round(HEIGHT * factor))
    made = grain_of(0.5 + true, size)
    plain = resample(true[None, None], size)[0, 0]
    assert made.std() == pytest.approx(0.03, rel=0.2)
    assert lag(made) < lag(plain) - 0.15


def test_it_lies_where_the_source_s_does():
    true = noise(0.03)
    made = grain_of(0.5 + true, Size(2 * WIDTH, 2 * HEIGHT))
    seen = resample(made[None, None], Size(WIDTH, HEIGHT), kernel="area")[0, 0]
    assert np.corrcoef(seen.ravel(), true.ravel())[0, 1] > 0.85


def test_it_follows_the_light_as_the_source_s_does():
    light = np.broadcast_to(np.linspace(0.1, 0.9, HEIGHT, dtype=np.float32)[:, None], (HEIGHT, WIDTH))
    made = grain_of(light + noise(0.06) * light, Size(2 * WIDTH, 2 * HEIGHT))
    dark, bright = made[20:60].std(), made[-60:-20].std()
    assert dark == pytest.approx(0.06 * light[10:30].mean(), rel=0.35)
    assert bright == pytest.approx(0.06 * light[-30:-10].mean(), rel=0.35)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 99), st.sampled_from([0.01, 0.03, 0.2]), st.sampled_from([1, 1.3, 2, 3]))
def test_low_frequencies_do_not_change(seed, strength, factor):
    made = grain_of(scene() + noise(strength, seed), Size(round(WIDTH * factor), round(HEIGHT * factor)))
    assert abs(float(made.mean())) < 5e-3 * strength
    assert np.abs(cv2.GaussianBlur(made, (0, 0), 8 * factor)).max() < 0.12 * strength


def test_the_same_picture_has_the_same_grain():
    plane, size = scene() + noise(0.02), Size(2 * WIDTH, 2 * HEIGHT)
    assert (grain_of(plane, size) == grain_of(plane.copy(), size)).all()
    assert np.abs(grain_of(plane + np.float32(3), size) - grain_of(plane, size)).max() < 1e-5
