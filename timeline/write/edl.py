"""Takes in CMX3600 edit decision lists: an event's clip name and source file become the take's; times and reels stay.

The take has the media's timecode, so that reel and timecode still find the original and the name finds the take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from uprez.timeline.edit import EditClip
from uprez.timeline.take import Take
from uprez.timeline.write.address import first_file, shown_name
from uprez.timeline.write.document import TextDocument, mark
from uprez.timeline.write.patch import Change

_EVENT = re.compile(
    r"^\s*(?P<number>\d+)\s+(?P<reel>\S+)\s+(?P<channel>\S+)\s+(?P<kind>C|D|W\d*|K[BO]?)\s+(?P<mix>\d+\s+)?"
    r"[\d:;.,]+\s+[\d:;.,]+\s+[\d:;.,]+\s+[\d:;.,]+\s*$",
    re.IGNORECASE,
)
_NAMES = re.compile(r"^\*?\s*(?P<what>FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|FROM FILE|FROM CLIP)\s*:", re.IGNORECASE)


@dataclass(slots=True)
class _Line:
    """An event's line."""

    event: list[_Line]
    """All lines of its event."""
    start: int
    end: int
    """Index after its line break."""
    number: str
    number_at: tuple[int, int]
    mixed: bool
    """A transition leads to it."""
    comments: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    """Of an event's last line: where names stand, and what they name."""


class Edl(TextDocument):
    """A list."""

    def __init__(self, text: str, encoding: str) -> None:
        """Find its events."""
        super().__init__(text, encoding)
        self._break = "\r\n" if "\r\n" in text else "\n"
        self._places: list[_Line] = []
        at = 0
        for line in text.splitlines(keepends=True):
            self._read(line, at)
            at += len(line)

    def marks(self) -> Iterable[Change]:
        """See `TextDocument`; lines that no transition ties to the one before become events of their own."""
        number = 0
        for place, line in enumerate(self._places):
            first = line.event[0] is line
            if first or not line.mixed:
                number += 1
            yield Change(*line.number_at, f"{number:0{len(line.number)}d}")
            for start, end, _ in line.comments:
                yield Change(start, end, "")
            following = self._places[place + 1] if place + 1 < len(self._places) else None
            if following is not None and following.mixed and following.event is line.event:
                continue  # its name follows the line that the transition leads to
            if line.mixed and not first:
                yield self._put(line, f"* FROM CLIP NAME: {mark(place - 1)}")
            yield self._put(line, f"* {'TO' if line.mixed else 'FROM'} CLIP NAME: {mark(place)}")

    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """See `Document`."""
        line = self._places[place]
        named = line is line.event[0] or (line is line.event[-1] and line.mixed)
        return "" if named else "shares its event with others, and an EDL has no place for its name"

    def puts(self, takes: Mapping[int, Take]) -> list[Change]:
        """See `TextDocument`."""
        changes: list[Change] = []
        for place, take in sorted(takes.items()):
            line = self._places[place]
            last = line.event[-1]
            what = "TO CLIP NAME" if line.mixed else "FROM CLIP NAME"
            names = [(what, shown_name(take))]
            if line is last:  # a SOURCE FILE comment is taken for the event's last line
                names.append(("SOURCE FILE", first_file(take)))
            for name, text in names:
                old = next(((start, end) for start, end, said in last.comments if said == name), None)
                new = f"* {name}: {text}"
                changes.append(self._put(last, new) if old is None else Change(*old, new + self._break))
        return changes

    def _read(self, text: str, at: int) -> None:
        match = _EVENT.match(text)
        if match is None:
            if self._places and (named := _NAMES.match(text.strip())):
                comment = (at, at + len(text), named["what"].upper())
                self._places[-1].event[-1].comments.append(comment)
            return
        event = self._places[-1].event if self._places and self._places[-1].number == match["number"] else []
        place = (at + match.start("number"), at + match.end("number"))
        line = _Line(event, at, at + len(text), match["number"], place, bool(match["mix"]))
        event.append(line)
        self._places.append(line)

    def _put(self, line: _Line, text: str) -> Change:
        """A comment below an event's line."""
        lead = "" if self.text[line.end - 1 : line.end] == "\n" else self._break
        return Change(line.end, line.end, f"{lead}{text}{self._break}")
