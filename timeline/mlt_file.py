"""Projects of MLT, Shotcut and Kdenlive as they are written: services by name, times in frames, media.

Source: MLT, "MLT XML" and "producer timewarp" (mltframework.org/docs), and the projects that Shotcut and Kdenlive write.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from uprez.core.errors import InputError
from uprez.core.time import Timecode
from uprez.timeline.media import Media, media_at
from uprez.timeline.mlt_remap import remap_of
from uprez.timeline.span import Span
from uprez.timeline.write.xml_nodes import Node, XmlText

SERVICES = ("producer", "chain", "playlist", "tractor", "multitrack")
"""Elements that give pictures."""
SUFFIXES = (".mlt", ".kdenlive")
"""Endings of MLT's projects."""
_PICTURES = ("qimage", "pixbuf")
_MOVIES = ("avformat", "avformat-novalidate")
_CLOCK = re.compile(r"^(?:(\d+):)?(?:(\d+):)?(\d+)[.,](\d+)$")
_BEGIN = re.compile(r"[?&]begin[=:](-?\d+)")
_NUMBERS = re.compile(r"%0?\d*d")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a producer shows."""

    media: Media
    speed: Fraction | None
    """Seconds of media for one of the project; below 0 backwards; None when it varies."""
    remap: Node | None = None
    """The link that makes it vary."""


class MltFile:
    """A project."""

    def __init__(self, text: str, folder: Path) -> None:
        """Relative media starts at the project's own root, or at `folder`.

        Raises:
            InputError: it is no whole XML, no project, or does not say its rate.
        """
        self.xml = XmlText(text)
        if self.xml.root.tag != "mlt":
            raise InputError("The file is no MLT project.", fix="Save it again in Shotcut or Kdenlive.")
        self.folder = folder / self.xml.root.attributes.get("root", "")
        self.rate = self._profile()
        self.services = {name: node for node in self.xml.root.walk() if node.tag in SERVICES and (name := node.attributes.get("id"))}
        bin_ = self.services.get("main_bin")
        held = [self.service(entry) for entry in ([] if bin_ is None else bin_.all("entry"))]
        said = [properties(service) for service in held if service is not None]
        self._bin_names = {each.get("kdenlive:id", ""): each.get("kdenlive:clipname", "") for each in said}

    def name(self, service: Node) -> str:
        """What the editor calls the clip of a producer; Kdenlive keeps that in its bin."""
        said = properties(service)
        own = said.get("kdenlive:clipname") or said.get("shotcut:caption")
        return own or self._bin_names.get(said.get("kdenlive:id", ""), "") or Path(said.get("resource", "")).name

    def service(self, node: Node) -> Node | None:
        """What an entry or a track shows: named, or written inside it."""
        named = self.services.get(node.attributes.get("producer", ""))
        return named or next((child for child in node.children if child.tag in SERVICES), None)

    def frames(self, text: str) -> int:
        """Frames of the project that a time says: `75`, `00:00:03.000` or `00:00:03:00`.

        Raises:
            InputError: it is no time.
        """
        if re.fullmatch(r"-?\d+", text):
            return int(text)
        if match := _CLOCK.match(text):
            parts = [int(part or 0) for part in (match[1], match[2], match[3])]
            if match[2] is None:  # `m:s`
                parts = [0, parts[0], parts[2]]
            whole = (parts[0] * 60 + parts[1]) * 60 + parts[2]
            return round((whole + Fraction(int(match[4]), 10 ** len(match[4]))) * self.rate)
        return Timecode.parse(text, self.rate).frame

    def said(self, frames: int, like: str) -> str:
        """A time in the manner of another: frames, a clock or timecode."""
        if re.fullmatch(r"-?\d+", like):
            return str(frames)
        if not _CLOCK.match(like):
            return str(Timecode(frames, self.rate, ";" in like))
        thousandths = round(frames / self.rate * 1000)
        hours, rest = divmod(thousandths, 3_600_000)
        return f"{hours:02}:{rest // 60_000:02}:{rest // 1000 % 60:02}.{rest % 1000:03}"

    def bounds(self, node: Node) -> tuple[int, int]:
        """First and last frame that an entry, a track or a service shows of its service."""
        service = self.service(node) if node.tag in ("entry", "track") else node
        first, last = node.attributes.get("in"), node.attributes.get("out")
        start = self.frames(first) if first else 0
        if last:
            return start, self.frames(last)
        return start, (self.length(service) if service else 0) - 1

    def length(self, service: Node) -> int:
        """Frames of the project that a service has."""
        said = properties(service)
        if "length" in said:
            return self.frames(said["length"])
        if "out" in service.attributes:
            return self.frames(service.attributes["out"]) + 1
        if service.tag == "playlist":
            return sum(self._item_length(child) for child in service.children)
        return max((self.bounds(child)[1] + 1 for child in tracks(service)), default=0)

    def shown(self, producer: Node) -> Shown | None:
        """The media of a producer; None when it is made by the editor."""
        if producer.tag not in ("producer", "chain"):
            return None
        said = properties(producer)
        kind, resource, speed = said.get("mlt_service", ""), _original(said), Fraction(1)
        if kind == "timewarp":
            factor, _, rest = said.get("resource", "").partition(":")
            speed = _factor(said.get("warp_speed", factor))
            resource = said.get("warp_resource", rest)
        elif kind not in _MOVIES and kind not in _PICTURES:
            return None
        if (link := remap_of(producer)) is not None:  # the chain's own length tells nothing of the media's
            return Shown(self._media(resource, kind, said, None), None, link)
        whole = Span(Fraction(0), self.length(producer) / self.rate * abs(speed)) if speed else None
        return Shown(self._media(resource, kind, said, whole), speed)

    def _media(self, resource: str, kind: str, said: dict[str, str], whole: Span | None) -> Media:
        begin = _BEGIN.search(resource)
        path = resource.partition("?")[0] if "%" in resource else resource
        rate = self._media_rate(kind, said)
        if begin and whole and (hole := _NUMBERS.search(path)):
            first = int(begin[1])
            path = f"{path[: hole.start()]}[{first}-{first + round(whole.length * rate) - 1}]{path[hole.end() :]}"
        return media_at(path, self.folder, whole, rate)

    def _media_rate(self, kind: str, said: dict[str, str]) -> Fraction:
        """Frames a second of a producer's media; pictures stand for `ttl` frames each."""
        if kind in _PICTURES:
            each = said.get("ttl", "25")
            return self.rate / max(1, int(each) if each.isdecimal() else 1)
        over, under = said.get("meta.media.frame_rate_num", ""), said.get("meta.media.frame_rate_den", "")
        return Fraction(int(over), int(under)) if over.isdecimal() and under.isdecimal() and int(over) and int(under) else self.rate

    def _item_length(self, item: Node) -> int:
        if item.tag == "blank":
            return self.frames(item.attributes.get("length", "0"))
        if item.tag != "entry":
            return 0
        first, last = self.bounds(item)
        return max(0, last - first + 1)

    def _profile(self) -> Fraction:
        profile = self.xml.root.find("profile")
        said = {} if profile is None else profile.attributes
        over, under = said.get("frame_rate_num", ""), said.get("frame_rate_den", "1")
        if not over.isdecimal() or not under.isdecimal() or not int(over) or not int(under):
            raise InputError("The project does not say its frames a second.", why="It has no profile.", fix="Save it again in its editor.")
        return Fraction(int(over), int(under))


def properties(node: Node) -> dict[str, str]:
    """The properties of a service or an entry."""
    return {child.attributes.get("name", ""): child.text.strip() for child in node.children if child.tag == "property"}


def tracks(tractor: Node) -> list[Node]:
    """The tracks of a tractor, from the bottom."""
    return [*tractor.all("track"), *tractor.all("multitrack/track")]


def is_pictures(path: str) -> bool:
    """Whether MLT reads a file of this ending as a picture."""
    return os.path.splitext(path)[1].lower() in (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".tga", ".bmp", ".webp")


def _original(said: dict[str, str]) -> str:
    """The media itself where a proxy stands in for it."""
    if len(said.get("kdenlive:proxy", "")) > 1 and said.get("kdenlive:originalurl"):
        return said["kdenlive:originalurl"]
    if said.get("shotcut:proxy") == "1" and said.get("shotcut:resource"):
        return said["shotcut:resource"]
    return said.get("resource", "")


def _factor(text: str) -> Fraction:
    try:
        return Fraction(text).limit_denominator(1_000_000)
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(f"'{text}' is no speed.", fix="Save the project again in its editor.") from error
