"""Spans cover every position; the weights of every position sum to one."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.cover import Span, blend_weights, cover


@st.composite
def covers(draw: st.DrawFn) -> tuple[int, int, int]:
    """(length, span, overlap) that `cover` takes."""
    span = draw(st.integers(1, 60))
    return draw(st.integers(1, 400)), span, draw(st.integers(0, span - 1))


@given(covers())
def test_every_position_is_covered_by_equal_spans_in_order(case: tuple[int, int, int]):
    length, span, overlap = case
    spans = cover(length, span, overlap)
    assert spans[0].start == 0
    assert spans[-1].stop == length
    assert {len(each) for each in spans} == {min(span, length)}
    for left, right in pairwise(spans):
        assert left.start < right.start <= left.stop - overlap


@given(covers())
def test_no_span_is_superfluous(case: tuple[int, int, int]):
    length, span, overlap = case
    count = len(cover(length, span, overlap))
    assert count == 1 or (count - 1) * (span - overlap) + overlap < length, "one span fewer would do"


@given(covers())
def test_weights_sum_to_one_and_are_shares(case: tuple[int, int, int]):
    length, span, overlap = case
    spans = cover(length, span, overlap)
    weights = blend_weights(spans)
    total = np.zeros(length)
    for each, weight in zip(spans, weights, strict=True):
        assert weight.dtype == np.float32
        assert weight.shape == (len(each),)
        assert (weight >= 0).all()
        total[each.start : each.stop] += weight
    np.testing.assert_allclose(total, 1, atol=1e-6)


@given(covers(), st.integers(1, 20))
def test_guarded_ends_get_no_weight_except_at_the_picture_s_own_ends(case: tuple[int, int, int], guard: int):
    length, span, overlap = case
    if overlap < 2 * guard:
        return
    spans = cover(length, span, overlap)
    weights = blend_weights(spans, guard=guard)
    total = np.zeros(length)
    for index, (each, weight) in enumerate(zip(spans, weights, strict=True)):
        total[each.start : each.stop] += weight
        if index > 0:
            assert (weight[:guard] == 0).all()
        else:
            assert weight[0] == 1
        if index < len(spans) - 1:
            assert (weight[-guard:] == 0).all()
        else:
            assert weight[-1] == 1
    np.testing.assert_allclose(total, 1, atol=1e-6)


def test_a_plain_overlap_is_a_linear_ramp():
    first, second = blend_weights((Span(0, 6), Span(2, 8)))
    np.testing.assert_allclose(second[:4], [0.125, 0.375, 0.625, 0.875])
    np.testing.assert_allclose(first[2:], [0.875, 0.625, 0.375, 0.125])
    np.testing.assert_allclose(first[:2], 1)


def test_an_overlap_shorter_than_its_guards_is_refused():
    with pytest.raises(ValueError, match="shorter than two guards"):
        blend_weights((Span(0, 10), Span(7, 17)), guard=2)


@pytest.mark.parametrize(("length", "span", "overlap"), [(0, 4, 1), (10, 4, 4), (10, 4, 5), (10, 4, -1)])
def test_an_impossible_cover_is_refused(length: int, span: int, overlap: int):
    with pytest.raises(ValueError, match="cannot cover"):
        cover(length, span, overlap)


def test_an_overlap_that_is_all_guard_is_a_clean_switch():
    first, second = blend_weights((Span(0, 6), Span(2, 8)), guard=2)
    np.testing.assert_array_equal(first, [1, 1, 1, 1, 0, 0])
    np.testing.assert_array_equal(second, [0, 0, 1, 1, 1, 1])
