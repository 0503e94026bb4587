"""CMX3600 edit decision lists, read to the frame.

OpenTimelineIO's adapter drops a speed that leaves the length as it is (backwards at full speed), refuses whole lists over one
odd event, and counts in floats. Sources: CMX, "3600 EDL format"; SMPTE 258M.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.core.time import Timecode, nominal_rate
from uprez.timeline.encoding import decoded
from uprez.timeline.labels import aliases, file_name, is_reel
from uprez.timeline.media import Media, media_at
from uprez.timeline.placed import Note, Placed, Project
from uprez.timeline.retime import Retime, backwards, steady
from uprez.timeline.span import Span

_CODE = r"\d{1,2}:\d{2}:\d{2}[:;.,]\d{2,3}|\d+"
_EVENT = re.compile(
    rf"^\s*(?P<number>\d+)\s+(?P<reel>\S+)\s+(?P<channel>\S+)\s+(?P<kind>C|D|W\d*|K[BO]?)\s+(?:(?P<mix>\d+)\s+)?"
    rf"(?P<times>(?:{_CODE})(?:\s+(?:{_CODE})){{3}})\s*$",
    re.IGNORECASE,
)
_STARTS = re.compile(r"^\s*\d{1,6}[A-Za-z]?\s+\S+\s+\S+\s+[CDWK]", re.IGNORECASE)
"""What looks like an event, whole or not."""
_MOTION = re.compile(r"^M2\s+(?P<reel>\S+)\s+(?P<speed>[-+]?\d+(?:\.\d+)?)", re.IGNORECASE)
_WORDS = re.compile(
    r"^\*?\s*(?P<what>FROM CLIP NAME|TO CLIP NAME|SOURCE FILE|FROM FILE|FROM CLIP|FREEZE FRAME)\s*:?\s*(?P<text>.*?)\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b\d{2}:\d{2}:\d{2}[:;.](\d{2})\b")
_DROP = re.compile(r"^FCM:\s*DROP", re.MULTILINE | re.IGNORECASE)
_BLACK = ("BL", "BLACK")
_DAY = 24 * 3600


@dataclass(slots=True)
class _Line:
    """A line that shows something, and what the lines below say of it."""

    number: str
    reel: str
    track: int
    """From 1."""
    kind: str
    mix: int
    """Frames of the transition into it."""
    source: tuple[int, int]
    """Frames of timecode, the end not included."""
    record: tuple[int, int]
    speed: Fraction | None = None
    """Frames a second that it plays at, where it does not play as it was shot."""
    words: dict[str, str] = field(default_factory=dict[str, str])
    tail: int = 0
    """Frames that the next line's transition shows after its end."""

    @property
    def empty(self) -> bool:
        """True when it fills no time of the edit."""
        return self.record[0] == self.record[1]

    @property
    def name(self) -> str:
        """The clip's name; a line that a transition leads to has that of the transition's end."""
        told = self.words.get("FROM CLIP NAME", "")
        return self.words.get("TO CLIP NAME", told) if self.mix else told

    def goes_on_as(self, other: _Line) -> bool:
        """Whether `other` shows what follows in the same reel."""
        return self.reel == other.reel and self.source[1] == other.source[0]


def read_edl(path: Path, rate: Fraction | None, note: Note) -> Project:
    """Read a list; `rate` is its frames a second, which it never says itself. What is left out is told to `note`.

    Raises:
        InputError: it holds no event, or one that makes no sense.
        OSError: it cannot be read.
    """
    text, _ = decoded(path.read_bytes())
    if _LABEL.search(text) is None or "\0" in text:
        raise _broken(path, "It holds no event with timecode.")
    return _Reading(path, text, rate or edl_rate(text, note), note).project()


def edl_rate(text: str, note: Note) -> Fraction:
    """The rate that a list's labels allow; says that it is a guess."""
    if _DROP.search(text):
        return Fraction(30000, 1001)
    highest = max((int(label) for label in _LABEL.findall(text)), default=0)
    rate = next((rate for rate in (24, 25, 30, 50, 60) if highest < rate), 60)
    note(f"An EDL does not say its rate; {rate} frames a second were taken.")
    return Fraction(rate)


class _Reading:
    def __init__(self, path: Path, text: str, rate: Fraction, note: Note) -> None:
        self._path, self._text, self._rate, self._note = path, text, rate, note
        self._drop = False
        """Labels are drop-frame, as the last FCM line has it."""

    def project(self) -> Project:
        lines = list(self._lines())
        if not lines:
            raise _broken(self._path, "It holds no event.")
        start = min(line.record[0] for line in lines)
        title = re.search(r"^TITLE:\s*(.+?)\s*$", self._text, re.MULTILINE | re.IGNORECASE)
        clips = tuple(placed for line in _joined(lines) for placed in self._placed(line, start))
        ordered = sorted(clips, key=lambda placed: (placed.number, placed.record))
        return Project(title[1] if title else "", self._rate, start / self._rate, tuple(ordered), self._drop)

    def _lines(self) -> Iterator[_Line]:
        """The lines with a picture, in order; what follows an event is put into its lines."""
        event: list[_Line] = []
        for count, text in enumerate(self._text.splitlines(), 1):
            if text.upper().startswith("FCM:"):
                self._drop = "NON" not in text.upper()
            elif (match := _EVENT.match(text)) is not None:
                line = self._line(match, count)
                if event and event[0].number != line.number:
                    yield from event
                    event = []
                event.append(line)
            elif _STARTS.match(text) and _LABEL.search(text):
                raise _broken(self._path, f"Line {count} is no event that uprez understands: '{text.strip()}'.")
            elif event:
                self._told(text.strip(), event)
        yield from event

    def _line(self, match: re.Match[str], count: int) -> _Line:
        try:
            times = [self._frame(label) for label in match["times"].split()]
        except InputError as error:
            raise _broken(self._path, f"Line {count}: {error.what}") from error
        day = round(_DAY * self._rate)
        pairs = [(first, last if last >= first else last + day) for first, last in (times[:2], times[2:])]
        return _Line(
            match["number"], match["reel"], _track(match["channel"]), match["kind"].upper(), int(match["mix"] or 0), pairs[0], pairs[1]
        )

    def _frame(self, label: str) -> int:
        """A label as frames since midnight; a plain number is that already."""
        if label.isdigit():
            return int(label)
        drop = ";" in label or "," in label or (self._drop and self._rate in (Fraction(30000, 1001), Fraction(60000, 1001)))
        head, frames = re.split(r"[:;.,](?=\d+$)", label)
        return Timecode.parse(f"{head.zfill(8)}{';' if drop else ':'}{frames}", self._rate).frame

    def _told(self, text: str, event: list[_Line]) -> None:
        """A comment or a speed: of the line that it names, else of the one that comes in."""
        if (motion := _MOTION.match(text)) is not None:
            named = [line for line in event if line.reel.upper() == motion["reel"].upper()]
            (named or event)[-1].speed = Fraction(motion["speed"])
        elif (found := _WORDS.match(text)) is not None:
            what = found["what"].upper()
            event[0 if what.startswith("FROM") else -1].words[what] = found["text"]

    def _placed(self, line: _Line, start: int) -> Iterator[Placed]:
        """The clip of a line, if it shows any media."""
        name = line.name
        if not line.track or line.reel.upper() in _BLACK or line.record[1] + line.tail == line.record[0]:
            return
        if line.reel.upper() == "BARS":
            self._note("Colour bars are made by the editor and were left out.")
            return
        if line.kind.startswith("K"):
            self._note(f"'{name or line.reel}' is a key; it was taken as a clip of its own.")
        own = Span(line.source[0] / self._rate, (line.source[0] + line.record[1] - line.record[0] + line.tail) / self._rate)
        retime = self._retime(line, own, name or line.reel)
        file = line.words.get("SOURCE FILE") or line.words.get("FROM FILE") or line.words.get("FROM CLIP", "")
        media = media_at(file, self._path.parent, None, self._rate) if re.search(r"[\\/]", file) else Media("", rate=self._rate)
        reel = line.reel if is_reel(line.reel) else ""
        yield Placed(
            name or file_name(file) or line.reel,
            media,
            own,
            (line.record[0] - start) / self._rate,
            f"V{line.track}",
            origin=own.start,
            tail=line.tail / self._rate,
            speed=retime.speed,
            used=retime.used,
            reel=reel,
            aliases=aliases(file_name(file), name, reel),
            effects=retime.effects,
            number=line.track,
        )

    def _retime(self, line: _Line, own: Span, name: str) -> Retime:
        """The speed in the M2 line; where the two lengths agree with it they say it more exactly."""
        taken, shown = line.source[1] - line.source[0], line.record[1] - line.record[0]
        if "FREEZE FRAME" in line.words or line.speed == 0:
            return steady(Fraction(0))
        if line.speed is None:
            if taken == shown or shown == 0:
                return Retime()
            self._note(f"'{name}' has {taken} frames for {shown} of the edit without a speed; it was taken as a change of speed.")
            return steady(Fraction(taken, shown))
        speed = line.speed / nominal_rate(self._rate)
        if speed > 0:
            agrees = shown and taken and abs(Fraction(taken, shown) / speed - 1) < Fraction(3, 100) + Fraction(1, min(taken, shown))
            return steady(Fraction(taken, shown) if agrees else speed)
        back = backwards(own, own, speed)
        whole = Span(line.source[0] / self._rate, line.source[1] / self._rate)
        used = back.used or whole
        return replace(back, used=Span(min(used.start, whole.start), max(used.end, whole.end)))


def _joined(lines: list[_Line]) -> list[_Line]:
    """The lines, each with what the transition after it shows of it.

    A transition comes with the line that it leads to. The line that it leads from stands before it in the same event, mostly
    without any length: it goes on where an earlier line ends.
    """
    ends: dict[tuple[int, int], _Line] = {}
    for before, line in zip([None, *lines], lines, strict=False):
        if line.mix:
            gone = before if before is not None and before.number == line.number and before.track == line.track else None
            earlier = ends.get((line.track, line.record[0]))
            if gone is None or (gone.empty and earlier is not None and earlier.goes_on_as(gone)):
                gone = earlier
            if gone is not None:
                gone.tail = line.mix
        if not line.empty:
            ends[line.track, line.record[1]] = line
    return lines


def _track(channel: str) -> int:
    """Number of the video track in a channel such as `V`, `V2`, `B` or `AA/V`; 0 for sound alone."""
    channel = channel.upper()
    if channel.startswith("B"):
        return 1
    match = re.search(r"V(\d*)", channel)
    return int(match[1] or 1) if match and channel != "NONE" else 0


def _broken(path: Path, why: str) -> InputError:
    return InputError(f"{path} cannot be read as an edit.", why=why, fix="Export the edit again, as a CMX3600 EDL or in another form.")
