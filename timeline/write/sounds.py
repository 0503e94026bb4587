"""The sound of a timeline of OpenTimelineIO, for writers of flat edits: which seconds of which files, and where."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio

from uprez.timeline.placed import Note, Placed
from uprez.timeline.span import Span, whole_if_near
from uprez.timeline.walk import Walk


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of sound in an edit."""

    name: str
    track: str
    """Name of its track."""
    path: str
    """The file."""
    begin: int
    """Frame of the edit at which it is heard."""
    length: int
    """Frames of the edit."""
    start: Fraction
    """Second of the file, from its first sample, that is heard first."""
    origin: Fraction
    """Time that the edit gives the file's first sample, in seconds."""
    lasts: Fraction
    """Seconds of the file, as far as the edit says; else up to the end of what is heard."""

    @property
    def end(self) -> int:
        """The frame of the edit after its last."""
        return self.begin + self.length


def sounds_of(timeline: otio.schema.Timeline, folder: Path, rate: Fraction, note: Note) -> tuple[Sound, ...]:
    """The sound on the audio tracks, in the order of tracks, then of time; what cannot be carried is told to `note`.

    `rate` is the edit's, frames a second; relative media starts at `folder`.
    """
    found: list[Sound] = []
    for placed in Walk(folder, note, sound=True).clips(timeline):
        if not placed.media.path:
            note(f"The sound '{placed.name}' has no media and was left out.")
        elif placed.speed != 1:
            note(f"The sound '{placed.name}' changes speed and was left out.")
        else:
            found += [sound] if (sound := _sound(placed, rate, note)).length > 0 else []
    return tuple(found)


def _sound(placed: Placed, rate: Fraction, note: Note) -> Sound:
    if placed.head or placed.tail:
        note(f"The cross-fade at the sound '{placed.name}' is a cut.")
    begin = round(whole_if_near((placed.record + placed.head) * rate))
    end = round(whole_if_near((placed.record + placed.shown.length - placed.tail) * rate))
    whole = placed.media.whole or Span(Fraction(0), placed.shown.end)
    start = max(Fraction(0), placed.shown.start + placed.head - whole.start)
    return Sound(placed.name, placed.track, placed.media.path, begin, end - begin, start, whole.start, whole.length)
