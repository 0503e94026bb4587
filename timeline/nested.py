"""Edits within edits, seen through the speed at which the outer one runs them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from uprez.timeline.retime import Retime, speed_words, without_speed
from uprez.timeline.span import Span


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of media as the outermost edit shows it; the fields are those of `Placed`."""

    shown: Span
    record: Fraction
    speed: Fraction | None
    used: Span | None
    head: Fraction
    tail: Fraction
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lens:
    """How the time of an edit, at any depth, lies in that of the outermost one."""

    shown: Span
    """Time of its own that is visible; a single moment where it stands still."""
    record: Span
    """Seconds of the outermost edit in which it is visible."""
    pace: Fraction | None = Fraction(1)
    """Seconds of its own for one of the outermost edit, below 0 backwards; None when that varies or is not known."""

    def visible(self, part: Span) -> Span | None:
        """The part of a time of its own that is visible; None for nothing."""
        if self.pace == 0 or (self.pace is None and self.shown.empty):
            return self.shown if part.start <= self.shown.start < part.end else None
        inside = part.inside(self.shown)
        return None if inside.empty else inside

    def at(self, part: Span) -> Span:
        """Where in the outermost edit a visible part lies; all of `record` where that is not known to be less."""
        if not self.pace:
            return self.record
        begin = part.start - self.shown.start if self.pace > 0 else self.shown.end - part.end
        start = min(self.record.start + begin / abs(self.pace), self.record.end)
        return Span(start, min(start + part.length / abs(self.pace), self.record.end))

    def into(self, part: Span, own: Span, retime: Retime, whole: Span) -> Lens:
        """The lens of an edit within this one: it lies at `part`, and runs from `own` of its own time on as `retime` says.

        `whole` is all that it holds, which is taken where the edit does not say how it runs.
        """
        start = own.start if retime.start is None else retime.start
        pace = retime.speed if retime.speed is not None else retime.pace
        total = Fraction(0) if pace == 0 else None if pace is None or self.pace is None else pace * self.pace
        if retime.speed is None:  # `used` holds the frame that begins where it starts to run back
            return Lens(retime.used or whole, self.at(part), total)
        return Lens(Span(start, start + own.length * retime.speed), self.at(part), total)

    def seen(self, part: Span, own: Span, retime: Retime, ends: tuple[Fraction, Fraction]) -> Seen:
        """A piece of media that lies at the visible `part` and runs from `own` of its own time on as `retime` says.

        `ends` are the seconds of `part` that only a transition shows.
        """
        start, record = own.start if retime.start is None else retime.start, self.at(part)
        head, tail = ends if self.pace is None or self.pace >= 0 else ends[::-1]
        if self.pace:
            head, tail = head / abs(self.pace), tail / abs(self.pace)
        shown = Span(start, start + record.length)
        if self.pace == 1:
            return Seen(shown, record.start, retime.speed, retime.used, head, tail, retime.effects)
        total = None if retime.speed is None or self.pace is None else retime.speed * self.pace
        if retime.speed == 0 or (retime.speed is not None and part.empty):  # it stands still, at whatever speed
            total = Fraction(0)
        words = (*without_speed(retime.effects), *speed_words(total))
        if total is not None and total >= 0:
            return Seen(shown, record.start, total, None, head, tail, words)
        used = retime.used if retime.speed is None else Span(start, start + part.length * retime.speed)
        return Seen(shown, record.start, None, used, head, tail, words)
