"""What write-back needs of an edit, whatever its format."""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.timeline.edit import EditClip
from uprez.timeline.encoding import writable
from uprez.timeline.read import read_edit
from uprez.timeline.take import Take
from uprez.timeline.write.patch import Change, changed
from uprez.timeline.write.whole import write_whole

Shown = Mapping[int, Sequence[EditClip]]
"""What is shown at each place: nothing where it lies on a track that is switched off, several clips in an edit used twice."""


class Document(ABC):
    """An edit that was opened to be changed. Its *places* are the uses of media in it, numbered from 0."""

    def shown(self, clips: Sequence[EditClip], suffix: str, rate: Fraction | None) -> Shown:
        """Which of the edit's clips, as `read_edit` gives them, come from which place.

        Raises:
            InputError: the edit changed since `clips` were read.
        """
        with tempfile.TemporaryDirectory(prefix="uprez-") as folder:
            marked = Path(folder) / f"marked{suffix}"
            self.save_marked(marked)
            names = [clip.name for clip in read_edit(marked, rate=rate).clips]
        if len(names) != len(clips):
            raise InputError("The edit is not the one that was read before.", why="It shows other clips.", fix="Run the command again.")
        found: dict[int, list[EditClip]] = {}
        for name, clip in zip(names, clips, strict=True):
            if (place := place_of(name)) is not None:
                found.setdefault(place, []).append(clip)
        return found

    @abstractmethod
    def save_marked(self, path: Path) -> None:
        """Write a copy in which every place is called by `mark(number)`: read again, it tells which clip comes from which place."""

    @abstractmethod
    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """Why a take cannot stand at a place, as the end of a sentence; empty when it can. `clips` are what it shows there."""

    @abstractmethod
    def save(self, takes: Mapping[int, Take], path: Path) -> None:
        """Write the edit with takes at places; nothing else changes.

        Raises:
            OutputError: it cannot be written.
        """


class TextDocument(Document):
    """An edit that is a text."""

    def __init__(self, text: str, encoding: str) -> None:
        """`encoding` is what it is written with."""
        self.text = text
        self.encoding = encoding

    @abstractmethod
    def marks(self) -> Iterable[Change]:
        """The changes that call every place by its mark."""

    def homed(self) -> list[Change]:
        """The changes that let relative media be found from any folder."""
        return []

    def changes(self, takes: Mapping[int, Take]) -> list[Change]:
        """The changes that put takes at places, as the file can hold them. Raises as `held`."""
        return self.held(self.puts(takes))

    def held(self, changes: Iterable[Change]) -> list[Change]:
        """Changes in letters that the file's encoding has.

        Raises:
            InputError: the encoding lacks some, and the text is no XML.
        """
        xml = self.text.lstrip().startswith("<")
        return [replace(each, text=writable(each.text, self.encoding, xml=xml)) for each in changes]

    @abstractmethod
    def puts(self, takes: Mapping[int, Take]) -> list[Change]:
        """The changes that put takes at places, in any letters."""

    def save_marked(self, path: Path) -> None:
        """See `Document`."""
        path.write_bytes(changed(self.text, self.held(self.marks())).encode(self.encoding))

    def save(self, takes: Mapping[int, Take], path: Path) -> None:
        """See `Document`."""
        write_whole(path, changed(self.text, self.changes(takes)).encode(self.encoding))


def mark(place: int) -> str:
    """The name of a place in a marked copy."""
    return f"UPREZ-PLACE-{place}-"


def place_of(name: str) -> int | None:
    """The place that a marked clip comes from; None when it has no mark."""
    parts = name.split("-")
    return int(parts[2]) if parts[:2] == ["UPREZ", "PLACE"] and len(parts) == 4 and parts[2].isdecimal() else None


def whole_frames(first: int, rate: Fraction, media_rate: Fraction) -> int | None:
    """Frames of `rate` that frame `first` of the media begins at; None when it begins between two."""
    frames = first * rate / media_rate
    return int(frames) if frames.denominator == 1 else None
