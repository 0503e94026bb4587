"""MLT XML, which Shotcut opens as a project and melt renders, from what an edit shows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from xml.sax.saxutils import escape

from uprez.timeline.edit import Edit, EditClip
from uprez.timeline.mlt_file import is_pictures
from uprez.timeline.write.mlt_sounds_out import said, sound_lists
from uprez.timeline.write.rows import Body, body_of, media_lengths, media_rate, rows_of, speed_of, varies
from uprez.timeline.write.sounds import Sound
from uprez.timeline.write.xml_nodes import element

_BRACKETS = re.compile(r"\[(-?\d+)-(-?\d+)\]")
_SIZE = (1920, 1080)
"""Of the project, where no take says one."""


def mlt_of(edit: Edit, sounds: Sequence[Sound], sizes: Mapping[str, tuple[int, int]], note: Callable[[str], None]) -> str:
    """The edit as MLT XML; `sizes` are those of takes by their names. What is not carried is told to `note`.

    Clips with pictures are mute where the edit has sound of its own.
    """
    return _Writing(edit, sounds, sizes, note).text()


class _Writing:
    def __init__(self, edit: Edit, sounds: Sequence[Sound], sizes: Mapping[str, tuple[int, int]], note: Callable[[str], None]) -> None:
        self._edit, self._sounds, self._sizes, self._note = edit, sounds, sizes, note
        self._lengths = media_lengths(edit)
        self._producers: dict[tuple[str, Fraction], str] = {}
        self._parts: list[str] = []

    def text(self) -> str:
        rows = rows_of(self._edit)
        end = max([1, *(body_of(self._edit, clip).end for clip in self._edit.clips), *(sound.end for sound in self._sounds)])
        black = element("producer", {"id": "black", "in": "0", "out": str(end - 1)}, said(length=end, resource=0, mlt_service="color"))
        under = element("playlist", {"id": "background"}, element("entry", {"producer": "black", "in": "0", "out": str(end - 1)}))
        lists = [self._playlist(number, name, numbers) for number, ((_, name, _), numbers) in enumerate(rows.items())]
        tracks = [element("track", {"producer": "background"})]
        mute = {"hide": "audio"} if self._sounds else {}
        tracks += [element("track", {"producer": f"playlist{number}", **mute}) for number in range(len(lists))]
        heard = sound_lists(self._sounds, self._edit.rate, len(lists), self._note)
        tracks += [element("track", {"producer": f"playlist{len(lists) + number}", "hide": "video"}) for number in range(len(heard))]
        self._parts += [part for parts, _ in heard for part in parts]
        lists += [text for _, text in heard]
        mixes = [_over(number) for number in range(1, len(lists) + 1)]
        head = element("property", {"name": "shotcut"}, "1")
        tractor = element("tractor", {"id": "tractor0", "in": "0", "out": str(end - 1)}, head + "\n".join([*tracks, *mixes]))
        inside = "\n".join([self._profile(), black, under, *self._parts, *lists, tractor])
        root = {"LC_NUMERIC": "C", "version": "7.12.0", "title": self._edit.name, "producer": "tractor0"}
        return f'<?xml version="1.0" encoding="utf-8"?>\n{element("mlt", root, inside)}\n'

    def _playlist(self, number: int, name: str, numbers: list[int]) -> str:
        items = [element("property", {"name": "shotcut:video"}, "1"), element("property", {"name": "shotcut:name"}, escape(name))]
        at = 0
        for clip in (self._edit.clips[each] for each in numbers):
            body = body_of(self._edit, clip)
            if not clip.path or body.end <= body.start:
                self._note(f"'{clip.name}' {'has no media' if not clip.path else 'is seen in a transition only'} and was left out.")
                continue
            if body.start > at:
                items.append(element("blank", {"length": str(body.start - at)}))
            if clip.head or clip.tail:
                self._note(f"The dissolve at '{clip.name}' is a cut in the project.")
            items.append(self._entry(clip, body))
            at = body.end
        return element("playlist", {"id": f"playlist{number}"}, "\n".join(items))

    def _entry(self, clip: EditClip, body: Body) -> str:
        speed = speed_of(clip)
        if varies(clip) or speed == 0:
            self._note(f"'{clip.name}' {'changes speed' if speed else 'is a still frame'}; set that in the editor.")
            speed = Fraction(1)
        rate = media_rate(self._edit, clip)
        shown = Fraction((clip.first or 0) + clip.head) * self._edit.rate / rate / abs(speed)
        first = round(shown)
        if abs(shown - first) > Fraction(1, 1000):
            self._note(f"'{clip.name}' begins between two frames of the project; it was moved by less than one.")
        length = body.end - body.start
        if speed < 0:
            first = max(0, self._length(clip, speed) - first - length)
        name = self._producer(clip, speed)
        return element("entry", {"producer": name, "in": str(first), "out": str(first + length - 1)})

    def _length(self, clip: EditClip, speed: Fraction) -> int:
        """Frames of the project that a clip's media lasts."""
        return max(1, int(self._lengths[clip.path] * self._edit.rate / abs(speed)))

    def _producer(self, clip: EditClip, speed: Fraction) -> str:
        key = (clip.path, speed)
        if key in self._producers:
            return self._producers[key]
        self._producers[key] = name = f"producer{len(self._producers)}"
        length, rate = self._length(clip, speed), media_rate(self._edit, clip)
        values: dict[str, object] = {"length": length, "eof": "pause", "shotcut:caption": clip.name}
        resource = clip.path
        if clip.rate is not None:
            values |= {"mlt_service": "qimage", "ttl": 1}
            resource = _numbered(clip.path)
            if not is_pictures(clip.path) or rate != self._edit.rate:
                self._note(f"MLT cannot show the pictures of '{clip.name}' as they are; make a movie of them.")
        else:
            values |= {"mlt_service": "avformat"}
            values |= {"meta.media.frame_rate_num": rate.numerator, "meta.media.frame_rate_den": rate.denominator}
        if speed != 1:
            values |= {"mlt_service": "timewarp", "warp_speed": f"{float(speed):.9g}", "warp_resource": resource}
            resource = f"{float(speed):.9g}:{resource}"
        self._parts.append(element("producer", {"id": name, "in": "0", "out": str(length - 1)}, said(**{"resource": resource, **values})))
        return name

    def _profile(self) -> str:
        width, height = next(iter(self._sizes.values()), _SIZE)
        shape = Fraction(width, height)
        values = {"width": width, "height": height, "progressive": 1, "sample_aspect_num": 1, "sample_aspect_den": 1}
        values |= {"display_aspect_num": shape.numerator, "display_aspect_den": shape.denominator}
        values |= {"frame_rate_num": self._edit.rate.numerator, "frame_rate_den": self._edit.rate.denominator, "colorspace": 709}
        return element("profile", {"description": "uprez", **{name: str(value) for name, value in values.items()}})


def _over(track: int) -> str:
    """A track lies over those below it."""
    picture = said(a_track=0, b_track=track, mlt_service="composite", always_active=1, fill=1)
    sound = said(a_track=0, b_track=track, mlt_service="mix", always_active=1, sum=1)
    return element("transition", {}, picture) + element("transition", {}, sound)


def _numbered(path: str) -> str:
    """A pattern with brackets, as MLT has it."""
    folder, name = os.path.split(path)
    found = _BRACKETS.search(name)
    if found is None:
        return path
    return os.path.join(folder, f"{name[: found.start()]}%0{len(found[1])}d{name[found.end() :]}?begin={int(found[1])}")
