"""Final Cut Pro's FCPXML, read to the fraction.

OpenTimelineIO's adapter knows only whole rates (23 for 24000/1001) and loses media, retimes and transitions, so this
one is ours. Source: Apple, "FCPXML Reference" (developer.apple.com/documentation/professional-video-applications).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

from uprez.core.errors import InputError
from uprez.timeline.encoding import xml_root
from uprez.timeline.labels import aliases
from uprez.timeline.media import media_at
from uprez.timeline.nested import Lens
from uprez.timeline.placed import Note, Placed, Project
from uprez.timeline.retime import Retime, mapped
from uprez.timeline.span import Span

__all__ = ["Project", "read_fcpxml"]

_TIME = re.compile(r"^(-?\d+)(?:/([1-9]\d*))?s$")
_CLIPS = ("asset-clip", "clip", "video", "ref-clip", "sync-clip", "audition", "mc-clip", "title", "gap")
"""Elements that lie on a timeline; audio does too, and is passed over."""
_DEEPEST = 50
_ZERO = Fraction(0)
Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class _Level:
    """A timeline, or the inside of a clip, that is being read."""

    lens: Lens
    """What of it is visible, and where in the edit."""
    lane: int
    depth: int
    frame: Fraction
    """Seconds of a frame of the edit that it belongs to."""


def read_fcpxml(path: Path, note: Note) -> Project:
    """Read the one project of an FCPXML file; what is left out is told to `note`.

    Raises:
        InputError: it holds no project or several, or times that make no sense.
        OSError, ElementTree.ParseError: it cannot be read, or is no XML.
    """
    return _Reading(xml_root(path), path.parent, note).project()


class _Reading:
    def __init__(self, root: Element, folder: Path, note: Note) -> None:
        self._root = root
        self._folder = folder
        self._note = note
        self._resources = {name: each for each in root.iterfind("resources/*") if (name := each.get("id"))}

    def project(self) -> Project:
        projects = [each for each in self._root.iter("project") if each.find("sequence") is not None]
        if len(projects) != 1:
            names = ", ".join(f"'{each.get('name', '')}'" for each in projects)
            why = f"It holds {len(projects)} projects: {names}." if projects else "It holds clips only."
            raise InputError("The file does not hold one edit.", why=why, fix="Export one project from Final Cut Pro.")
        sequence = projects[0].find("sequence")
        spine = None if sequence is None else sequence.find("spine")
        if sequence is None or spine is None:
            raise InputError("The project is empty.", fix="Export it again.")
        start = _time(sequence, "tcStart")
        rate = self._rate(sequence) or Fraction(24)
        length = max(_length(sequence), _spine_end(spine) - start)
        level = _Level(Lens(Span(start, start + length), Span(_ZERO, length)), 0, 0, 1 / rate)
        return Project(projects[0].get("name", ""), rate, start, tuple(self._spine(spine, level)), sequence.get("tcFormat") == "DF")

    def _spine(self, spine: Element, level: _Level, base: Fraction = _ZERO) -> Iterator[Placed]:
        """What lies in a row; times in a spine that hangs on a clip start at `base`."""
        items = list(spine)
        for index, item in enumerate(items):
            if item.tag not in _CLIPS:
                continue
            place = _place(item).moved(base)
            before = items[index - 1] if index else None
            after = items[index + 1] if index + 1 < len(items) else None
            head = tail = _ZERO
            if before is not None and before.tag == "transition":
                head = max(_ZERO, place.start - base - _time(before, "offset"))
            if after is not None and after.tag == "transition":
                tail = max(_ZERO, _place(after).moved(base).end - place.end)
            yield from self._item(item, place, level, head=head, tail=tail)

    def _item(self, item: Element, place: Span, level: _Level, *, head: Fraction = _ZERO, tail: Fraction = _ZERO) -> Iterator[Placed]:
        """An element at its place on `level`, and all that hangs on it."""
        if level.depth > _DEEPEST:
            raise InputError(f"Edits are nested more than {_DEEPEST} deep.", fix="Flatten the edit, and export it again.")
        if item.tag == "audition":
            chosen = next((child for child in item if child.tag in _CLIPS), None)
            if chosen is not None:
                yield from self._item(chosen, place, level, head=head, tail=tail)
            return
        name = item.get("name", "")
        if item.get("enabled") == "0":
            self._note(f"'{name}' is switched off and was left out.")
            return
        visible = level.lens.visible(Span(place.start - head, place.end + tail))
        if visible is not None:
            ends = max(_ZERO, place.start - visible.start), max(_ZERO, visible.end - place.end)
            yield from self._content(item, visible, visible.moved(self._start(item) - place.start), level, ends)
        yield from self._hanging(item, place, level)

    def _hanging(self, item: Element, place: Span, level: _Level) -> Iterator[Placed]:
        """Clips that are connected to one; they may reach beyond it."""
        for child in item:
            lane = child.get("lane")
            if not lane or lane == "0" or child.tag not in (*_CLIPS, "spine"):
                continue
            above = replace(level, lane=level.lane + _number(lane), depth=level.depth + 1)
            start = place.start + _time(child, "offset") - self._start(item)
            if child.tag == "spine":
                yield from self._spine(child, above, start)
            else:
                yield from self._item(child, Span(start, start + _length(child)), above)

    def _content(self, item: Element, visible: Span, own: Span, level: _Level, ends: tuple[Fraction, Fraction]) -> Iterator[Placed]:
        """What an element itself shows where `visible` of the level's time is, in the time `own` of its own."""
        name = item.get("name", "")
        if item.tag in ("asset-clip", "video"):
            yield from self._asset(item, visible, own, level, ends)
        elif item.tag == "ref-clip":
            sequence = self._resource(item).find("sequence")
            spine = None if sequence is None else sequence.find("spine")
            if sequence is not None and spine is not None:
                start = _time(sequence, "tcStart")
                whole = Span(start, start + max(_length(sequence), _spine_end(spine) - start))
                rate = self._rate(sequence)
                yield from self._spine(spine, self._inner(item, visible, own, level, whole, 1 / rate if rate else level.frame))
        elif item.tag in ("clip", "sync-clip"):
            inner = self._inner(item, visible, own, level, own, level.frame)
            for child in item:
                if child.tag == "spine" and not child.get("lane"):
                    yield from self._spine(child, inner, _time(child, "offset"))
                elif child.tag in _CLIPS and child.get("lane", "0") == "0":
                    yield from self._item(child, _place(child), inner)
        elif item.tag in ("mc-clip", "title"):
            what = "is a multicam clip" if item.tag == "mc-clip" else "is a title"
            self._note(f"'{name}' {what} and was left out.")

    def _inner(self, item: Element, visible: Span, own: Span, level: _Level, whole: Span, frame: Fraction) -> _Level:
        """The inside of an element; `whole` is all that it holds, for one that does not say how it runs."""
        retime = _retime(item, own, frame)
        if retime.speed is None and retime.used is None:
            self._note(f"'{item.get('name', '')}' changes speed in a way that is not said; all that it holds was taken.")
        return _Level(level.lens.into(visible, own, retime, whole), level.lane, level.depth + 1, frame)

    def _asset(self, item: Element, visible: Span, own: Span, level: _Level, ends: tuple[Fraction, Fraction]) -> Iterator[Placed]:
        asset = self._resource(item)
        name = item.get("name") or asset.get("name", "")
        if asset.tag == "effect":
            self._note(f"'{name}' is made by the editor and was left out.")
            return
        if asset.get("hasVideo", "1") == "0" or item.get("srcEnable") == "audio":  # sound alone, as detached from its clip
            return
        start, rate = _time(asset, "start"), self._rate(asset)
        original = asset.find("media-rep[@kind='original-media']")
        found = original if original is not None else asset.find("media-rep")
        url = (found.get("src", "") if found is not None else "") or asset.get("src", "")
        media = media_at(url, self._folder, Span(start, start + _length(asset)) if asset.get("duration") else None, rate)
        if media.fault:
            self._note(f"'{name}' {media.fault}; it was left out.")
            return
        frame = 1 / (rate or Fraction(24))
        seen = level.lens.seen(visible, own, _retime(item, own, frame), ends)
        yield Placed(
            name,
            media,
            seen.shown,
            seen.record,
            f"V{level.lane + 1}" if level.lane >= 0 else f"V1 below {-level.lane}",
            origin=seen.shown.start,
            head=seen.head,
            tail=seen.tail,
            speed=seen.speed,
            used=seen.used,
            reel=_reel(asset),
            aliases=aliases(os.path.basename(media.path), asset.get("name", ""), name),
            effects=(*seen.effects, *(each.get("name", "") for each in item.iterfind("filter-video"))),
            number=max(0, level.lane + 1),
        )

    def _start(self, item: Element) -> Fraction:
        """The element's own time at its first frame."""
        if item.get("start") is None and item.tag in ("asset-clip", "video") and item.find("timeMap") is None:
            return _time(self._resource(item), "start")
        return _time(item, "start")

    def _resource(self, item: Element) -> Element:
        found = self._resources.get(item.get("ref", ""))
        if found is None:
            raise InputError(f"'{item.get('name', item.tag)}' has no media in the file.", fix="Export the edit again.")
        return found

    def _rate(self, item: Element) -> Fraction | None:
        """Frames a second of an element's format."""
        shape = self._resources.get(item.get("format", ""))
        duration = None if shape is None else shape.get("frameDuration")
        if not duration:
            return None
        seconds = parse_time(duration)
        return 1 / seconds if seconds > 0 else None


def parse_time(text: str) -> Fraction:
    """Seconds of `1001/24000s` or `5s`.

    Raises:
        InputError: it is no time.
    """
    match = _TIME.match(text)
    if match is None:
        raise InputError(f"'{text}' is no time of FCPXML.", why="One looks like '1001/24000s' or '5s'.", fix="Export the edit again.")
    return Fraction(int(match[1]), int(match[2] or 1))


def _time(item: Element, name: str) -> Fraction:
    text = item.get(name)
    return parse_time(text) if text else _ZERO


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"-?\d{1,4}", text) else 0


def _length(item: Element) -> Fraction:
    return max(_ZERO, _time(item, "duration"))


def _place(item: Element) -> Span:
    start = _time(item, "offset")
    return Span(start, start + _length(item))


def _spine_end(spine: Element) -> Fraction:
    return max((_place(item).end for item in spine), default=_ZERO)


def _retime(item: Element, own: Span, frame: Fraction) -> Retime:
    """How an element runs in the time `own` of its own; a map's stretches are curves unless they say otherwise.

    `frame` is the length of a frame of its media.
    """
    mapping = item.find("timeMap")
    if mapping is None:
        return Retime()
    points = list(mapping.iterfind("timept"))
    curved = any(each.get("interp", "smooth2") != "linear" for each in points)
    return mapped([(_time(each, "time"), _time(each, "value")) for each in points], own, frame=frame, curved=curved)


def _reel(asset: Element) -> str:
    """The reel in an asset's metadata."""
    found = asset.find("metadata/md[@key='com.apple.proapps.studio.reel']")
    return "" if found is None else found.get("value", "")
