"""Which frame is due: playing at the clip's rate, dropping frames honestly, waiting for what is not loaded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from time import perf_counter

_MEASURED = 24
"""Frames over which the achieved rate is taken."""


class Clock:
    """Counts in exact frames from the moment that playing began."""

    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        """`now` gives seconds."""
        self._now = now
        self._began = 0.0
        self._from = 0
        self._rate = Fraction(24)

    def start(self, frame: int, rate: Fraction) -> None:
        """Begin at `frame`; `rate` in frames a second, negative plays backwards."""
        self._began, self._from, self._rate = self._now(), frame, rate

    def due(self) -> int:
        """The frame that should be seen now; it may lie outside of the clip."""
        gone = (self._now() - self._began) * float(abs(self._rate))
        return self._from + (1 if self._rate > 0 else -1) * int(gone + 1e-6)


def passed(frame: int, due: int, first: int, last: int, *, loop: bool) -> Iterator[int]:
    """The frames after `frame` up to `due`, in playing order, within the range; they go round when `loop`."""
    step = 1 if due > frame else -1
    length = last - first + 1
    for number in range(frame + step, due + step, step)[-length:] if loop else range(frame + step, due + step, step):
        if first <= number <= last:
            yield number
        elif loop:
            yield first + (number - first) % length
        else:
            return


class Meter:
    """Frames a second that were really seen."""

    def __init__(self, now: Callable[[], float] = perf_counter) -> None:
        """`now` gives seconds."""
        self._now = now
        self._seen: deque[float] = deque(maxlen=_MEASURED + 1)

    def reset(self) -> None:
        """Forget what was seen."""
        self._seen.clear()

    def saw(self) -> None:
        """Another frame was painted."""
        self._seen.append(self._now())

    @property
    def rate(self) -> float | None:
        """Frames a second over the last frames; None before there are enough of them."""
        if len(self._seen) < 4:
            return None
        return (len(self._seen) - 1) / max(1e-6, self._seen[-1] - self._seen[0])
