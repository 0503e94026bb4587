"""An edit of any format as a timeline of OpenTimelineIO: its clips, where they lie, and dissolves where they overlap so."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import opentimelineio as otio

from uprez.timeline.edit import Edit, EditClip
from uprez.timeline.write.address import file_url
from uprez.timeline.write.document import Shown
from uprez.timeline.write.otio_file import OtioFile
from uprez.timeline.write.rows import body_of, media_rate, rows_of, speed_of

_BRACKETS = re.compile(r"\[(-?\d+)-(-?\d+)\]")


class FlatOtio(OtioFile):
    """A timeline that is made from what an edit shows."""

    def __init__(self, edit: Edit, key: str) -> None:
        """Takes become the reference `key`."""
        timeline, self._made = flat_timeline(edit)
        super().__init__(timeline, Path(), key)

    def shown(self, clips: Sequence[EditClip], suffix: str, rate: Fraction | None) -> Shown:
        """See `Document`; a place was made from each clip."""
        numbers = {id(clip): number for number, clip in enumerate(self.places)}
        return {numbers[id(made)]: [clip] for made, clip in zip(self._made, clips, strict=True) if made is not None}


def flat_timeline(edit: Edit) -> tuple[otio.schema.Timeline, list[otio.schema.Clip | None]]:
    """The timeline, and the clip that was made for each of the edit's; None for those that fill no time."""
    start = otio.opentime.RationalTime(edit.start, float(edit.rate))
    timeline = otio.schema.Timeline(edit.name, global_start_time=start)
    made: list[otio.schema.Clip | None] = [None] * len(edit.clips)
    for (_, name, _), numbers in rows_of(edit).items():
        timeline.tracks.append(_track(edit, name, numbers, made))
    return timeline, made


def _track(edit: Edit, name: str, numbers: list[int], made: list[otio.schema.Clip | None]) -> otio.schema.Track:
    track = otio.schema.Track(name, kind=otio.schema.TrackKind.Video)
    at, before = 0, None
    for number in numbers:
        clip = edit.clips[number]
        body = body_of(edit, clip)
        start, end = body.start, body.end
        if end < start or clip.record_length == 0:
            continue
        if start > at:
            track.append(otio.schema.Gap(duration=otio.opentime.RationalTime(start - at, float(edit.rate))))
        elif before is not None and (clip.head or before.tail):
            track.append(_dissolve(edit, before, clip))
        made[number] = item = _clip(edit, clip, end - start)
        track.append(item)
        at, before = end, clip
    return track


def _dissolve(edit: Edit, before: EditClip, after: EditClip) -> otio.schema.Transition:
    into = otio.opentime.RationalTime(body_of(edit, after).head, float(edit.rate))
    out = otio.opentime.RationalTime(body_of(edit, before).tail, float(edit.rate))
    return otio.schema.Transition("", otio.schema.TransitionTypes.SMPTE_Dissolve, into, out)


def _clip(edit: Edit, clip: EditClip, length: int) -> otio.schema.Clip:
    rate = media_rate(edit, clip)
    begin = (clip.start or Fraction(0)) * rate
    first = clip.first or 0
    source = otio.opentime.TimeRange(
        otio.opentime.RationalTime(float(begin + first + clip.head), float(rate)),
        otio.opentime.RationalTime(length, float(edit.rate)),
    )
    item = otio.schema.Clip(clip.name, _reference(clip, rate, begin), source)
    speed = speed_of(clip)
    if speed == 0:
        item.effects.append(otio.schema.FreezeFrame())
    elif speed != 1:
        item.effects.append(otio.schema.LinearTimeWarp(time_scalar=float(speed)))
    return item


def _reference(clip: EditClip, rate: Fraction, begin: Fraction) -> otio.core.MediaReference:
    available = None
    if clip.frames is not None:
        available = otio.opentime.TimeRange(
            otio.opentime.RationalTime(float(begin), float(rate)), otio.opentime.RationalTime(clip.frames, float(rate))
        )
    if not clip.path:
        return otio.schema.MissingReference(clip.named, available)
    folder, name = os.path.split(clip.path)
    hole = _BRACKETS.search(name)
    if clip.rate is None or hole is None:
        return otio.schema.ExternalReference(file_url(clip.path) if os.path.isabs(clip.path) else clip.path, available)
    base = (file_url(folder) if os.path.isabs(folder) else folder) + "/"
    before, after = name[: hole.start()].replace("%%", "%"), name[hole.end() :].replace("%%", "%")
    digits = len(hole[1].lstrip("-"))
    return otio.schema.ImageSequenceReference(base, before, after, int(hole[1]), 1, float(rate), digits, available_range=available)
