"""Which frames a viewer will need, most urgent first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from uprez.ui.viewer.cache import Want
from uprez.ui.viewer.pictures import Pictures

_AHEAD = 3
"""Frames ahead for each one behind while playing; at rest it is one and one."""
_MOST = 600
"""Frames asked for at most, 25 seconds; the list is made anew for every frame, in the main thread."""


def frames_from(frame: int, first: int, last: int, *, direction: int, loop: bool) -> Iterator[int]:
    """Every frame of the range once: `frame`, then those next to it, more of them in `direction` (0 when it rests)."""
    length, step = last - first + 1, -1 if direction < 0 else 1
    ahead = behind = frame
    seen = {frame}
    yield frame
    while len(seen) < min(length, _MOST):
        for _ in range(_AHEAD if direction else 1):
            ahead = _next(ahead, step, first, last, loop=loop)
            if first <= ahead <= last and ahead not in seen:
                seen.add(ahead)
                yield ahead
        behind = _next(behind, -step, first, last, loop=loop and not direction)
        if first <= behind <= last and behind not in seen:
            seen.add(behind)
            yield behind


def wants(
    shown: Sequence[tuple[Pictures, int]],
    others: Sequence[tuple[Pictures, int]],
    frame: int,
    *,
    reach: tuple[int, int],
    direction: int,
    loop: bool,
    full: bool,
) -> list[Want]:
    """What to load: the frame as it is shown, in full when asked (for values and for zooming in), then what is near.

    `shown` and `others` (what one keystroke would show) are sources with the level that their view needs; `reach` is the
    first and the last frame.
    """
    found = [Want(pictures, frame, level) for pictures, level in shown if _has(pictures, frame)]
    if not direction:
        found += [Want(pictures, frame, level) for pictures, level in others if _has(pictures, frame)]
    if full:
        found += [Want(pictures, frame, 0) for pictures, level in (*shown, *others) if level and _has(pictures, frame)]
    for number in frames_from(frame, *reach, direction=direction, loop=loop):
        if number != frame:
            found += [Want(pictures, number, level) for pictures, level in shown if _has(pictures, number)]
            if not direction:
                found += [Want(pictures, number, level) for pictures, level in others if _has(pictures, number)]
    return found


def _next(frame: int, step: int, first: int, last: int, *, loop: bool) -> int:
    return first + (frame + step - first) % (last - first + 1) if loop else frame + step


def _has(pictures: Pictures, number: int) -> bool:
    return pictures.first <= number <= pictures.last
