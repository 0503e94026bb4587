"""The sound of a timeline of OpenTimelineIO, for writers of flat edits: which seconds of which files, and where."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    number: int
    """Number of its track, from 1; two may have one name."""
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
    """Seconds of the file, as far as the edit says; else up to the end of what is heard of it anywhere."""

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
    return _whole_files(_once(found, note))


def _once(sounds: Sequence[Sound], note: Note) -> list[Sound]:
    """Each piece of a file once: some editors place every channel of a file on a track of its own."""
    kept: dict[tuple[str, int, int, Fraction], Sound] = {}
    for sound in sounds:
        if kept.setdefault((sound.path, sound.begin, sound.length, sound.start), sound) is not sound:
            note("Sound that lies on several tracks at once, as the channels of its file do, is written once, with all its channels.")
    return list(kept.values())


def _whole_files(sounds: Sequence[Sound]) -> tuple[Sound, ...]:
    """The same, with one length for every use of a file."""
    lasts: dict[str, Fraction] = {}
    for sound in sounds:
        lasts[sound.path] = max(lasts.get(sound.path, Fraction(0)), sound.lasts)
    return tuple(replace(sound, lasts=lasts[sound.path]) for sound in sounds)


def _sound(placed: Placed, rate: Fraction, note: Note) -> Sound:
    if placed.head or placed.tail:
        note(f"The cross-fade at the sound '{placed.name}' is a cut.")
    begin = round(whole_if_near((placed.record + placed.head) * rate))
    end = round(whole_if_near((placed.record + placed.shown.length - placed.tail) * rate))
    whole = placed.media.whole or Span(Fraction(0), placed.shown.end)
    start = max(Fraction(0), placed.shown.start + placed.head - whole.start)
    where = placed.track, placed.number, placed.media.path
    return Sound(placed.name, *where, begin, end - begin, start, whole.start, whole.length)
