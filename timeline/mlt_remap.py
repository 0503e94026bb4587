"""Time maps of MLT's projects: which second of its media a chain shows at a time of its own.

Source: MLT, "link timeremap" and "Property Animation" (mltframework.org/docs).
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from uprez.timeline.retime import Retime, mapped
from uprez.timeline.span import Span
from uprez.timeline.write.xml_nodes import Node

if TYPE_CHECKING:
    from uprez.timeline.mlt_file import MltFile

_MAPS = ("time_map", "map")
"""The property that holds a map; the second is its older name."""
_KEY = re.compile(r"^(?P<at>[\d:.,;]+)=(?P<value>-?\d+(?:\.\d+)?)$")
"""One key of a map that runs straight to the next."""
_ROUNDED = Fraction(1, 1000)
"""Seconds that a value may lie beside what it stands for: editors write thousandths."""


def remap_of(producer: Node) -> Node | None:
    """The link that gives a chain other times; None for one that runs as its media."""
    return next((link for link in producer.all("link") if _said(link).get("mlt_service") == "timeremap"), None)


def map_of(link: Node) -> Node | None:
    """The property that holds a link's map; None where it has none, or speeds instead."""
    said = {child.attributes.get("name", ""): child for child in link.all("property")}
    return None if "speed_map" in said else next((said[name] for name in _MAPS if name in said), None)


def points_of(link: Node, file: MltFile) -> list[tuple[Fraction, Fraction]] | None:
    """Times of the chain and of its media in seconds; None where they are not said, or not straight between the keys."""
    held = map_of(link)
    keys = [] if held is None else [_KEY.match(part.strip()) for part in held.text.strip().split(";") if part.strip()]
    found = [(file.frames(key["at"]) / file.rate, Fraction(key["value"])) for key in keys if key is not None]
    return sorted(found) if len(found) == len(keys) and len(found) > 1 else None


def remapped(link: Node, own: Span, frame: Fraction, file: MltFile) -> Retime:
    """What a chain shows in the time `own` of its own; `frame` is the length of a frame of its media."""
    points = points_of(link, file)
    if points is None:
        return Retime(None, effects=("variable speed",))
    found = mapped(points, own, frame=frame)
    used = found.used or Span(found.start or Fraction(0), (found.start or Fraction(0)) + own.length * (found.speed or 0) + frame)
    more = frame if _said(link).get("image_mode") == "blend" else Fraction(0)
    wide = Span(max(Fraction(0), used.start - _ROUNDED - more), used.end + _ROUNDED + more)
    return Retime(None, used=wide, effects=found.effects or ("variable speed",))


def earlier(link: Node, seconds: Fraction) -> str:
    """A link's map for media that begins `seconds` later; only for one with points."""
    held = map_of(link)
    assert held is not None
    parts = [part.strip() for part in held.text.strip().split(";") if part.strip()]
    cut = [part.rpartition("=") for part in parts]
    return ";".join(f"{at}={_text(Fraction(value) - seconds)}" for at, _, value in cut)


def _text(value: Fraction) -> str:
    return f"{float(value):.9f}".rstrip("0").rstrip(".")


def _said(link: Node) -> dict[str, str]:
    return {child.attributes.get("name", ""): child.text.strip() for child in link.all("property")}
