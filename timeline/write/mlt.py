"""Takes in projects of MLT, Shotcut and Kdenlive.

An entry that a take covers shows a producer of its own: a copy of the old one, filters and all, with the take's `resource`.
Its in and out are counted from the take's first frame. In a Kdenlive project the take has a clip of its own in the bin,
since Kdenlive loads what the bin says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from uprez.timeline.edit import EditClip
from uprez.timeline.mlt import NAME
from uprez.timeline.mlt_file import MltFile, Shown, is_pictures, properties
from uprez.timeline.mlt_remap import points_of
from uprez.timeline.take import Take
from uprez.timeline.write.address import shown_name
from uprez.timeline.write.document import TextDocument, mark, whole_frames
from uprez.timeline.write.mlt_copies import Copies, moved_filters
from uprez.timeline.write.mlt_sound import sound_kept
from uprez.timeline.write.patch import Change
from uprez.timeline.write.xml_nodes import Node, element

_BIN = "main_bin"
"""The playlist that is Kdenlive's bin."""
_BIN_ID = "kdenlive:id"
"""The property that ties a producer on the timeline to its clip in the bin."""


class Mlt(TextDocument):
    """A project."""

    def __init__(self, text: str, encoding: str, folder: Path) -> None:
        """Parse it; relative media starts at `folder`.

        Raises:
            InputError: it is no whole XML, or no project.
        """
        super().__init__(text, encoding)
        self._file = MltFile(text, folder)
        self._xml = self._file.xml
        self._places = [node for node in self._xml.root.walk() if node.tag in ("entry", "track") and self._shown(node) is not None]
        self._names = set(self._file.services)
        self._copied = Copies(self._file)

    def marks(self) -> Iterable[Change]:
        """See `TextDocument`."""
        yield from self.homed()
        for number, node in enumerate(self._places):
            yield self._xml.first_in(node, element("property", {"name": NAME}, mark(number)))

    def homed(self) -> list[Change]:
        """See `TextDocument`."""
        return [self._xml.new_attribute(self._xml.root, "root", str(self._file.folder))]

    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """See `Document`."""
        node = self._places[place]
        shown, service = self._shown(node), self._file.service(node)
        if shown is None or service is None:
            return "has no media"
        if shown.speed == 0:
            return "runs at a speed of 0, which MLT cannot show"
        if take.number is not None and not is_pictures(take.path):
            ending = os.path.splitext(take.path)[1]
            return f"cannot show numbered {ending} pictures in an MLT project; make a movie, or PNG"
        if take.number is not None and take.rate != self._file.rate:
            return "would show numbered pictures at the project's rate, which is not theirs; make a movie"
        if shown.remap is not None:
            return self._remap_refusal(shown.remap, take, clips)
        length = shown.media.whole.length * take.rate if shown.media.whole else None
        if take.first == 0 and (length is None or length <= take.frames + 1):
            return ""
        if self._moved(take, shown, service) is None:
            return "is counted at another rate than its media, and the take begins between two of its frames"
        return ""

    def puts(self, takes: Mapping[int, Take]) -> list[Change]:
        """See `TextDocument`."""
        changes: list[Change] = []
        made: dict[tuple[int, str], str] = {}
        bin_ids: dict[tuple[str, str], str] = {}
        self._names = set(self._file.services)
        for place, take in sorted(takes.items()):
            node = self._places[place]
            service, shown = self._file.service(node), self._shown(node)
            assert service is not None and shown is not None  # _places holds no other
            old = properties(service).get(_BIN_ID, "")
            if old and (old, take.path) not in bin_ids:
                bin_ids[old, take.path] = self._bin_id(len(bin_ids))
                changes += self._bin_clip(old, take, bin_ids[old, take.path])
            clip = bin_ids.get((old, take.path), "")
            moved = self._moved(take, shown, service) or 0
            if (service.start, take.path) not in made:
                made[service.start, take.path] = name = self._free("uprez")
                changes.append(self._xml.before(self._top(service), self._copied.of(service, take, name, moved, clip)))
            changes += self._entry(node, made[service.start, take.path], moved, clip)
        return changes + sound_kept(self._file, [self._places[place] for place in takes], self._free)

    def _entry(self, node: Node, producer: str, moved: int, clip: str) -> list[Change]:
        """One use: another producer, the same pictures."""
        changes = [self._xml.new_attribute(node, "producer", producer)]
        first, last = self._file.bounds(node)
        for name, frame in (("in", first), ("out", last)):
            said = node.attributes.get(name)
            if moved and (said or name == "in" or "in" in node.attributes):
                changes.append(self._xml.new_attribute(node, name, self._file.said(frame - moved, said or "0")))
        changes += moved_filters(self._xml, self._file, node, moved)
        if clip:
            named = (child for child in node.all("property") if child.attributes.get("name") == _BIN_ID)
            changes += [self._xml.new_text(child, clip) for child in named]
        return changes

    def _bin_clip(self, old: str, take: Take, name: str) -> list[Change]:
        """A clip for the take in the bin of a Kdenlive project, beside the old one."""
        bin_ = self._file.services.get(_BIN)
        entry = next((each for each in ([] if bin_ is None else bin_.all("entry")) if self._bin_id_of(each) == old), None)
        service = None if entry is None else self._file.service(entry)
        if entry is None or service is None or service.tag not in ("producer", "chain"):
            return []
        new = self._free("uprez-bin")
        said = {"producer": new, "in": self._file.said(0, entry.attributes.get("in", "0"))}
        said["out"] = self._file.said(self._copied.frames(take) - 1, entry.attributes.get("out", "0"))
        copied = self._copied.of(service, take, new, 0, name, label=shown_name(take))
        return [self._xml.before(self._top(service), copied), self._xml.after(entry, element("entry", said))]

    def _bin_id_of(self, entry: Node) -> str:
        service = self._file.service(entry)
        return "" if service is None else properties(service).get(_BIN_ID, "")

    def _bin_id(self, count: int) -> str:
        """A number that no clip of the bin has."""
        said = [node.text.strip() for node in self._xml.root.walk() if node.tag == "property" and node.attributes.get("name") == _BIN_ID]
        return str(max((int(text) for text in said if text.isdecimal()), default=1) + 1 + count)

    def _remap_refusal(self, remap: Node, take: Take, clips: Sequence[EditClip]) -> str:
        if take.number is not None:
            return "changes speed, which MLT does only to movies"
        whole = take.first == 0 and all(clip.frames is None or clip.frames <= take.frames for clip in clips)
        if whole or points_of(remap, self._file) is not None:
            return ""
        return "changes speed in a way that this format can carry over only to a take of all its media"

    def _moved(self, take: Take, shown: Shown, service: Node) -> int | None:
        """Frames of the project before the take's first, on the way that the clip takes; None when that is no whole number."""
        if shown.remap is not None:  # its map moves
            return 0
        speed = shown.speed or Fraction(1)
        moved = whole_frames(take.first, self._file.rate / abs(speed), take.rate)
        if moved is None or speed > 0:
            return moved
        return self._file.length(service) - self._copied.frames(take, speed) - moved  # backwards: what comes after its last

    def _shown(self, node: Node) -> Shown | None:
        service = self._file.service(node)
        return None if service is None else self._file.shown(service)

    def _top(self, service: Node) -> Node:
        """What holds a service right below the root; new services stand before it, since MLT reads from the top."""
        while service.parent is not None and service.parent is not self._xml.root:
            service = service.parent
        return service

    def _free(self, name: str) -> str:
        number = 1
        while f"{name}-{number}" in self._names:
            number += 1
        self._names.add(f"{name}-{number}")
        return f"{name}-{number}"
