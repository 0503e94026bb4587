"""An edit as uprez needs it: which frames of which files it shows, and where."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any


@dataclass(frozen=True, slots=True)
class EditClip:
    """A piece of media in an edit."""

    name: str
    """As the edit calls it."""
    path: str
    """The movie, or a pattern of numbered pictures; empty when the edit does not say."""
    rate: Fraction | None
    """Frames a second of numbered pictures; None for a movie, which knows its own."""
    first: int | None
    """First frame of the media that is shown, from 0; None for the media's first."""
    last: int | None
    """Last frame of the media that is shown, included; None for the media's last."""
    record: int
    """Where frame `first` is shown: frames of the edit, from its start."""
    track: str
    """Name of its track."""
    head: int = 0
    """How many of the frames, at the start, are shown only during a transition."""
    tail: int = 0
    """The same at the end."""
    speed: Fraction | None = Fraction(1)
    """Frames of media for one of the edit, as far as speed changes go; None when it varies or runs backwards."""
    missing: bool = False
    """True when the media is not where the edit says."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a timeline file says."""

    name: str
    rate: Fraction
    """Frames a second of the edit."""
    start: int
    """Frame number of the edit's first timecode, counted from midnight."""
    clips: tuple[EditClip, ...]
    """In order of tracks, then of time."""
    notes: tuple[str, ...]
    """What was left out, or could not be taken as it is; a sentence each."""


def edit_facts(edit: Edit) -> dict[str, Any]:
    """The edit as the service tells of it: `source` is a part of a job document, `record_first` a frame of the edit."""
    clips = [{"name": clip.name, "source": source_facts(clip), "record_first": clip.record, "missing": clip.missing} for clip in edit.clips]
    return {"name": edit.name, "clips": clips, "notes": list(edit.notes)}


def source_facts(clip: EditClip) -> dict[str, Any]:
    """The `source` part of a job document for a clip."""
    facts: dict[str, Any] = {"path": clip.path, "first": clip.first, "last": clip.last}
    if clip.rate is not None:
        facts["rate"] = str(clip.rate)
    return facts
