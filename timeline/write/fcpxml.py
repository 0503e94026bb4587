"""Takes in FCPXML.

A clip that a take covers refers to an asset of its own, which begins at the take's timecode: the clip's own times stay. Its
sound stays with the media: it becomes a connected clip of sound only. Source: Apple, "FCPXML Reference"
(developer.apple.com/documentation/professional-video-applications).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.timeline.edit import EditClip
from uprez.timeline.fcpxml import parse_time
from uprez.timeline.take import Take
from uprez.timeline.write.address import home_url, shown_name, url
from uprez.timeline.write.document import TextDocument, mark
from uprez.timeline.write.patch import Change
from uprez.timeline.write.xml_nodes import Node, XmlText, element

_SOUND = (
    *("adjust-loudness", "adjust-noiseReduction", "adjust-humReduction", "adjust-EQ", "adjust-matchEQ", "adjust-volume", "adjust-panner"),
    *("audio-channel-source", "filter-audio"),
)
"""Elements of a clip that say how it sounds."""
_MEDIA_REP = (1, 9)
"""First version in which an asset's address stands in a `media-rep`."""
_SIZES = ("width", "height", "name")
"""Attributes of a format that name its size."""


class Fcpxml(TextDocument):
    """An FCPXML file."""

    def __init__(self, text: str, encoding: str, folder: Path) -> None:
        """Parse it; relative media starts at `folder`.

        Raises:
            InputError: it is no whole XML.
        """
        super().__init__(text, encoding)
        self._xml = XmlText(text)
        self._folder = folder
        self._resources = {name: node for node in self._xml.root.all("resources/asset") if (name := node.attributes.get("id"))}
        self._formats = {name: node for node in self._xml.root.all("resources/format") if (name := node.attributes.get("id"))}
        self._places = [node for node in self._xml.root.walk() if node.tag in ("asset-clip", "video") and self._asset(node) is not None]
        self._names = {value for node in self._xml.root.walk() if (value := node.attributes.get("id"))}
        self._new_formats: dict[tuple[str, int, int], str] = {}
        self._new_assets: dict[tuple[str, str], str] = {}

    def marks(self) -> Iterable[Change]:
        """See `TextDocument`."""
        return [self._xml.new_attribute(node, "name", mark(number)) for number, node in enumerate(self._places)]

    def homed(self) -> list[Change]:
        """See `TextDocument`."""
        said = [node for node in self._xml.root.walk() if node.tag in ("asset", "media-rep") and node.attributes.get("src")]
        homes = [(node, home_url(node.attributes["src"], self._folder)) for node in said]
        return [self._xml.new_attribute(node, "src", home) for node, home in homes if home]

    def refusal(self, place: int, take: Take, clips: Sequence[EditClip]) -> str:
        """See `Document`."""
        node = self._places[place]
        asset = self._asset(node)
        if asset is None or (node.attributes.get("start") is None and node.find("timeMap") is None and take.first > 0):
            return "does not say where it starts in its media"
        return ""

    def puts(self, takes: Mapping[int, Take]) -> list[Change]:
        """See `TextDocument`."""
        self._new_formats.clear()
        self._new_assets.clear()
        changes: list[Change] = []
        resources: list[str] = []
        for place, take in sorted(takes.items()):
            node = self._places[place]
            asset = self._asset(node)
            assert asset is not None  # _places holds no other
            shape = self._format(asset, take, resources)
            name = self._new_asset(asset, take, shape, resources)
            changes.append(self._xml.new_attribute(node, "ref", name))
            if node.attributes.get("format") == asset.attributes.get("format") and "format" in node.attributes:
                changes.append(self._xml.new_attribute(node, "format", shape))
            changes += self._sound(node, asset)
        listed = self._xml.root.find("resources")
        if listed is not None and resources:
            changes.append(self._xml.after(listed.children[-1], self._xml.indent(listed.children[-1]).join(resources)))
        return changes

    def _asset(self, node: Node) -> Node | None:
        asset = self._resources.get(node.attributes.get("ref", ""))
        return asset if asset is not None and asset.attributes.get("hasVideo", "1") != "0" else None

    def _format(self, asset: Node, take: Take, resources: list[str]) -> str:
        """The media's format at the take's size."""
        old = asset.attributes.get("format", "")
        key = (old, take.width, take.height)
        if key not in self._new_formats:
            self._new_formats[key] = name = self._free("uprez-format")
            said = self._formats[old].attributes if old in self._formats else {}
            kept = {key: value for key, value in said.items() if key not in ("id", *_SIZES)}
            kept.setdefault("frameDuration", time_text(1 / take.rate))
            sizes = {"width": str(take.width), "height": str(take.height)}
            resources.append(element("format", {"id": name, **kept, **sizes}))
        return self._new_formats[key]

    def _new_asset(self, asset: Node, take: Take, shape: str, resources: list[str]) -> str:
        """An asset that begins where the take begins."""
        key = (asset.attributes["id"], take.path)
        if key not in self._new_assets:
            self._new_assets[key] = name = self._free("uprez-asset")
            rate = self._rate(asset) or take.rate
            start = parse_time(asset.attributes.get("start", "0s")) + take.first / rate
            said = {"id": name, "name": shown_name(take), "start": time_text(start), "duration": time_text(take.frames / rate)}
            said |= {"hasVideo": "1", "format": shape}
            if "videoSources" in asset.attributes:
                said["videoSources"] = asset.attributes["videoSources"]
            if self._version() >= _MEDIA_REP:
                resources.append(element("asset", said, element("media-rep", {"kind": "original-media", "src": url(take)})))
            else:
                resources.append(element("asset", {**said, "src": url(take)}))
        return self._new_assets[key]

    def _sound(self, node: Node, asset: Node) -> list[Change]:
        """A clip that shows and sounds comes apart: its sound hangs on it as a clip of the old media."""
        if node.tag != "asset-clip" or asset.attributes.get("hasAudio") != "1" or node.attributes.get("srcEnable") == "video":
            return []
        if node.attributes.get("srcEnable") == "audio":
            return []
        said = node.attributes
        start = said.get("start") or ("0s" if node.find("timeMap") else asset.attributes.get("start", "0s"))
        lanes = [int(lane) for child in node.children if (lane := child.attributes.get("lane", "")).lstrip("-").isdecimal()]
        own = {"ref": said["ref"], "lane": str(min([0, *lanes]) - 1), "offset": start}
        own |= {key: said[key] for key in ("name", "start", "duration", "audioRole", "tcFormat", "modDate") if key in said}
        own["srcEnable"] = "audio"
        map_ = node.find("timeMap")
        moved = [child for child in node.children if child.tag in _SOUND]
        order = [*([map_] if map_ else []), *moved]
        sound = element("asset-clip", own, "".join(self._xml.of(child) for child in order))
        changes = [self._xml.new_attribute(node, "audioRole", None)] if "audioRole" in said else []
        changes += [self._xml.removed(child) for child in moved]
        changes.append(self._xml.new_attribute(node, "srcEnable", "video"))
        return [*changes, self._anchored(node, sound)]

    def _anchored(self, node: Node, xml: str) -> Change:
        """Put a connected clip where the order of elements allows it: after notes, time maps, conforms and adjustments."""
        early = [child for child in node.children if child.tag in ("note", "conform-rate", "timeMap") or child.tag.startswith("adjust-")]
        return self._xml.after(early[-1], xml) if early else self._xml.first_in(node, xml)

    def _rate(self, asset: Node) -> Fraction | None:
        shape = self._formats.get(asset.attributes.get("format", ""))
        seconds = parse_time(shape.attributes.get("frameDuration", "0s")) if shape else Fraction(0)
        return 1 / seconds if seconds > 0 else None

    def _version(self) -> tuple[int, int]:
        match = re.match(r"(\d+)\.(\d+)", self._xml.root.attributes.get("version", ""))
        if match is None:
            raise InputError("The FCPXML does not say its version.", fix="Export the edit again.")
        return int(match[1]), int(match[2])

    def _free(self, name: str) -> str:
        number = 1
        while f"{name}-{number}" in self._names:
            number += 1
        self._names.add(f"{name}-{number}")
        return f"{name}-{number}"


def time_text(seconds: Fraction) -> str:
    """Seconds as FCPXML says them."""
    return f"{seconds.numerator}s" if seconds.denominator == 1 else f"{seconds.numerator}/{seconds.denominator}s"
