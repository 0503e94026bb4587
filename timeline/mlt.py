"""Edits in projects of MLT, Shotcut and Kdenlive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.timeline.encoding import decoded
from uprez.timeline.labels import aliases, file_name
from uprez.timeline.mlt_file import MltFile, Shown, properties, tracks
from uprez.timeline.mlt_remap import remapped
from uprez.timeline.placed import Note, Placed, Project
from uprez.timeline.span import Span
from uprez.timeline.write.xml_nodes import Node

_DEEPEST = 50
"""Edits within edits."""
_NO_MEDIA = ("color", "colour", "")
"""Services that nobody misses when they are left out: backgrounds, and black."""
NAME = "uprez:name"
"""A property of an entry or a track that names this one use."""


@dataclass(frozen=True, slots=True)
class _Track:
    name: str
    number: int
    """From 1, at the bottom."""


@dataclass(frozen=True, slots=True)
class _Window:
    """Frames of a service that are seen, both included, and where."""

    first: int
    last: int
    record: int
    """Frame of the edit at which `first` is shown."""

    def part(self, at: int, length: int, first: int) -> _Window | None:
        """The part of an item that is seen: it lies at frame `at`, and shows its service from frame `first`."""
        start, end = max(self.first, at), min(self.last, at + length - 1)
        return _Window(first + start - at, first + end - at, self.record + start - self.first) if start <= end else None


def read_mlt(path: Path, note: Note) -> Project:
    """Read a project; what is left out is told to `note`.

    Raises:
        InputError: it is broken, holds no timeline, or times that make no sense.
        OSError: it cannot be read.
    """
    text, _ = decoded(path.read_bytes())
    return _Reading(MltFile(text, path.parent.absolute()), note).project(path.stem)


class _Reading:
    def __init__(self, file: MltFile, note: Note) -> None:
        self._file = file
        self._note = note

    def project(self, name: str) -> Project:
        found = [node for node in self._file.xml.root.children if node.tag in ("tractor", "multitrack")]
        found = found or [node for node in self._file.xml.root.children if node.tag == "playlist"]
        if not found:
            raise InputError("The project holds no timeline.", fix="Save it again in its editor.")
        timeline = found[-1]
        window = _Window(0, max(0, self._file.length(timeline) - 1), 0)
        title = self._file.xml.root.attributes.get("title", "")
        return Project(title or name, self._file.rate, Fraction(0), tuple(self._service(timeline, window, None, 0)))

    def _service(self, node: Node, window: _Window, track: _Track | None, depth: int) -> Iterator[Placed]:
        if depth > _DEEPEST:
            raise InputError(f"Edits are nested more than {_DEEPEST} deep.", fix="Flatten the edit, and save it again.")
        if node.tag == "playlist":
            yield from self._playlist(node, window, track or _Track("V1", 1), depth)
        elif node.tag in ("tractor", "multitrack"):
            yield from self._tracks(node, window, track, depth)

    def _tracks(self, tractor: Node, window: _Window, track: _Track | None, depth: int) -> Iterator[Placed]:
        """The tracks of the edit itself are numbered; those within them are part of theirs."""
        held = tracks(tractor)
        number = 0
        for each in held:
            service = self._file.service(each)
            hide = each.attributes.get("hide", "")
            if service is None or _is_background(service) or properties(service).get("kdenlive:audio_track") == "1":
                continue
            lone = track is None and len(held) == 1 and service.tag in ("tractor", "multitrack")  # a project around a sequence
            number += not lone and hide != "video"
            said = properties(service)
            name = said.get("kdenlive:track_name") or said.get("shotcut:name") or f"V{number}"
            if hide in ("video", "both"):
                if hide == "both" and track is None:
                    self._note(f"Track {name} is switched off and was left out.")
                continue
            first, last = self._file.bounds(each)
            seen = window.part(0, last - first + 1, first)
            if seen is not None:
                yield from self._use(each, service, seen, None if lone else track or _Track(name, number), depth)

    def _playlist(self, playlist: Node, window: _Window, track: _Track, depth: int) -> Iterator[Placed]:
        at = 0
        for item in playlist.children:
            if item.tag == "blank":
                at += self._file.frames(item.attributes.get("length", "0"))
            elif item.tag == "entry":
                service = self._file.service(item)
                first, last = self._file.bounds(item)
                length = max(0, last - first + 1)
                seen = window.part(at, length, first)
                at += length
                if service is not None and seen is not None:
                    yield from self._use(item, service, seen, track, depth)

    def _use(self, item: Node, service: Node, seen: _Window, track: _Track | None, depth: int) -> Iterator[Placed]:
        """What an entry or a track shows."""
        shown = self._file.shown(service)
        if shown is not None:
            yield from self._clip(item, service, shown, seen, track or _Track("V1", 1))
        elif service.tag in ("producer", "chain"):
            said = properties(service)
            if said.get("mlt_service", "") not in _NO_MEDIA:
                self._note(f"'{self._name(item, service)}' is made by the editor and was left out.")
        else:
            yield from self._service(service, seen, track, depth + 1)

    def _name(self, item: Node, service: Node) -> str:
        return properties(item).get(NAME) or self._file.name(service)

    def _clip(self, item: Node, service: Node, shown: Shown, seen: _Window, track: _Track) -> Iterator[Placed]:
        name, media, rate = self._name(item, service), shown.media, self._file.rate
        if media.fault:
            self._note(f"'{name}' {media.fault}; it was left out.")
            return
        own = Span(seen.first / rate, (seen.last + 1) / rate)
        speed, used, effects = shown.speed, None, ()
        if shown.remap is not None:
            retime = remapped(shown.remap, own, 1 / (media.rate or rate), self._file)
            used, effects = retime.used, retime.effects
        elif speed is None:
            effects = ("variable speed",)
        elif speed < 0:
            length = Fraction(self._file.length(service)) / rate
            used = Span(max(Fraction(0), (length - own.end) * -speed), (length - own.start) * -speed)
            effects, speed = ("reverse" if speed == -1 else f"reverse, speed {float(-speed):.4g}",), None
        elif speed != 1:
            effects = (f"speed {float(speed):.4g}",)
        record = Fraction(seen.record) / rate
        names = aliases(file_name(media.path), name)
        yield Placed(
            name,
            media,
            own,
            record,
            track.name,
            Fraction(0),
            speed=speed,
            used=used,
            aliases=names,
            effects=effects,
            number=track.number,
        )


def _is_background(service: Node) -> bool:
    """Whether it is the black that editors put under all tracks."""
    names = (service.attributes.get("id", ""), properties(service).get("kdenlive:playlistid", ""))
    return any(name in ("background", "black_track", "black") for name in names)
