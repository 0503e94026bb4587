"""The clips of an edit in rows that nothing overlaps in, counted in frames of the edit, for writers of flat edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from uprez.timeline.edit import Edit, EditClip

Rows = Mapping[tuple[int, str, int], list[int]]
"""Numbers of clips, from 0, by number and name of their track and by row on it."""


@dataclass(frozen=True, slots=True)
class Body:
    """A clip without its transitions."""

    start: int
    """Frame of the edit."""
    end: int
    """The one after its last."""
    head: int
    """Frames of the edit that a transition shows of it before `start`."""
    tail: int
    """The same after `end`."""


def rows_of(edit: Edit) -> Rows:
    """The clips of each track, in time; what lies over another of its track goes into one more row."""
    rows: dict[tuple[int, str, int], list[int]] = {}
    for number in sorted(range(len(edit.clips)), key=lambda number: (edit.clips[number].number, body_of(edit, edit.clips[number]).start)):
        clip, row = edit.clips[number], 0
        while (held := rows.get((clip.number, clip.track, row))) and body_of(edit, edit.clips[held[-1]]).end > body_of(edit, clip).start:
            row += 1
        rows.setdefault((clip.number, clip.track, row), []).append(number)
    return rows


def body_of(edit: Edit, clip: EditClip) -> Body:
    """Where a clip lies."""
    head, tail = (round(frames * edit.rate / media_rate(edit, clip) / (abs(speed_of(clip)) or 1)) for frames in (clip.head, clip.tail))
    return Body(clip.record + head, clip.record + clip.record_length - tail, head, tail)


def speed_of(clip: EditClip) -> Fraction:
    """The speed as one factor, below 0 backwards; 1 where it varies, which the caller says."""
    if clip.speed is not None:
        return clip.speed
    words = next((each for each in clip.effects if each.startswith("reverse")), None)
    if words is None:
        return Fraction(1)
    return -Fraction(words.partition("speed ")[2] or 1)


def media_rate(edit: Edit, clip: EditClip) -> Fraction:
    """Frames a second of a clip's media."""
    return clip.counted_at or clip.rate or edit.rate


def media_lengths(edit: Edit) -> dict[str, Fraction]:
    """Seconds of each media by its path: as many as the edit says, else up to the last that any clip shows."""
    found: dict[str, Fraction] = {}
    for clip in edit.clips:
        length = (clip.frames or (clip.last or 0) + 1) / media_rate(edit, clip)
        found[clip.path] = max(found.get(clip.path, length), length)
    return found


def varies(clip: EditClip) -> bool:
    """Whether a clip's speed is no one factor."""
    return clip.speed is None and not any(each.startswith("reverse") for each in clip.effects)
