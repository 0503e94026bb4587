import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.models import taps

LENGTHS = st.integers(1, 70)


def matrix(made, length):
    """The sums as a dense float64 matrix (outputs, length)."""
    dense = np.zeros((len(made.index), length))
    for row, (index, weights) in enumerate(zip(made.index, made.weights, strict=True)):
        for position, weight in zip(index, weights, strict=True):
            dense[row, position] += weight
    return dense


MAKERS = {
    "lanczos": taps.lanczos,
    "area": taps.area,
    "cubic": taps.cubic,
    "smooth": lambda length, outputs: taps.smooth(length, outputs, 3.0),
}


@given(st.sampled_from(sorted(MAKERS)), LENGTHS, LENGTHS)
def test_weights_of_every_output_sum_to_one(name, length, outputs):
    made = MAKERS[name](length, outputs)
    assert len(made.index) == outputs
    assert made.index.min() >= 0 and made.index.max() < length
    np.testing.assert_allclose(made.weights.sum(axis=1), 1, atol=1e-12)


@given(st.sampled_from(["cubic", "smooth"]), st.integers(2, 70), LENGTHS)
def test_gradients_are_exact_up_to_the_edges(name, length, outputs):
    values = 3 - 0.25 * np.arange(length)
    got = matrix(MAKERS[name](length, outputs), length) @ values
    np.testing.assert_allclose(got, 3 - 0.25 * taps.centres(length, outputs), atol=1e-10)


@given(st.integers(2, 70), LENGTHS)
def test_area_is_exact_on_gradients_where_it_shrinks(length, outputs):
    outputs = min(length, outputs)
    got = matrix(taps.area(length, outputs), length) @ np.arange(length)
    np.testing.assert_allclose(got, taps.centres(length, outputs), atol=1e-10)


@pytest.mark.parametrize(("factor", "outputs"), [(2, 9), (3, 5), (4, 1)])
def test_area_by_a_whole_factor_is_the_mean_of_the_cell(factor, outputs):
    values = np.random.default_rng(0).random(factor * outputs)
    got = matrix(taps.area(factor * outputs, outputs), factor * outputs) @ values
    np.testing.assert_allclose(got, values.reshape(outputs, factor).mean(axis=1), atol=1e-12)


@given(LENGTHS, LENGTHS, LENGTHS, st.integers(1, 9))
def test_chained_is_one_after_the_other(length, middle, outputs, rows):
    inner, outer = taps.lanczos(length, middle), taps.smooth(middle, outputs, 2.0)
    values = np.random.default_rng(length).random((length, 3)).astype(np.float32)
    got = taps.apply_rows(taps.chained(outer, inner, rows), values, np.empty((outputs, 3), np.float32))
    want = matrix(outer, middle) @ (matrix(inner, length) @ values.astype(np.float64))
    np.testing.assert_allclose(got, want, atol=2e-6)


@given(LENGTHS, LENGTHS, st.integers(1, 40), st.integers(1, 50), st.integers(1, 2000))
def test_blocks_and_products_of_any_size_give_the_same(length, outputs, rows, other, product):
    made = taps.lanczos(length, outputs)
    blocks = taps.banded(made, rows)
    picture = np.random.default_rng(other).random((length, other)).astype(np.float32)
    want = matrix(made, length) @ picture.astype(np.float64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taps, "_PRODUCT", product)
        down = taps.apply_rows(blocks, picture, np.full((outputs, other), np.nan, np.float32))
        across = taps.apply_columns(blocks, np.ascontiguousarray(picture.T), np.full((other, outputs), np.nan, np.float32))
    np.testing.assert_allclose(down, want, atol=2e-6)
    np.testing.assert_allclose(across, want.T, atol=2e-6)
