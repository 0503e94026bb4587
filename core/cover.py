"""Overlapping spans along one axis, and the weights that join them.

Windows along time and tiles along width and height are the same problem: cover a length with
equal spans that overlap, then blend the overlaps so that the weights of every position sum to one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from uprez.core.frame import Pixels


@dataclass(frozen=True, slots=True)
class Span:
    """Positions `start` up to, not including, `stop`."""

    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


def cover(length: int, span: int, overlap: int) -> tuple[Span, ...]:
    """Cover `length` positions with spans of `span`, neighbours sharing at least `overlap`.

    All spans have the same length (the last is moved back to end at `length`), except that a
    single shorter span covers a `length` below `span`.

    Raises:
        ValueError: `overlap` is negative or not smaller than `span`, or `length` is below 1.
    """
    if length < 1 or not 0 <= overlap < span:
        raise ValueError(f"cannot cover {length} with spans of {span} overlapping by {overlap}")
    if length <= span:
        return (Span(0, length),)
    step = span - overlap
    starts = [*range(0, length - span, step), length - span]
    return tuple(Span(start, start + span) for start in starts)


def blend_weights(spans: tuple[Span, ...], *, guard: int = 0) -> tuple[Pixels, ...]:
    """Weights (len(span),) float32 for each span, summing to one at every position.

    Each span's weight rises linearly over its overlap with a neighbour, less `guard` positions
    at the span's end that are too close to its edge to be trusted and get weight 0.

    Raises:
        ValueError: an overlap is shorter than its two guards.
    """
    raw = [np.ones(len(span), np.float64) for span in spans]
    for index, (left, right) in enumerate(pairwise(spans)):
        shared = left.stop - right.start
        if shared < 2 * guard:
            raise ValueError(f"overlap {shared} is shorter than two guards of {guard}")
        ramp = np.clip((np.arange(shared) - guard + 0.5) / max(0.5, shared - 2 * guard), 0, 1)
        raw[index + 1][:shared] *= ramp
        raw[index][len(left) - shared :] *= 1 - ramp
    total = np.zeros(max(span.stop for span in spans))
    for span, weight in zip(spans, raw, strict=True):
        total[span.start : span.stop] += weight
    return tuple((weight / total[span.start : span.stop]).astype(np.float32) for span, weight in zip(spans, raw, strict=True))
