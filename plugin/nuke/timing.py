"""The frames of a new Read, so that it plays each frame of the take where its original plays.

A Read plays a frame by its `frame_mode`: an expression of `frame`, the frame at which its first one starts, or a constant
that its frames are moved by. Pictures of a take may be numbered differently from the original's files: those of a movie
start at 1001.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from uprez.plugin.host import ServiceError, Taken
from uprez.plugin.nuke.reads import media_range

EXPRESSION, START_AT, OFFSET = 0, 1, 2
"""Values of the knob `frame_mode`."""


@dataclass(frozen=True)
class Timing:
    """Values of the knobs of a Read."""

    first: int
    last: int
    mode: int
    """Of `frame_mode`."""
    frame: str
    """Of `frame`."""

    @classmethod
    def read_from(cls, read: Any) -> Timing:
        """As a Read has them now."""
        first, last, mode = (int(read[name].getValue()) for name in ("first", "last", "frame_mode"))
        return cls(first, last, mode, str(read["frame"].value() or "").strip())

    def write_to(self, read: Any) -> None:
        """Set a Read's knobs."""
        read["first"].setValue(self.first)
        read["last"].setValue(self.last)
        read["frame_mode"].setValue(self.mode)
        read["frame"].setValue(self.frame)


def timing_of(original: Any, taken: Taken, movie_first: int = 1) -> Timing:
    """How a Read of `taken` has to be set to play as `original` does; `movie_first` is Nuke's number of a movie's first frame.

    Raises:
        ServiceError: it lacks frames that the original plays, or the original's timing cannot be carried over.
    """
    now = Timing.read_from(original)
    low, high = media_range(original)
    first, last = max(now.first, low), min(now.last, high)
    number = movie_first if taken.number is None else taken.number
    delta = number - taken.first - low
    """What is added to a frame of the original's files to get the take's frame with the same picture."""
    if first - low < taken.first or last - low > taken.last:
        raise ServiceError(
            f"The take of {original.name()} lacks frames that it plays.",
            f"It plays {first} to {last}; the take holds {low + taken.first} to {low + taken.last}.",
            "Send it again.",
        )
    return Timing(first + delta, last + delta, *_frame(now, first, delta))


def _frame(now: Timing, first: int, delta: int) -> tuple[int, str]:
    if now.mode == START_AT:
        # What starts there is the first frame of the range, which may be later than the original's where files were missing.
        start = _whole(now.frame) if first != now.first else None
        return START_AT, now.frame if start is None else str(start + first - now.first)
    if delta == 0:
        return now.mode, now.frame
    if now.mode == OFFSET:
        return OFFSET, str(_whole(now.frame or "0") - delta)
    if not now.frame:
        return START_AT, str(first)
    return EXPRESSION, f"({now.frame}){delta:+d}"


def _whole(text: str) -> int:
    try:
        return int(float(text))
    except ValueError as error:
        fix = "Set it to a number, then bring the take back again."
        raise ServiceError("The Read's timing cannot be carried over.", f"Its frame is '{text}', not a number.", fix) from error
