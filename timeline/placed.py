"""A clip found in an edit, before its times become frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from uprez.timeline.media import Media
from uprez.timeline.span import Span

Note = Callable[[str], None]
"""Takes a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of media at its place."""

    name: str
    media: Media
    shown: Span
    """Time that is shown, transitions included, as the clip counts it: in the media's time, but for its speed."""
    record: Fraction
    """Seconds from the start of the edit at which it starts."""
    track: str
    origin: Fraction
    """Time of the media at which the clip's speed begins to count."""
    head: Fraction = Fraction(0)
    """Seconds at the start that are shown only during a transition."""
    tail: Fraction = Fraction(0)
    """Seconds at the end that are shown only during a transition."""
    speed: Fraction | None = Fraction(1)
    """Seconds of media for one of the edit; None when it varies or runs backwards."""
    used: Span | None = None
    """Time of the media that holds all that is shown, where `speed` is None and the edit says how it runs."""
    reel: str = ""
    """Reel or tape, where the edit says."""
    aliases: tuple[str, ...] = ()
    """Names that the media may go by where its path is not known or not right; the likeliest first."""
    effects: tuple[str, ...] = ()
    """See `EditClip.effects`."""
    number: int = 0
    """Number of its video track, from 1 at the bottom; 0 where it has none."""

    def of_media(self) -> Span | None:
        """Time of the media that is shown; None when the edit does not say how it runs."""
        if self.speed is None:
            return self.used
        return Span(*(self.origin + (time - self.origin) * self.speed for time in (self.shown.start, self.shown.end)))


@dataclass(frozen=True, slots=True)
class Project:
    """An edit that a reader of ours found."""

    name: str
    rate: Fraction
    start: Fraction
    """Timecode of its first frame, in seconds."""
    clips: tuple[Placed, ...]
    drop: bool = False
    """Its timecode counts drop-frame, as far as the file says."""
