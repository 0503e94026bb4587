"""The frames that the network sees at once, and how the clean latents of neighbours become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from uprez.core.cover import Span, blend_weights
from uprez.models.star.solver import Array

LENGTH = 32
"""Frames of a window in training, and of the release's."""
OVERLAP = 8
"""Frames that balanced neighbours share, at least. 72 frames take three windows of 30: 90 frames a pass, the release 104."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Windows over a clip, and each frame's weight in each; all weights of a frame sum to one."""

    spans: tuple[Span, ...]
    weights: tuple[tuple[float, ...], ...]
    """A number for each frame of each window."""

    @classmethod
    def release(cls, frames: int, length: int = LENGTH) -> Windows:
        """As the release: half a window apart, the last up to a quarter longer, cut hard in the middle of each overlap.

        From `length` + 1 frames to a quarter more the release breaks off; here they are one window.
        """
        if frames <= length:
            return cls((Span(0, frames),), ((1.0,) * frames,))
        overlap = int((length * 0.5 - 1) // 1 + 1)
        spans: list[Span] = []
        start = 0
        while 4 * start + 5 * length < 4 * frames:
            spans.append(Span(start, start + length))
            start += length - overlap
        spans.append(Span(start, frames))
        cuts = [0, *(right.start + overlap // 2 for right in spans[1:]), frames]
        held = [range(first, last) for first, last in pairwise(cuts)]
        return cls(tuple(spans), tuple(_ones(span, part) for span, part in zip(spans, held, strict=True)))

    @classmethod
    def balanced(cls, frames: int, length: int = LENGTH, overlap: int = OVERLAP) -> Windows:
        """As few windows of at most `length` as there can be, all equally long, fading into each other over their overlaps.

        Raises:
            ValueError: neighbours share all of their frames or less than none.
        """
        if frames < 1 or not 0 <= overlap < length:
            raise ValueError(f"no windows of {length} frames, {overlap} shared, over {frames}")
        spans = even_spans(frames, length, overlap)
        return cls(spans, tuple(tuple(map(float, weights)) for weights in blend_weights(spans)))

    def __len__(self) -> int:
        """Frames of the clip."""
        return self.spans[-1].stop

    def cut(self, values: Array) -> list[Array]:
        """Each window's part of (B, C, F, h, w)."""
        return [values[:, :, span.start : span.stop] for span in self.spans]

    def join(self, parts: Sequence[Array], like: Array) -> Array:
        """Parts (B, C, f, h, w), one for each window, to (B, C, F, h, w), the shape and kind of `like`, which is left as it is."""
        if len(parts) == 1:
            return parts[0]
        whole = 0 * like
        for part, span, weights in zip(parts, self.spans, self.weights, strict=True):
            for index, weight in enumerate(weights):
                if weight:
                    whole[:, :, span.start + index] += weight * part[:, :, index]
        return whole


def even_spans(length: int, most: int, overlap: int) -> tuple[Span, ...]:
    """As few spans of at most `most` over `length` positions as there can be, all equally long, neighbours sharing `overlap` or more."""
    count = max(1, -(-(length - overlap) // (most - overlap)))
    span = -(-(length + (count - 1) * overlap) // count)
    starts = [round(index * (length - span) / max(1, count - 1)) for index in range(count)]
    return tuple(Span(start, start + span) for start in starts)


def _ones(span: Span, held: range) -> tuple[float, ...]:
    return tuple(float(frame in held) for frame in range(span.start, span.stop))
