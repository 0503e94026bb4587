"""FCPXML written to the fraction, from what an edit shows.

The lowest track is the spine; clips of the others hang on what lies there below them. Source: Apple, "FCPXML Reference".
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from uprez.timeline.edit import Edit, EditClip
from uprez.timeline.write.address import file_url
from uprez.timeline.write.fcpxml import time_text
from uprez.timeline.write.rows import Body, body_of, media_lengths, media_rate, rows_of, speed_of, varies
from uprez.timeline.write.sounds import Sound
from uprez.timeline.write.xml_nodes import element

_VERSION = "1.10"
_BRACKETS = re.compile(r"\[(-?\d+)-(-?\d+)\]")
_GAP_START = Fraction(3600)
"""Seconds that Final Cut Pro gives the start of a gap."""


def fcpxml_of(edit: Edit, sounds: Sequence[Sound], sizes: Mapping[str, tuple[int, int]], note: Callable[[str], None]) -> str:
    """The edit as FCPXML; `sizes` are those of takes by their names. What is not carried is told to `note`."""
    return _Writing(edit, sounds, sizes, note).text()


class _Writing:
    def __init__(self, edit: Edit, sounds: Sequence[Sound], sizes: Mapping[str, tuple[int, int]], note: Callable[[str], None]) -> None:
        self._edit, self._sounds, self._sizes, self._note = edit, sounds, sizes, note
        self._heard = {sound.path for sound in sounds}
        self._lanes = {number: -lane for lane, number in enumerate(dict.fromkeys(sound.number for sound in sounds), 1)}
        self._lengths = media_lengths(edit)
        self._formats: dict[tuple[Fraction, tuple[int, int] | None], str] = {}
        self._assets: dict[str, str] = {}
        self._resources: list[str] = []

    def text(self) -> str:
        rows = [
            [(body_of(self._edit, clip), clip) for clip in map(self._edit.clips.__getitem__, row)] for row in rows_of(self._edit).values()
        ]
        rows = [[(body, clip) for body, clip in row if self._is_there(body, clip)] for row in rows]
        end = max([0, *(body.end for row in rows for body, _ in row), *(sound.end for sound in self._sounds)])
        for _, clip in (each for row in rows for each in row):  # before those of sound alone, which may be of the same files
            self._asset(clip)
        base = rows[0] if rows else []
        spine = self._spine(base, rows[1:], end)
        shape = self._format(self._edit.rate, next(iter(self._sizes.values()), None))
        timing = {"format": shape, "duration": self._time(end), "tcStart": self._time(self._edit.start)}
        sequence = element("sequence", {**timing, "tcFormat": "DF" if self._edit.drop else "NDF"}, element("spine", {}, f"\n{spine}\n"))
        project = element("project", {"name": self._edit.name}, sequence)
        library = element("library", {}, element("event", {"name": "uprez"}, project))
        resources = element("resources", {}, "\n" + "\n".join(self._resources) + "\n")
        whole = element("fcpxml", {"version": _VERSION}, f"\n{resources}\n{library}\n")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{whole}\n'

    def _is_there(self, body: Body, clip: EditClip) -> bool:
        if not clip.path:
            self._note(f"'{clip.name}' has no media and was left out.")
        elif body.end <= body.start:
            self._note(f"'{clip.name}' is seen in a transition only and was left out.")
        return bool(clip.path) and body.end > body.start

    def _spine(self, base: list[tuple[Body, EditClip]], above: list[list[tuple[Body, EditClip]]], end: int) -> str:
        """The lowest track, without holes, with all else hanging on it."""
        items: list[tuple[int, int, EditClip | None, Body | None]] = []
        at = 0
        for body, clip in base:
            if body.start > at:
                items.append((at, body.start, None, None))
            items.append((body.start, body.end, clip, body))
            at = body.end
        if end > at:
            items.append((at, end, None, None))
        parts: list[str] = []
        before: Body | None = None
        for start, last, clip, body in items:
            inside = "".join(
                self._clip(each, where, self._hung(where.start, start, clip), lane)
                for lane, row in enumerate(above, 1)
                for where, each in row
                if start <= where.start < last
            )
            inside += "".join(self._sound(each, self._hung(each.begin, start, clip)) for each in self._sounds if start <= each.begin < last)
            if clip is not None and body is not None and before is not None and (body.head or before.tail):
                into, length = body.start - body.head, body.head + before.tail
                parts.append(
                    element("transition", {"name": "Cross Dissolve", "offset": self._record(into), "duration": self._time(length)})
                )
            if clip is None or body is None:
                gap = {"name": "Gap", "offset": self._record(start), "start": time_text(_GAP_START), "duration": self._time(last - start)}
                parts.append(element("gap", gap, inside))
            else:
                parts.append(self._clip(clip, body, self._record(start), 0, inside))
            before = body
        return "\n".join(parts)

    def _hung(self, at: int, start: int, parent: EditClip | None) -> str:
        """Where a connected clip hangs, in the time of what it hangs on."""
        begin = _GAP_START if parent is None else self._start(parent)
        return time_text(begin + Fraction(at - start) / self._edit.rate)

    def _sound(self, sound: Sound, offset: str) -> str:
        """A connected clip of sound alone."""
        if sound.path not in self._assets:
            self._assets[sound.path] = name = f"r{len(self._resources) + 1}"
            asset = {"id": name, "name": os.path.basename(sound.path), "start": time_text(sound.origin), "duration": time_text(sound.lasts)}
            self._resources.append(element("asset", {**asset, "hasAudio": "1", "audioSources": "1"}, _media(sound.path)))
        said = {"ref": self._assets[sound.path], "name": sound.name, "lane": str(self._lanes[sound.number]), "offset": offset}
        said |= {"start": time_text(sound.origin + sound.start), "duration": self._time(sound.length), "srcEnable": "audio"}
        return element("asset-clip", said)

    def _clip(self, clip: EditClip, body: Body, offset: str, lane: int, inside: str = "") -> str:
        said = {"ref": self._asset(clip), "name": clip.name, "offset": offset, "start": time_text(self._start(clip))}
        said["duration"] = self._time(body.end - body.start)
        if lane:
            said["lane"] = str(lane)
        if clip.path in self._heard:  # its sound hangs beside it
            said["srcEnable"] = "video"
        return element("asset-clip", said, self._speed(clip, body) + inside)

    def _start(self, clip: EditClip) -> Fraction:
        """The clip's own time at its first frame: its media's, but where its speed is mapped."""
        if speed_of(clip) != 1:
            return Fraction(0)
        return (clip.start or Fraction(0)) + Fraction((clip.first or 0) + clip.head) / media_rate(self._edit, clip)

    def _speed(self, clip: EditClip, body: Body) -> str:
        speed, rate = speed_of(clip), media_rate(self._edit, clip)
        if varies(clip):
            self._note(f"The speed of '{clip.name}' varies; set it in Final Cut Pro.")
        if speed == 1:
            return ""
        length = Fraction(body.end - body.start) / self._edit.rate
        first = (clip.start or Fraction(0)) + Fraction((clip.first or 0) + clip.head) / rate
        begin = first if speed >= 0 else first - length * speed
        points = ((Fraction(0), begin), (length, begin + length * speed))
        said = ({"time": time_text(time), "value": time_text(value), "interp": "linear"} for time, value in points)
        return element("timeMap", {}, "".join(element("timept", each) for each in said))

    def _asset(self, clip: EditClip) -> str:
        if clip.path in self._assets:
            return self._assets[clip.path]
        self._assets[clip.path] = name = f"r{len(self._resources) + 1}"
        self._resources.append("")  # its place, before that of its format
        rate, base = media_rate(self._edit, clip), os.path.basename(clip.path)
        if clip.rate is not None:
            self._note(f"Final Cut Pro reads no numbered pictures from FCPXML: '{base}' needs a movie.")
        lasts = max([self._lengths[clip.path], *(sound.lasts for sound in self._sounds if sound.path == clip.path)])
        said = {"id": name, "name": base, "start": time_text(clip.start or Fraction(0)), "duration": time_text(lasts)}
        said |= {"hasVideo": "1", "format": self._format(rate, self._sizes.get(base)), "videoSources": "1"}
        if clip.path in self._heard:
            said |= {"hasAudio": "1", "audioSources": "1"}
        self._resources[int(name[1:]) - 1] = element("asset", said, _media(_BRACKETS.sub(lambda found: found[1], clip.path)))
        return name

    def _format(self, rate: Fraction, size: tuple[int, int] | None) -> str:
        if (rate, size) not in self._formats:
            self._formats[rate, size] = name = f"r{len(self._resources) + 1}"
            sizes = {} if size is None else {"width": str(size[0]), "height": str(size[1])}
            self._resources.append(element("format", {"id": name, "frameDuration": time_text(1 / rate), **sizes}))
        return self._formats[rate, size]

    def _record(self, frame: int) -> str:
        return self._time(self._edit.start + frame)

    def _time(self, frames: int) -> str:
        return time_text(frames / self._edit.rate)


def _media(path: str) -> str:
    """Where an asset's file lies."""
    return element("media-rep", {"kind": "original-media", "src": file_url(path) if os.path.isabs(path) else path})
