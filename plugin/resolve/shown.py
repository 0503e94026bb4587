"""Clips of a timeline, as they lie there, and what uprez has to know of each.

`GetLeftOffset` is the exact first frame of a clip at its own speed; `GetSourceStartFrame` may be one frame off, but its
distance to `GetSourceEndFrame` tells the speed (measured by others on versions 19 to 21, see docs/hosts/resolve.md).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from uprez.plugin.host import Sent
from uprez.plugin.resolve.api import Session, ask

_NTSC = tuple(Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120))
_NEAR = Fraction(1, 200)
"""Frames a second within which a rounded rate means an exact one."""
_NUMBERS = re.compile(r"\[(-?\d+)-(-?\d+)\]")


@dataclass(frozen=True)
class Lie:
    """Where a clip lies, and what it shows."""

    start: int
    """First frame, of the timeline."""
    duration: int
    """Frames of the timeline."""
    left: int
    """Frames of the media before the first that is shown, at the clip's own speed."""
    source: tuple[int, int]
    """First frame of the media and the one after the last, at most one off; (0, 0) where Resolve does not know."""

    @property
    def end(self) -> int:
        """The frame of the timeline after its last."""
        return self.start + self.duration

    def agrees(self, other: Lie, shift: int) -> bool:
        """Whether `other` shows the same at the same place, its media beginning `shift` frames later than this one's."""
        spans = [lie.source[1] - lie.source[0] for lie in (self, other) if lie.source != (0, 0)]
        speed = len(spans) < 2 or abs(spans[0] - spans[1]) <= 1
        return speed and (self.start, self.duration, self.left - shift) == (other.start, other.duration, other.left)


@dataclass(frozen=True)
class Shown:
    """A clip of a timeline that can be sent, or a part of one."""

    item: Any
    """Resolve's."""
    media: Any
    """Its media pool item."""
    track: int
    """Video track, from 1."""
    lie: Lie
    """Of the whole clip."""
    offset: int
    """Frames of the timeline from the clip's start to the part that is sent."""
    length: int
    """Frames of the timeline in that part."""
    plain: bool
    """At the media's own speed and the timeline's rate: a frame of the one is a frame of the other."""
    sent: Sent

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the clip."""
        return self.length == self.lie.duration


def shown_of(session: Session, item: Any, track: int) -> Shown | str:
    """What a timeline item shows, or why it cannot be sent, a sentence."""
    name = str(ask(item, "GetName") or "A clip")
    media = ask(item, "GetMediaPoolItem")
    if media is None:
        return f"{name} has no media of its own (a title, a transition, a generator or a Fusion clip)."
    path = str(ask(media, "GetClipProperty", "File Path") or "")
    if not path:
        return f"{name} has no file: a compound clip or a nested timeline has to be opened and its clips sent from there."
    if not os.path.exists(first_file(path)):
        return f"{name} is offline: {path} is not there."
    frames, rate = _whole(ask(media, "GetClipProperty", "Frames")), rate_of(ask(media, "GetClipProperty", "FPS"))
    lie = lie_of(item)
    plain = frames != 1 and rate == timeline_rate(session) and _at_own_speed(lie)
    first, last = (lie.left, lie.left + lie.duration - 1) if plain else (None, None)
    if plain and frames and (lie.left < 0 or last is None or last >= frames):
        return f"{name} shows frames that its media does not have: frame {last} of {frames}."
    key = str(ask(item, "GetUniqueId") or f"V{track}:{lie.start}")
    stated = str(rate) if rate and _NUMBERS.search(path) else None  # a movie tells its own
    sent = Sent(key, name, path, first, last, stated, frames)
    return Shown(item, media, track, lie, 0, lie.duration, plain, sent)


def part_of(shown: Shown, start: int, end: int) -> Shown | None:
    """What lies from frame `start` of the timeline to before `end`; None when nothing does.

    A clip at another speed is given whole: which frames of the media a part of it shows is not known.
    """
    start, end = max(start, shown.lie.start), min(end, shown.lie.end)
    if start >= end:
        return None
    if not shown.plain:
        return shown
    offset, first = start - shown.lie.start, shown.lie.left + start - shown.lie.start
    sent = replace(shown.sent, first=first, last=first + end - start - 1)
    return replace(shown, offset=offset, length=end - start, sent=sent)


def lie_of(item: Any) -> Lie:
    """Where a timeline item lies now."""
    source = (_number(ask(item, "GetSourceStartFrame")), _number(ask(item, "GetSourceEndFrame")))
    start, duration = _number(ask(item, "GetStart")), _number(ask(item, "GetDuration"))
    return Lie(start, duration, _number(ask(item, "GetLeftOffset")), source)


def path_of(media: Any) -> str:
    """File or pattern of a media pool item; empty where it has none."""
    return str(ask(media, "GetClipProperty", "File Path") or "")


def timeline_rate(session: Session) -> Fraction | None:
    """Frames a second of the open timeline."""
    return rate_of(ask(session.timeline, "GetSetting", "timelineFrameRate"))


def rate_of(value: Any) -> Fraction | None:
    """An exact rate from what Resolve says (`23.976`, 25.0, `29.97 DF`); None where it says none."""
    found = re.match(r"\d+(\.\d+)?", str(value or "").strip())
    if not found or not (said := Fraction(found.group())):
        return None
    exact = (rate for rate in (Fraction(round(said)), *_NTSC) if abs(rate - said) < _NEAR)
    return next(exact, said)


def first_file(path: str) -> str:
    """A movie itself, or the first picture of `name_[0001-0100].exr`."""
    folder, name = os.path.split(path)
    return os.path.join(folder, _NUMBERS.sub(lambda found: found[1], name))


def numbers_of(path: str) -> tuple[int, int] | None:
    """First and last number of a sequence's path, `name_[0001-0100].exr`; None for others."""
    found = _NUMBERS.search(os.path.basename(path))
    return (int(found[1]), int(found[2])) if found else None


def _at_own_speed(lie: Lie) -> bool:
    # The end counts as included in some cases and not in others; a reversed clip ends before it starts.
    return lie.source == (0, 0) or lie.source[1] - lie.source[0] in (lie.duration - 1, lie.duration)


def _number(value: Any) -> int:
    return round(value) if isinstance(value, (int, float)) else 0


def _whole(value: Any) -> int | None:
    found = re.fullmatch(r"(\d+)(\.0+)?", str(value if value is not None else "").strip())
    return int(found[1]) or None if found else None
