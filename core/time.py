"""Time without floats: frame ranges, rates, SMPTE timecode."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from uprez.core.errors import InputError

_TIMECODE = re.compile(r"^(\d{2}):(\d{2}):(\d{2})([:;.,])(\d{2,3})$")


@dataclass(frozen=True, slots=True, order=True)
class FrameRange:
    """Frames `first` to `last`, both included; positions in the clip counted from 0."""

    first: int
    last: int

    def __post_init__(self) -> None:
        if self.first < 0 or self.last < self.first:
            raise InputError(
                f"The frame range {self.first}-{self.last} is not a range.",
                why="A range starts at 0 or later and does not end before it starts.",
                fix="Give it as FIRST-LAST, for example 0-99.",
            )

    def __len__(self) -> int:
        return self.last - self.first + 1

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __contains__(self, frame: int) -> bool:
        return self.first <= frame <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `12-48` or a single `12`.

        Raises:
            InputError: the text is not a range.
        """
        match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", text)
        if match is None:
            raise InputError(
                f"'{text}' is not a frame range.",
                why="A range is two whole numbers with a dash, counted from 0.",
                fix="Give it as FIRST-LAST, for example 0-99.",
            )
        first = int(match[1])
        return cls(first, int(match[2]) if match[2] else first)


def nominal_rate(rate: Fraction) -> int:
    """Frames that timecode counts in one second: 24 for 24000/1001, 30 for 30000/1001."""
    return max(1, round(rate))


@dataclass(frozen=True, slots=True)
class Timecode:
    """A SMPTE ST 12-1 time address, held as a count of frames since midnight."""

    frame: int
    """Real frames since 00:00:00:00 (drop-frame numbers are skipped labels, not frames)."""
    rate: Fraction
    """Frames a second, exact: 24000/1001, 25, …"""
    drop: bool = False
    """Drop-frame counting; only at 30000/1001 and 60000/1001."""

    @classmethod
    def parse(cls, text: str, rate: Fraction) -> Self:
        """Read `01:02:03:04`, or `01:02:03;04` for drop-frame.

        Raises:
            InputError: not a timecode, a label that the rate does not have, or drop-frame at a
                rate that has none.
        """
        match = _TIMECODE.match(text.strip())
        if match is None:
            raise InputError(f"'{text}' is not a timecode.", fix="Write it as HH:MM:SS:FF, or HH:MM:SS;FF for drop-frame.")
        hours, minutes, seconds = (int(match[i]) for i in (1, 2, 3))
        drop = match[4] in ";,"
        frames, nominal = int(match[5]), nominal_rate(rate)
        dropped = _dropped(rate)
        if drop and not dropped:
            raise InputError(
                f"Timecode {text} counts drop-frame, but {rate} frames a second has no drop-frame.", fix="Use ':' before the frames."
            )
        skipped = drop and seconds == 0 and minutes % 10 and frames < dropped
        if minutes > 59 or seconds > 59 or frames >= nominal or skipped:
            raise InputError(f"Timecode {text} does not exist at {rate} frames a second.")
        total = ((hours * 60 + minutes) * 60 + seconds) * nominal + frames
        if drop:
            all_minutes = hours * 60 + minutes
            total -= dropped * (all_minutes - all_minutes // 10)
        return cls(total, rate, drop)

    def __add__(self, frames: int) -> Timecode:
        return Timecode(self.frame + frames, self.rate, self.drop)

    def __str__(self) -> str:
        nominal, label = nominal_rate(self.rate), self.frame
        if self.drop:
            dropped = _dropped(self.rate)
            per_minute = nominal * 60 - dropped
            per_ten = per_minute * 10 + dropped
            tens, rest = divmod(label, per_ten)
            label += dropped * (9 * tens + max(0, (rest - dropped) // per_minute))
        label %= 24 * 3600 * nominal
        seconds, frames = divmod(label, nominal)
        mark = ";" if self.drop else ":"
        digits = 3 if nominal > 100 else 2
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{frames:0{digits}}"


def _dropped(rate: Fraction) -> int:
    """Labels left out in each minute that is not a tenth: 2 at 29.97, 4 at 59.94, else 0."""
    return {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}.get(rate, 0)
