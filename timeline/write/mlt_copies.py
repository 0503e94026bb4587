"""Producers of MLT, copied for a take: filters and all, with other media."""

from __future__ import annotations

import os
import re
import uuid
from fractions import Fraction

from uprez.timeline.mlt_file import MltFile, properties
from uprez.timeline.mlt_remap import earlier, map_of, remap_of
from uprez.timeline.take import Take
from uprez.timeline.write.address import name_parts, url
from uprez.timeline.write.patch import Change, changed
from uprez.timeline.write.xml_nodes import Node, XmlText, element

_OF_MEDIA = re.compile(
    r"^(meta\.|_|video_index$|vstream$|format$|seekable$|ttl$|aspect_ratio$|shotcut:(hash|proxy|resource|originalResource)$"
    r"|kdenlive:(file_|proxy|original|monitor|thumb|zone|markers|control_uuid$))"
)
"""Properties that tell of the old media, not of how it is used."""

_NO_SOUND = "-1"
"""Instead of the number of a stream of sound: the clip is mute, whatever its media."""


class Copies:
    """Makes copies of the producers of a project."""

    def __init__(self, file: MltFile) -> None:
        """`file` is the project."""
        self._file = file

    def frames(self, take: Take, speed: Fraction = Fraction(1)) -> int:
        """Frames of the project that a take lasts."""
        return max(1, int(take.frames / take.rate * self._file.rate / abs(speed)))

    def of(self, service: Node, take: Take, name: str, moved: int, clip: str, *, label: str = "") -> str:
        """A producer that shows a take; `moved` frames earlier than the old one, and as clip `clip` of Kdenlive's bin."""
        xml = XmlText(self._file.xml.of(service))
        root, said = xml.root, properties(service)
        warped = said.get("mlt_service") == "timewarp"
        factor = said.get("warp_speed") or said.get("resource", "").partition(":")[0]
        length = self.frames(take, Fraction(factor) if warped else Fraction(1))
        changes = [xml.new_attribute(root, "id", name)]
        remap = remap_of(root)
        for side, frame in (("in", 0), ("out", length - 1)):
            if side in root.attributes and remap is None:  # a time map says itself how long it is
                changes.append(xml.new_attribute(root, side, self._file.said(frame, root.attributes[side])))
        values = self._values(take, said, length, warped, factor)
        if clip:
            values |= {"kdenlive:id": clip, "kdenlive:control_uuid": "{" + str(uuid.uuid5(uuid.NAMESPACE_URL, url(take))) + "}"}
        if label:
            values["kdenlive:clipname"] = label
        if remap is not None:
            values.pop("length", None)
            held = map_of(remap)
            changes += [xml.new_text(held, earlier(remap, take.first / take.rate))] if held is not None and take.first else []
        changes += _properties(xml, root, values)
        changes += moved_filters(xml, self._file, root, moved)
        if take.number is not None and root.tag == "chain":  # only what FFmpeg reads is a chain
            changes += _renamed(root)
        return changed(xml.text, changes)

    def _values(self, take: Take, said: dict[str, str], length: int, warped: bool, factor: str) -> dict[str, str]:
        """Properties that become others, or are new."""
        values = {"resource": resource(take)}
        if warped:
            values = {"resource": f"{factor}:{resource(take)}", "warp_resource": resource(take)}
        if "length" in said:
            values["length"] = self._file.said(length, said["length"])
        if take.number is not None and not warped:
            values |= {"mlt_service": "qimage", "ttl": "1"}
        elif said.get("mlt_service") in ("qimage", "pixbuf"):
            values["mlt_service"] = "avformat"
        return values


def resource(take: Take) -> str:
    """How MLT names a take."""
    if take.number is None:
        return take.path
    before, digits, after = name_parts(take)
    return f"{os.path.join(os.path.dirname(take.path), before)}%0{digits}d{after}?begin={take.number}"


def moved_filters(xml: XmlText, file: MltFile, node: Node, moved: int) -> list[Change]:
    """The filters of a producer or an entry are counted from its media's first frame."""
    changes: list[Change] = []
    for each in node.all("filter"):
        for side in ("in", "out"):
            if moved and (said := each.attributes.get(side)):
                changes.append(xml.new_attribute(each, side, file.said(max(0, file.frames(said) - moved), said)))
    return changes


def _properties(xml: XmlText, root: Node, values: dict[str, str]) -> list[Change]:
    """Give properties other values, add what is not there, and take away what tells of the old media."""
    changes: list[Change] = []
    left = dict(values)
    for child in root.all("property"):
        name = child.attributes.get("name", "")
        if name in left:
            changes.append(xml.new_text(child, left.pop(name)))
        elif _OF_MEDIA.match(name) or (name in ("audio_index", "astream") and child.text.strip() != _NO_SOUND):
            changes.append(xml.removed(child))
    new = "".join(element("property", {"name": name}, text.replace("&", "&amp;").replace("<", "&lt;")) for name, text in left.items())
    return [*changes, xml.first_in(root, new)] if new else changes


def _renamed(root: Node) -> list[Change]:
    """A chain becomes a producer."""
    links = [Change(link.start, link.end, "") for link in root.all("link")]
    tag = len(root.tag)
    ends = [Change(root.inner_end + 2, root.inner_end + 2 + tag, "producer")] if root.end > root.inner else []
    return [Change(root.start + 1, root.start + 1 + tag, "producer"), *links, *ends]
