"""A timeline with one media for each clip, in words that OpenTimelineIO's writers understand."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import copy
import os
import re
from typing import Any
from urllib.parse import quote

import opentimelineio as otio

from uprez.timeline.labels import reel_of
from uprez.timeline.placed import Note
from uprez.timeline.write.otio_file import METADATA

_OF_ADAPTERS = ("fcp_xml", "AAF", "cmx_3600")
"""Where adapters keep what they read; another's writer has no use for it."""

_WHOLE = 1e-6
_DISSOLVES = {
    otio.schema.TrackKind.Video: ("0c3bea40-fc05-11d2-8a29-0050040ef7d2", "Video Dissolve", "Picture"),
    otio.schema.TrackKind.Audio: ("0c3bea41-fc05-11d2-8a29-0050040ef7d2", "Mono Audio Dissolve", "Sound"),
}
"""AAF's own dissolves: id, name and kind of what they work on."""


def plain_timeline(root: otio.schema.Timeline, *, brackets: bool, keep: str = "") -> otio.schema.Timeline:
    """A copy in which each clip has its active media alone, as one address; pictures as `a.[1-9].exr` or as their first.

    `keep` is the adapter whose metadata the writer understands.
    """
    made: Any = copy.deepcopy(root)
    for clip in made.find_clips():
        reference = copy.deepcopy(clip.media_reference)
        if isinstance(reference, otio.schema.ImageSequenceReference):
            reference = _one_address(reference, brackets)
        for name in _OF_ADAPTERS:
            if name != keep and name in reference.metadata:
                del reference.metadata[name]
        clip.set_media_references({otio.schema.Clip.DEFAULT_MEDIA_KEY: reference}, otio.schema.Clip.DEFAULT_MEDIA_KEY)
        if reference.available_range is None and clip.source_range is not None:
            end = clip.source_range.end_time_exclusive()
            reference.available_range = otio.opentime.TimeRange(otio.opentime.RationalTime(0, end.rate), end)
        elif clip.source_range is None:
            clip.source_range = reference.available_range
    return made


def for_final_cut_7(root: otio.schema.Timeline, note: Note, *, brackets: bool) -> otio.schema.Timeline:
    """A timeline for the writer of xmeml: sizes of takes, and speeds as that format has them."""
    made = plain_timeline(root, brackets=brackets, keep="fcp_xml")
    for clip in made.find_clips():
        facts: Any = clip.media_reference.metadata.get(METADATA, {})
        if "width" in facts:
            size = {"width": str(facts["width"]), "height": str(facts["height"])}
            clip.media_reference.metadata["fcp_xml"] = {"media": {"video": {"samplecharacteristics": size}}}
        for effect in list(clip.effects):
            if isinstance(effect, otio.schema.LinearTimeWarp):
                _remapped(clip, float(effect.time_scalar), note)
    return made


def with_reels(made: otio.schema.Timeline) -> None:
    """Give each clip a reel that an EDL can hold: up to 8 letters and digits."""
    for clip in made.find_clips():
        said = reel_of(clip) or os.path.splitext(clip.media_reference.name or clip.name)[0]
        held: Any = clip.metadata.get("cmx_3600", {})
        clip.metadata["cmx_3600"] = {**dict(held), "reel": re.sub(r"[^A-Za-z0-9_]", "", said)[:8] or "AX"}


def for_aaf(made: otio.schema.Timeline, note: Note) -> None:
    """Give dissolves what AAF's writer asks for; transitions that it cannot write become cuts.

    In AAF the segments on both sides last to the transition's own ends, which the writer sees to. Source: AMWA, "AAF Object
    Specification", Transition.
    """
    for track in (*made.video_tracks(), *made.audio_tracks()):
        for index in reversed(range(len(track))):
            transition: Any = track[index]
            if not isinstance(transition, otio.schema.Transition):
                continue
            sides = [track[at] if 0 <= at < len(track) else None for at in (index - 1, index + 1)]
            if transition.transition_type == otio.schema.TransitionTypes.SMPTE_Dissolve and _reaches(transition, *sides):
                transition.metadata["AAF"] = _dissolve(track.kind, round(transition.in_offset.value))
            else:
                note(f"A transition on {track.name or 'a track'} is a cut in the AAF.")
                del track[index]


def _dissolve(kind: str, cut: int) -> dict[str, Any]:
    """From all of one side to all of the other, as AAF's writer wants to be told; the cut lies `cut` frames after its beginning."""
    name, title, data = _DISSOLVES[kind]
    said = {"Identification": name, "Name": title, "Description": "", "DataDefinition": {"Name": data}, "IsTimeWarp": False, "Bypass": 0}
    operation = {**said, "NumberInputs": 2, "OperationCategory": "OperationCategory_Effect"}
    points = [{"Time": 0, "Value": 0}, {"Time": 1, "Value": 1}]
    return {"PointList": points, "OperationGroup": {"Operation": operation}, "CutPoint": cut}


def _reaches(transition: otio.schema.Transition, before: Any, after: Any) -> bool:
    """Whether both sides have frames for all of a transition, counted in whole frames of the edit."""
    if not isinstance(before, otio.schema.Clip) or not isinstance(after, otio.schema.Clip):
        return False
    into, out = transition.in_offset, transition.out_offset
    if any(abs(each.value - round(each.value)) > _WHOLE or each.rate != before.duration().rate for each in (into, out)):
        return False
    end = before.source_range.end_time_exclusive() + out
    begin = after.source_range.start_time - into
    return end <= before.available_range().end_time_exclusive() and begin >= after.available_range().start_time


def left_out(made: otio.schema.Timeline, tracks: list[otio.schema.Track]) -> None:
    """Take tracks away."""
    for index in reversed(range(len(made.tracks))):
        if any(made.tracks[index] is each for each in tracks):
            del made.tracks[index]


def _one_address(pictures: otio.schema.ImageSequenceReference, brackets: bool) -> otio.schema.ExternalReference:
    """Numbered pictures as one address."""
    first, digits = pictures.start_frame, max(1, pictures.frame_zero_padding)
    available = pictures.available_range
    count = round(available.duration.rescaled_to(pictures.rate or available.duration.rate).value) if available else 1
    number = f"[{first:0{digits}d}-{first + count - 1:0{digits}d}]" if brackets else f"{first:0{digits}d}"
    base = re.sub(r"(?<!/)$", "/", pictures.target_url_base)
    quoted = quote if base.startswith("file:") else str
    made = otio.schema.ExternalReference(
        f"{base}{quoted(pictures.name_prefix)}{number}{quoted(pictures.name_suffix)}", available, pictures.metadata
    )
    made.name = f"{pictures.name_prefix}{number}{pictures.name_suffix}"
    return made


def _remapped(clip: otio.schema.Clip, speed: float, note: Note) -> None:
    """A steady speed forwards as a filter; the clip's start is counted in remapped time."""
    start, media = clip.source_range.start_time, clip.media_reference.available_range.start_time
    offset = (start - media).rescaled_to(start.rate).value / speed if speed > 0 else 0.5
    if speed <= 0 or abs(offset - round(offset)) > 1e-6:
        note(f"'{clip.name}' changes speed in a way that this format does not say; set its speed in the editor.")
        return
    begin = media.rescaled_to(start.rate) + otio.opentime.RationalTime(round(offset), start.rate)
    clip.source_range = otio.opentime.TimeRange(begin, clip.source_range.duration)
    speeds = [("variablespeed", "0"), ("speed", f"{speed * 100:g}"), ("reverse", "FALSE"), ("frameblending", "FALSE")]
    parameters = [{"parameterid": name, "name": name, "value": value} for name, value in speeds]
    effect = {"name": "Time Remap", "effectid": "timeremap", "effectcategory": "motion", "effecttype": "motion", "mediatype": "video"}
    held: Any = clip.metadata.get("fcp_xml", {})
    clip.metadata["fcp_xml"] = {**dict(held), "filter": {"effect": {**effect, "parameter": parameters}}}
