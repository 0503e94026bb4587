import math
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from uprez.core.frame import Size
from uprez.models.resample import resample, resample_ids

SIDES = st.integers(1, 60)


def reference(values, outputs):
    """One axis of Lanczos in float64, straight from the definition: (n, …) to (outputs, …)."""
    length = len(values)
    step = length / outputs
    stretch = max(1.0, step)
    rows = []
    for output in range(outputs):
        centre = (output + 0.5) * step - 0.5
        total, weights = 0, 0.0
        for position in range(math.floor(centre - 3 * stretch), math.ceil(centre + 3 * stretch) + 1):
            x = (position - centre) / stretch
            if abs(x) < 3:
                weight = np.sinc(x) * np.sinc(x / 3)
                total = total + weight * values[min(max(position, 0), length - 1)]
                weights += weight
        rows.append(total / weights)
    return np.stack(rows)


def picture(*shape, seed=0):
    return (np.random.default_rng(seed).random(shape) * 3 - 1).astype(np.float32)


@settings(max_examples=40, deadline=None)
@given(SIDES, SIDES, SIDES, SIDES)
def test_equals_the_definition_in_float64(height, width, tall, wide):
    frames = picture(1, 2, height, width)
    got = resample(frames, Size(wide, tall))
    assert got.dtype == np.float32 and got.shape == (1, 2, tall, wide)
    if (height, width) == (tall, wide):
        np.testing.assert_array_equal(got, frames)
        return
    want = reference(np.moveaxis(frames.astype(np.float64), 2, 0), tall)
    want = reference(np.moveaxis(want, 3, 0), wide)
    np.testing.assert_allclose(got, want.transpose(2, 3, 1, 0), atol=2e-6)


@settings(deadline=None)
@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from(["lanczos", "area"]), st.floats(-100, 100, width=32))
def test_a_constant_stays(height, width, tall, wide, kernel, value):
    got = resample(np.full((1, 1, height, width), value, np.float32), Size(wide, tall), kernel=kernel)
    np.testing.assert_allclose(got, value, rtol=1e-6, atol=np.finfo(np.float32).tiny)  # below that floats are steps themselves


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 60), st.integers(1, 60))
def test_mirroring_before_is_mirroring_after(height, width, tall, wide):
    frames = picture(1, 1, height, width)
    got = resample(frames[..., ::-1, ::-1].copy(), Size(wide, tall))
    np.testing.assert_allclose(got[..., ::-1, ::-1], resample(frames, Size(wide, tall)), atol=2e-6)


@pytest.mark.parametrize("size", [Size(31, 47), Size(64, 20), Size(8, 8)])
def test_agrees_with_pillow_away_from_the_edges(size):
    plane = picture(96, 100)
    want = np.asarray(Image.fromarray(plane).resize((size.width, size.height), Image.Resampling.LANCZOS))
    got = resample(plane[None, None], size)[0, 0]
    across, down = -(-3 * size.width // min(100, size.width * 4)) + 2, -(-3 * size.height // min(96, size.height * 4)) + 2
    inner = (slice(down, -down), slice(across, -across))
    assert want[inner].size == 0 or np.abs(got - want)[inner].max() < 2e-6


def test_a_wave_too_fine_for_the_result_is_gone_not_folded():
    fine = np.sin(np.arange(400) * np.pi * 0.8).astype(np.float32)
    frames = np.broadcast_to(fine, (1, 1, 8, 400))
    assert np.abs(resample(frames, Size(100, 8))[..., 5:-5]).max() < 0.02


def test_values_beyond_black_and_white_survive():
    frames = np.full((1, 3, 9, 9), 40.0, np.float32)
    frames[..., :4] = -0.2
    got = resample(frames, Size(18, 18))
    assert got.max() > 39.9 and got.min() < -0.2


@pytest.mark.parametrize(("before", "after"), [((1, 1), (4, 7)), ((16, 8640), (32, 4321)), ((8640, 16), (100, 33)), ((3, 5), (1, 1))])
def test_odd_shapes(before, after):
    got = resample(picture(1, 1, *before), Size(after[1], after[0]))
    assert got.shape[2:] == after and np.isfinite(got).all()


def test_writes_to_the_memory_it_is_given():
    frames, out = picture(2, 3, 10, 12), np.full((2, 3, 20, 24), np.nan, np.float32)
    assert resample(frames, Size(24, 20), out=out) is out
    np.testing.assert_array_equal(out, resample(frames, Size(24, 20)))
    with pytest.raises(ValueError, match="out is"):
        resample(frames, Size(24, 21), out=out)


def test_views_come_out_like_copies():
    frames = picture(1, 3, 20, 40)[:, :, ::2, 3:33]
    np.testing.assert_array_equal(resample(frames, Size(50, 25)), resample(frames.copy(), Size(50, 25)))


def test_same_size_is_a_copy():
    frames = picture(1, 1, 5, 5)
    got = resample(frames, Size(5, 5))
    np.testing.assert_array_equal(got, frames)
    assert not np.shares_memory(got, frames)


def test_bits_do_not_depend_on_the_number_of_threads():
    program = (
        "import hashlib, numpy as np; from uprez.core.frame import Size; from uprez.models.resample import resample;"
        "frames = np.random.default_rng(0).random((1, 1, 541, 967), dtype=np.float32);"
        "print([hashlib.sha256(resample(frames, size)).hexdigest() for size in (Size(1934, 1082), Size(500, 300), Size(1500, 200))])"
    )
    results = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "OPENBLAS_NUM_THREADS": threads}, capture_output=True, text=True, check=True
        ).stdout
        for threads in ("1", "2", "7")
    }
    assert len(results) == 1


@settings(deadline=None)
@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from([np.uint32, np.uint8, np.int64, np.float32]))
def test_ids_are_taken_from_the_pixel_under_each_centre(height, width, tall, wide, kind):
    ids = np.random.default_rng(1).integers(0, 200, (height, width)).astype(kind)
    got = resample_ids(ids[None], Size(wide, tall))[0]
    assert got.dtype == kind
    for row in range(tall):
        for column in range(wide):
            assert got[row, column] == ids[(2 * row + 1) * height // (2 * tall), (2 * column + 1) * width // (2 * wide)]


def test_large_ids_keep_every_bit():
    ids = np.array([[0xFFFFFFFF, 0x80000001], [7, 0]], np.uint32)
    np.testing.assert_array_equal(resample_ids(ids, Size(4, 4)), ids.repeat(2, 0).repeat(2, 1))
