"""Exact time within an edit: spans of seconds as fractions, and the rates behind OpenTimelineIO's floats."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import opentimelineio as otio

from uprez.core.errors import InputError

_NEAR_NTSC = 0.01
"""Frames a second between a rate and n x 1000/1001 that it stands for: files say 23.976, 23.98, 29.97."""
_NEAR_WHOLE = Fraction(1, 10_000)
"""Frames that a float may lie off a whole number."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, in seconds; the end is not part of it."""

    start: Fraction
    end: Fraction

    @property
    def length(self) -> Fraction:
        """Seconds."""
        return self.end - self.start

    @property
    def empty(self) -> bool:
        """True when no time is in it."""
        return self.end <= self.start

    def inside(self, other: Span) -> Span:
        """The part that lies in `other` too; empty when there is none."""
        return Span(max(self.start, other.start), min(self.end, other.end))

    def moved(self, seconds: Fraction) -> Span:
        """The same length, later."""
        return Span(self.start + seconds, self.end + seconds)


def exact_rate(rate: float) -> Fraction:
    """The frames a second that a float means: 24000/1001 for 23.976.

    Raises:
        InputError: it is no rate.
    """
    if not math.isfinite(rate) or not 0 < rate < 1e6:
        raise InputError(f"{rate} is no number of frames a second.", fix="Export the edit again.")
    whole = max(1, round(rate))
    ntsc = Fraction(whole * 1000, 1001)
    if abs(rate - whole) > 1e-6 and abs(rate - float(ntsc)) < _NEAR_NTSC:
        return ntsc
    return Fraction(rate).limit_denominator(1001)


def seconds(time: otio.opentime.RationalTime) -> Fraction:
    """A time of OpenTimelineIO, exact.

    Raises:
        InputError: it is no time.
    """
    if not math.isfinite(time.value):
        raise InputError(f"{time.value} is no time.", fix="Export the edit again.")
    return whole_if_near(Fraction(time.value)) / exact_rate(time.rate)


def span_of(place: otio.opentime.TimeRange) -> Span:
    """A range of OpenTimelineIO, exact.

    Raises:
        InputError: it is no range.
    """
    start = seconds(place.start_time)
    return Span(start, start + max(Fraction(0), seconds(place.duration)))


def whole_if_near(frames: Fraction) -> Fraction:
    """The whole number beside a count of frames that came through floats."""
    whole = Fraction(round(frames))
    return whole if abs(frames - whole) <= _NEAR_WHOLE else frames


def frames_of(span: Span, rate: Fraction) -> tuple[int, int]:
    """First and last frame (included) that a span touches, counted from second 0; at least one."""
    first = math.floor(whole_if_near(span.start * rate))
    return first, max(first, math.ceil(whole_if_near(span.end * rate)) - 1)
