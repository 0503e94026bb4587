import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uprez.core.frame import Size
from uprez.models.match import match_low_frequencies
from uprez.models.resample import resample

SIDES = st.integers(1, 50)


def plane(height, width, right=0.0, below=0.0, base=0.0):
    """A gradient over a picture whose sides have length 1, whatever its pixels."""
    across, down = (np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height
    return np.broadcast_to(base + right * across + below * down[:, None], (3, height, width)).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES, st.integers(1, 120), st.integers(1, 120), st.floats(-2, 2), st.floats(-2, 2))
def test_offsets_and_gradients_are_corrected_exactly(height, width, tall, wide, right, below):
    right, below = right * (width > 1), below * (height > 1)
    output = np.full((3, tall, wide), -0.4, np.float32)
    got = match_low_frequencies(output, plane(height, width, right, below, 0.3))
    np.testing.assert_allclose(got, plane(tall, wide, right, below, 0.3), atol=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))
def test_a_result_that_averages_to_its_source_does_not_change(height, width, factor):
    rng = np.random.default_rng(height)
    output = rng.random((3, height * factor, width * factor)).astype(np.float32)
    source = output.reshape(3, height, factor, width, factor).astype(np.float64).mean(axis=(2, 4)).astype(np.float32)
    np.testing.assert_allclose(match_low_frequencies(output.copy(), source), output, atol=2e-6)


def test_detail_is_kept_and_the_wrong_light_is_gone():
    rng = np.random.default_rng(0)
    source = rng.random((3, 128, 128)).astype(np.float32)
    good = resample(source[None], Size(256, 256))[0]
    wave = 0.1 * np.cos(2 * np.pi * np.arange(256) / 256).astype(np.float32)  # 128 source pixels long
    detail = 0.05 * rng.standard_normal((3, 256, 256)).astype(np.float32)
    got = match_low_frequencies(good + wave[:, None] * np.float32(0.9) + detail, source)
    added = np.abs(np.fft.rfft2(got - good - detail))
    assert added[:, 1, 0].max() < 0.1 * np.abs(np.fft.rfft2(wave[:, None] * np.ones(256)))[1, 0]
    frequency = np.hypot(np.fft.fftfreq(256)[:, None], np.fft.rfftfreq(256)) * 2  # cycles a source pixel
    high, had = frequency > 1 / 12, np.abs(np.fft.rfft2(detail))
    assert np.linalg.norm(added[:, high]) < 0.02 * np.linalg.norm(had[:, high])


def test_nothing_happens_to_waves_that_both_have():
    x = np.arange(200) + 0.5
    source = np.broadcast_to(np.sin(x / 200 * 2 * np.pi * 3), (3, 200, 200)).astype(np.float32)
    fine = (np.arange(400) + 0.5) / 2
    output = np.broadcast_to(np.sin(fine / 200 * 2 * np.pi * 3), (3, 400, 400)).astype(np.float32)
    np.testing.assert_allclose(match_low_frequencies(output.copy(), source), output, atol=1e-3)


def test_works_in_place_and_keeps_values_beyond_white():
    output = np.full((3, 40, 40), 50.0, np.float32)
    got = match_low_frequencies(output, np.full((3, 20, 20), 60.0, np.float32))
    assert got is output
    np.testing.assert_allclose(output, 60, rtol=1e-6)


@pytest.mark.parametrize("shape", [(1, 1), (16, 8640), (2, 3)])
def test_odd_shapes(shape):
    source = np.random.default_rng(0).random((3, *shape)).astype(np.float32)
    output = np.repeat(np.repeat(source, 2, axis=1), 2, axis=2) + np.float32(0.25)
    want = output - np.float32(0.25)
    np.testing.assert_allclose(match_low_frequencies(output, source), want, atol=1e-5)
