"""Where the frames of a strip lie, as numbers only: which frames of its media it needs, and where a take of these starts.

A strip's content is its media less the frames skipped at both ends; content frame c is shown `c / speed` timeline frames
after `start`. Blender keeps `start` as a whole number, so content may only begin at frames for which that comes out whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

_COARSEST = 1001
"""Largest part of a speed's fraction that is believed: 30000/1001 to 24 is 1250/1001."""


@dataclass(frozen=True)
class Placed:
    """A strip on the timeline."""

    frames: int
    """Frames of its media."""
    skip_start: int
    """Frames of the media that its content leaves out before."""
    skip_end: int
    """And after."""
    start: int
    """Timeline frame at which its content begins."""
    shown_first: int
    """First timeline frame that it shows."""
    shown_end: int
    """Timeline frame after the last that it shows."""
    speed: Fraction = Fraction(1)
    """Media frames for one timeline frame."""
    reverse: bool = False
    all_of_it: bool = False
    """Its content must stay as long as it is: its speed is keyed, or frames are left out by rule."""

    @property
    def content(self) -> tuple[int, int]:
        """First and last frame of the media in its content."""
        return self.skip_start, self.frames - 1 - self.skip_end

    @property
    def needed(self) -> tuple[int, int]:
        """First and last frame of the media that a take has to hold; its content begins at the first (reversed: the last)."""
        first, last = self.content
        if self.all_of_it or last <= first:
            return first, max(first, last)
        low, high = (self._at(frame) for frame in (self.shown_first, self.shown_end - 1))
        step = self.speed.numerator
        high = min(high + (self.speed != 1), last - first)  # Blender's rounding is its own
        if self.reverse:
            return last - high, last - low // step * step
        return first + low // step * step, first + high

    def _at(self, frame: int) -> int:
        """Content frame at a timeline frame, reverse not counted; the nearest where none is."""
        at = math.floor((frame - self.start) * self.speed + Fraction(1, 2))
        first, last = self.content
        return min(max(at, 0), last - first)


@dataclass(frozen=True)
class Move:
    """What becomes of a strip when a take stands in its media's place."""

    shift: int
    """Timeline frames that its content begins later."""
    skip_start: int
    """Frames of the take that its content leaves out before."""
    skip_end: int
    """And after."""


def moved(placed: Placed, first: int, last: int) -> Move | None:
    """How to show a take of frames `first` to `last` of the media, at every timeline frame what was there; None if it lacks some."""
    low, high = placed.needed
    if first > low or last < high:
        return None
    start, end = placed.content
    if placed.all_of_it:
        return Move(0, start - first, last - end)
    if placed.reverse:
        return Move(int((end - high) / placed.speed), max(0, start - first), last - high)
    return Move(int((low - start) / placed.speed), low - first, max(0, last - end))


def speed_of(media_rate: float, scene_rate: float, length: float, frames: int) -> Fraction | None:
    """Media frames for one timeline frame of a strip whose content of `frames` is `length` timeline frames long.

    The ratio of the rates, or one, as the length tells; None when neither explains it. A length too short to tell means the
    ratio: a take then starts where the content does, which is right for both.
    """
    ratio = Fraction(media_rate / scene_rate).limit_denominator(_COARSEST) if media_rate > 0 and scene_rate > 0 else Fraction(1)
    return next((speed for speed in (ratio, Fraction(1)) if abs(frames / speed - length) < 1), None)
