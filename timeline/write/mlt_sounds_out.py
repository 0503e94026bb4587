"""Tracks of sound in MLT XML, from the sound of an edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import groupby
from xml.sax.saxutils import escape

from uprez.timeline.write.sounds import Sound
from uprez.timeline.write.xml_nodes import element

_NEAR = Fraction(1, 1000)
"""Frames that sound may be moved by without a word."""


def said(**values: object) -> str:
    """Properties."""
    return "".join(element("property", {"name": name}, escape(str(value))) for name, value in values.items())


def sound_lists(sounds: Sequence[Sound], rate: Fraction, first: int, note: Callable[[str], None]) -> list[tuple[list[str], str]]:
    """For each track of sound its producers, and its playlist, named `playlist` and a number from `first` on.

    `rate` is the project's, in whose frames MLT counts; what is moved by a part of one is told to `note`.
    """
    tracks = [list(held) for _, held in groupby(sounds, key=lambda sound: sound.number)]
    return [_list(held, rate, first + number, note) for number, held in enumerate(tracks)]


def _list(sounds: Sequence[Sound], rate: Fraction, number: int, note: Callable[[str], None]) -> tuple[list[str], str]:
    parts: dict[str, str] = {}
    names: dict[str, str] = {}
    items = [element("property", {"name": "shotcut:audio"}, "1"), element("property", {"name": "shotcut:name"}, escape(sounds[0].track))]
    lasts: dict[str, int] = {}
    for sound in sounds:
        lasts[sound.path] = max(lasts.get(sound.path, 0), round(sound.start * rate) + sound.length, int(sound.lasts * rate))
    at = 0
    for sound in sounds:
        exact = sound.start * rate
        first = round(exact)
        if abs(exact - first) > _NEAR:
            note(f"The sound '{sound.name}' begins between two frames of the project; it was moved by less than one.")
        name = names.setdefault(sound.path, f"sound{number}-{len(names)}")
        values = said(length=lasts[sound.path], eof="pause", resource=sound.path, mlt_service="avformat", video_index=-1)
        parts.setdefault(sound.path, element("producer", {"id": name, "in": "0", "out": str(lasts[sound.path] - 1)}, values))
        if sound.begin > at:
            items.append(element("blank", {"length": str(sound.begin - at)}))
        items.append(element("entry", {"producer": name, "in": str(first), "out": str(first + sound.length - 1)}))
        at = sound.end
    return list(parts.values()), element("playlist", {"id": f"playlist{number}"}, "\n".join(items))
