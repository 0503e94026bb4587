"""Strength and grain after the model, in runs and alone."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.models import Blurring
from tests.media import clips
from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.core.frame import Frame, Size
from uprez.core.job import Recipe
from uprez.engine import planning, run
from uprez.engine.finishing import AS_IS, Finish, enlarged, mixing_space
from uprez.engine.request import make_job
from uprez.engine.run import run_job
from uprez.media.probe import probe
from uprez.media.reader import open_clip
from uprez.models.contract import ModelSpec
from uprez.models.resample import resample

SHAPE = (3, 20, 26)
TWICE = Size(52, 40)


def noise(seed, size=SHAPE, spread=0.5):
    return np.random.default_rng(seed).normal(0.5, spread, size).astype(np.float32)


def finished(strength, grain, seed=0):
    return Finish(strength, grain).apply(noise(seed, (3, 40, 52)), noise(seed + 1))


def test_strength_0_is_lanczos_and_1_the_model_s_bits():
    result, source = noise(1, (3, 40, 52)), noise(2)
    assert Finish().apply(result, source) is result
    assert (Finish(0.0).apply(result, source) == resample(source[None], TWICE)[0]).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 50), st.floats(0, 1), st.floats(0, 1))
def test_strength_is_monotone(seed, one, other):
    """Every sample goes from the source's to the model's without turning back."""
    low, high = (finished(each, 0, seed) for each in sorted((one, other)))
    way = finished(1, 0, seed) - finished(0, 0, seed)
    assert ((high - low) * np.sign(way) >= -1e-6).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 50), st.floats(0.2, 1), st.floats(0, 1))
def test_undo_gives_the_model_s_picture_back(seed, strength, grain):
    result, source = noise(seed, (3, 40, 52)), noise(seed + 1)
    finish = Finish(strength, grain)
    np.testing.assert_allclose(finish.undo(finish.apply(result, source), source), result, atol=2e-5)


def test_grain_is_added_in_proportion_and_the_input_stays():
    result, source = noise(1, (3, 40, 52), 0.01), noise(2, spread=0.05)
    kept = result.copy()
    full, half = (Finish(1.0, share).apply(result, source) - result for share in (1, 0.5))
    assert full.std() > 0.02
    np.testing.assert_allclose(full, 2 * half, atol=1e-6)
    assert (result == kept).all()


def test_a_model_that_samples_with_the_strength_is_not_mixed():
    recipe = Recipe(strength=0.3, grain=0.2)
    assert Finish.of(recipe, ModelSpec("a", 2, conditions=frozenset({"strength"}))) == Finish(1.0, 0.2)
    assert Finish.of(recipe, ModelSpec("a", 2)) == Finish(0.3, 0.2)


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """3 float EXR frames of noise, with values below 0 and above 1."""
    pixels = noise(4, (3, 24, 30, 3))
    return clips.sequence(tmp_path_factory.mktemp("plates"), 3, dtype="float", size=(30, 24), pixels=lambda at: pixels[at])


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """3 frames of grainy BT.709."""
    pictures = [(np.random.default_rng(at).normal(120, 12, (48, 64, 3))).clip(0, 255).astype(np.uint8) for at in range(3)]
    return clips.movie(tmp_path_factory.mktemp("video") / "a.mkv", codec="ffv1", pix_fmt="yuv444p", pictures=pictures)


def made(source, folder, **fields):
    """(T, 3, H, W) of a run's float EXR frames."""
    job = make_job(source, folder, scale=2, stabilise="off", exr_depth="float", name="r", **fields)
    result = run_job(job, base=Path("/"), listen=lambda event: None)
    with open_clip(result.files[0]) as reader:
        return np.stack([frame.rgb for frame in reader.frames(0, reader.info.frames - 1)])


@pytest.fixture
def blurring(monkeypatch):
    """The default model is one that blurs and darkens nothing."""
    real = planning.open_model

    def opened(recipe, factor, on_note):
        return real(recipe, factor, on_note=on_note) if recipe.model == "lanczos" else Blurring()

    for place in (planning, run):
        monkeypatch.setattr(place, "open_model", opened)


@pytest.mark.usefixtures("blurring")
@pytest.mark.parametrize("clip", ["plates", "video"])
def test_a_run_at_strength_0_is_the_model_lanczos_and_half_lies_between(clip, tmp_path, request):
    source = request.getfixturevalue(clip)
    plain = made(source, tmp_path / "lanczos", model="lanczos")
    assert (made(source, tmp_path / "none", strength=0.0) == plain).all()
    full = made(source, tmp_path / "full")
    half = made(source, tmp_path / "half", strength=0.5)
    assert np.abs(full - plain).max() > 0.02
    low, high = np.minimum(full, plain), np.maximum(full, plain)
    assert ((half >= low - 1e-4 * (1 + np.abs(low))) & (half <= high + 1e-4 * (1 + np.abs(high)))).all()
    if clip == "video":  # mixed in the clip's own colour
        np.testing.assert_allclose(half, (full + plain) / 2, atol=1e-6)
    else:
        assert plain.min() < -0.2 and half.min() < -0.1 and half.max() > 1.2


@pytest.mark.usefixtures("blurring")
@pytest.mark.parametrize("clip", ["plates", "video"])
def test_low_frequencies_stay_whatever_the_strength_and_the_grain(clip, tmp_path, request):
    source = request.getfixturevalue(clip)
    full = made(source, tmp_path / "full")
    space = mixing_space(probe(source))
    for fields in ({"strength": 0.4}, {"grain": 1.0}):
        other = made(source, tmp_path / str(fields), **fields)
        assert np.abs(other - full).max() > 0.01
        change = space.forward(other) - space.forward(full)
        assert np.abs(change.mean(axis=(2, 3))).max() < 2e-3


def test_the_space_is_the_clip_s_own_but_for_scene_linear(plates, video):
    assert mixing_space(probe(video)) is AS_IS
    assert mixing_space(probe(plates)).name == "acescct"


def test_the_enlargement_clips_nothing():
    frame = Frame(noise(3), ColourTag(Primaries.BT709, Transfer.BT709), 0, Fraction(0))
    assert (enlarged(frame.rgb, TWICE, AS_IS) == resample(frame.rgb[None], TWICE)[0]).all()
