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
    """True when the media is not where the edit says, nor in the folders that were searched."""
    index: int = 0
    """Its number in the edit, from 1, in the order of `Edit.clips`; the same at every reading of one file."""
    record_length: int = 0
    """Frames of the edit that it fills, transitions included."""
    named: str = ""
    """The media as the edit names it: its path, whatever a search found; without one the reel, a file or the name."""
    reel: str = ""
    """Reel or tape, where the edit says."""
    start: Fraction | None = None
    """Timecode of the media's first frame in seconds, where the edit or the media says."""
    frames: int | None = None
    """Frames that the media has, where the edit or the media says."""
    effects: tuple[str, ...] = ()
    """What is done to it: `still` (one picture), `speed 2`, `reverse`, `freeze`, `variable speed`, then other effects by name."""
    number: int = 0
    """Number of its video track, from 1 at the bottom; 0 where it has none."""
    counted_at: Fraction = Fraction(24)
    """Frames of the media a second, in which the edit counts `first` and `last`."""

    @property
    def body(self) -> tuple[int, int] | None:
        """First and last frame of the media that are shown outside transitions; None when all of the media was taken."""
        if self.first is None or self.last is None:
            return None
        return min(self.first + self.head, self.last), max(self.last - self.tail, self.first)


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
    drop: bool = False
    """Its timecode counts drop-frame, as far as the file says."""


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
