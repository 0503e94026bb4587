"""Pictures that are decoded in windows of frames, given one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from uprez.core.cover import Span
from uprez.models.star.solver import Array
from uprez.models.star.windows import Windows


def groups_of_three(frames: int) -> Windows:
    """The release's windows for decoding: three frames at a time, the rest at the end."""
    spans = tuple(Span(start, min(start + 3, frames)) for start in range(0, frames, 3))
    return Windows(spans, tuple((1.0,) * len(span) for span in spans))


def faded(windows: Windows, decode: Callable[[Span], Array]) -> Iterator[Array]:
    """Pictures (3, H, W) in order; `decode` gives those of a window, (f, 3, H, W), and windows fade where they share frames.

    No more pictures than two windows' are held.
    """
    kept: dict[int, Array] = {}
    starts = [span.start for span in windows.spans[1:]]
    for span, weights, ready in zip(windows.spans, windows.weights, (*starts, len(windows)), strict=True):
        pictures = decode(span)
        for index, weight in enumerate(weights):
            frame = span.start + index
            kept[frame] = kept.get(frame, 0) + weight * pictures[index]
        for frame in range(min(kept), ready):
            yield kept.pop(frame)
