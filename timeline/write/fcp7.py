"""Takes in Final Cut Pro 7 XML (xmeml), which Premiere, Resolve and others write and read.

A video clip item that a take covers gets a `file` of its own; its in and out are counted from the take's first frame.
Audio items keep their file. Source: Apple, "Final Cut Pro XML Interchange Format", and Adobe's exports (pproTicks).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

from uprez.core.time import Timecode
from uprez.timeline.edit import EditClip
from uprez.timeline.take import Take
from uprez.timeline.write.address import home_url, shown_name, url
from uprez.timeline.write.document import TextDocument, mark, whole_frames
from uprez.timeline.write.fcp7_graph import graph_changes, graph_of, moved_values
from uprez.timeline.write.patch import Change, changed
from uprez.timeline.write.xml_nodes import Node, XmlText, element

_TICKS = 254_016_000_000
"""Premiere's ticks a second."""


class Fcp7(TextDocument):
    """An xmeml file."""

    def __init__(self, text: str, encoding: str, folder: Path) -> None:
        """Parse it; relative media starts at `folder`.

        Raises:
            InputError: it is no whole XML.
        """
        super().__init__(text, encoding)
        self._xml = XmlText(text)
        self._folder = folder
        nodes = list(self._xml.root.walk())
        self._files = [node for node in nodes if node.tag == "file"]
        self._definitions = {node.attributes.get("id", ""): node for node in reversed(self._files) if node.children}
        self._ids = {value for node in nodes if (value := node.attributes.get("id"))}
        self._places = [node for node in nodes if node.tag == "clipitem" and node.find("file") and _is_video(node)]

    def marks(self) -> Iterable[Change]:
        """See `TextDocument`."""
        for number, item in enumerate(self._places):
            name = item.find("name")
            if name is not None:
                yield self._xml.new_text(name, mark(number))
            else:
                yield self._xml.first_in(item, element("name", {}, mark(number)))

    def homed(self) -> list[Change]:
        """See `TextDocument`."""
        urls = [url for file in self._files if (url := file.find("pathurl")) is not None]
        return [self._xml.new_text(node, home) for node in urls if (home := home_url(node.text.strip(), self._folder))]

    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """See `Document`."""
        item = self._places[place]
        length = self._media_length(item)
        whole = take.first == 0 and (length is None or length <= take.frames)
        if whole:
            return ""
        if any(clip.first is None for clip in clips):
            return "needs all of its media, which the take does not hold"
        if item.find("subclipinfo"):
            return "is a subclip, which this format can carry over only to a take of all its media"
        if _frames(item, "in") is None or _frames(item, "out") is None:
            return "does not say where it starts in its media"
        if graph_of(item):
            why = "changes speed in a way that this format can carry over only to a take of all its media"
            return why if self._graph_values(item, take) is None else ""
        if _speed(item) is None:
            return "changes speed, which this format can carry over only to a take of all its media"
        if self._moved(item, take) is None:
            return "counts otherwise than its media, by speed or rate, and the take begins between two of its frames"
        return ""

    def puts(self, takes: Mapping[int, Take]) -> list[Change]:
        """See `TextDocument`."""
        changes: list[Change] = []
        known: dict[tuple[str, str], str] = {}
        gone: set[int] = set()
        for place, take in sorted(takes.items()):
            item = self._places[place]
            file = self._file(item)
            gone.add(file.start)
            changes += self._file_changes(item, file, take, known)
            changes += self._time_changes(item, take)
        for name, definition in self._definitions.items():
            if name and definition.start in gone:
                heir = next((node for node in self._files if node.attributes.get("id") == name and node.start not in gone), None)
                if heir is not None:
                    changes.append(Change(heir.start, heir.end, self._xml.of(definition)))
        return changes

    def _file_changes(self, item: Node, file: Node, take: Take, known: dict[tuple[str, str], str]) -> list[Change]:
        """The clip item's own media: said in full the first time."""
        old = file.attributes.get("id", "")
        key = (old or f"at {file.start}", take.path)
        changes: list[Change] = []
        if key in known:
            new = element("file", {"id": known[key]})
        else:
            known[key] = self._free(f"{old or 'file'}-uprez")
            new = self._new_file(self._definitions.get(old, file), take, known[key], self._rate(item))
        changes.append(Change(file.start, file.end, new))
        master = item.find("masterclipid")
        if master is not None and master.text.strip():  # clips of one master share their media
            changes.append(self._xml.new_text(master, f"{master.text.strip()}-{known[key]}"))
        return changes

    def _new_file(self, definition: Node, take: Take, name: str, outer: Fraction | None) -> str:
        """A copy of the media's own words, with the take's address, length, start and size."""
        xml = XmlText(self._xml.of(definition))
        root = xml.root
        if not root.children:  # the media itself is nowhere in the file
            said = {"name": shown_name(take), "pathurl": url(take), "duration": str(take.frames)}
            return element("file", {"id": name}, "".join(element(tag, {}, escape(value)) for tag, value in said.items()))
        host = "localhost" if "://localhost/" in root.get("pathurl") else ""
        values = {"name": shown_name(take), "pathurl": url(take, host), "duration": str(take.frames), "mediaSource": None}
        changes = [xml.new_attribute(root, "id", name)]
        for tag, value in values.items():
            found = root.find(tag)
            if found is not None and value is not None:
                changes.append(xml.new_text(found, value))
            elif found is not None:
                changes.append(xml.removed(found))
            elif value is not None and tag == "pathurl":
                changes.append(xml.first_in(root, element(tag, {}, escape(value))))
        changes += _timecode_changes(xml, root, take, _rate_in(root) or outer or take.rate)
        changes += _media_changes(xml, root, take)
        return changed(xml.text, changes)

    def _time_changes(self, item: Node, take: Take) -> list[Change]:
        """In, out, and all that is counted with them."""
        keys = graph_of(item)
        if keys:  # its own frames are those of the edit: only what they show is counted anew
            return graph_changes(self._xml, keys, self._graph_values(item, take) or [key.value for key in keys])
        changes: list[Change] = []
        length, rate = item.find("duration"), self._rate(item)
        media_length = self._media_length(item)
        if length is not None and rate is not None and media_length != take.frames and _whole(length.text) == media_length:
            changes.append(self._xml.new_text(length, str(int(take.frames * rate / self._file_rate(item, take)))))
        moved = self._moved(item, take) or 0
        if not moved:
            return changes
        for node in _counted(item):
            value = _whole(node.text)
            if value is not None and value >= 0:
                changes.append(self._xml.new_text(node, str(value - moved)))
        ticks = moved / (rate or take.rate) * _TICKS
        for name in ("pproTicksIn", "pproTicksOut"):
            node = item.find(name)
            value = None if node is None else _whole(node.text)
            if node is not None and value is not None:
                changes.append(self._xml.new_text(node, str(round(value - ticks))))
        return changes

    def _moved(self, item: Node, take: Take) -> int | None:
        """Frames of the clip item before the take's first; None when that is no whole number."""
        media = self._file_rate(item, take)
        return whole_frames(take.first, (self._rate(item) or media) / (_speed(item) or 1), media)

    def _graph_values(self, item: Node, take: Take) -> list[Fraction] | None:
        """The values of the clip item's graph for a take; None where it cannot have them."""
        media, first, end = self._file_rate(item, take), _frames(item, "in"), _frames(item, "out")
        rate = self._rate(item) or media
        moved = whole_frames(take.first, rate, media)
        if moved is None or first is None or end is None:
            return None
        return moved_values(graph_of(item), moved, int(take.frames * rate / media), (first, end))

    def _media_length(self, item: Node) -> int | None:
        """Frames of the clip item's media, where they are said."""
        file = self._file(item)
        return _frames(self._definitions.get(file.attributes.get("id", ""), file), "duration")

    def _file_rate(self, item: Node, take: Take) -> Fraction:
        file = self._file(item)
        return _rate_in(self._definitions.get(file.attributes.get("id", ""), file)) or self._rate(item) or take.rate

    def _rate(self, node: Node | None) -> Fraction | None:
        """Frames a second that an element counts in: its own, or those of what it lies in."""
        while node is not None:
            rate = _rate_in(node)
            if rate is not None:
                return rate
            node = node.parent
        return None

    def _file(self, item: Node) -> Node:
        file = item.find("file")
        assert file is not None  # _places holds no other
        return file

    def _free(self, name: str) -> str:
        number = 1
        while f"{name}-{number}" in self._ids:
            number += 1
        self._ids.add(f"{name}-{number}")
        return f"{name}-{number}"


def _timecode_changes(xml: XmlText, root: Node, take: Take, rate: Fraction) -> list[Change]:
    """The take's first frame has the timecode that it has in the media."""
    code = root.find("timecode")
    if code is None:
        return []
    counted = _rate_in(code) or rate
    drop = code.get("displayformat") == "DF"
    frame, said = code.find("frame"), code.find("string")
    start = None if frame is None else _whole(frame.text)
    if start is None:
        start = Timecode.parse(code.get("string"), counted).frame if said is not None else 0
    now = start + round(take.first * counted / rate)
    changes = [] if frame is None else [xml.new_text(frame, str(now))]
    if said is not None:
        changes.append(xml.new_text(said, str(Timecode(now, counted, drop))))
    return changes


def _media_changes(xml: XmlText, root: Node, take: Take) -> list[Change]:
    """Video of the take's size and length; no sound, which stays with the media."""
    values = {"duration": take.frames, "samplecharacteristics/width": take.width, "samplecharacteristics/height": take.height}
    changes: list[Change] = []
    for path, value in values.items():
        found = root.find(f"media/video/{path}")
        if found is not None:
            changes.append(xml.new_text(found, str(value)))
    return changes + [xml.removed(sound) for sound in root.all("media/audio")]


def _counted(item: Node) -> list[Node]:
    """All that a clip item says in frames of its media."""
    found = [node for tag in ("in", "out", "marker/in", "marker/out") for node in item.all(tag)]
    return found + [when for effect in item.all("filter") for when in effect.walk() if when.tag == "when"]


def _is_video(item: Node) -> bool:
    track = item.parent
    return track is not None and track.tag == "track" and track.parent is not None and track.parent.tag == "video"


def _speed(item: Node) -> Fraction | None:
    """Frames of media for one of the clip item, which counts in time that is remapped already; None when it is not plain."""
    effects = [effect for effect in item.all("filter/effect") if effect.get("effectid").lower() == "timeremap"]
    if not effects:
        return Fraction(1)
    said = {each.get("parameterid"): each for each in effects[0].all("parameter")}
    flags = [said[name].get("value").upper() for name in ("reverse", "variablespeed") if name in said]
    percent = said["speed"].get("value") if "speed" in said else ""
    plain = len(effects) == 1 and "graphdict" not in said and not any(flag not in ("", "0", "FALSE") for flag in flags)
    return Fraction(percent) / 100 if plain and re.fullmatch(r"0*[1-9]\d*(\.\d+)?", percent) else None


def _rate_in(node: Node) -> Fraction | None:
    """Frames a second that an element says itself."""
    base = _whole(node.get("rate/timebase"))
    if not base or base < 0:
        return None
    return Fraction(base * 1000, 1001) if node.get("rate/ntsc").upper() == "TRUE" else Fraction(base)


def _frames(item: Node, tag: str) -> int | None:
    return _whole(item.get(tag))


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
