"""Reading an edit: which frames of which files a timeline shows."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import opentimelineio as otio

from uprez.core.errors import InputError
from uprez.timeline.edit import Edit, EditClip, edit_facts, source_facts
from uprez.timeline.fcpxml import read_fcpxml
from uprez.timeline.opening import SUFFIXES, broken, is_fcpxml, open_timeline, require_known
from uprez.timeline.placed import Note, Placed
from uprez.timeline.span import Span, exact_rate, frames_of, seconds, whole_if_near
from uprez.timeline.walk import Walk

__all__ = ["SUFFIXES", "Edit", "EditClip", "edit_facts", "read_edit", "source_facts"]


def read_edit(path: Path, *, rate: Fraction | None = None) -> Edit:
    """Read a timeline file. Media that is not there is marked, not refused; `rate` is for EDLs, which lack one.

    Raises:
        InputError: the file does not exist, is of no known kind, broken, or does not hold one edit.
    """
    notes: list[str] = []
    try:
        require_known(path)
        edit = _from_fcpxml(path, notes) if is_fcpxml(path) else _from_otio(path, rate, notes)
    except OSError as error:
        raise InputError(f"{path} cannot be read.", why=f"{error.strerror}.", fix="Check the drive and the permissions.") from error
    except (ElementTree.ParseError, otio.exceptions.OTIOError, RecursionError) as error:
        raise broken(path, error) from error
    if not edit.clips:
        notes.append("No clip with media was found.")
    return Edit(edit.name or path.stem, edit.rate, edit.start, edit.clips, tuple(dict.fromkeys(notes)))


def _from_fcpxml(path: Path, notes: list[str]) -> Edit:
    file = path / "Info.fcpxml" if path.is_dir() else path
    project = read_fcpxml(file, notes.append)
    clips = tuple(_clip(placed, project.rate, notes.append) for placed in project.clips)
    return Edit(project.name, project.rate, round(project.start * project.rate), clips, ())


def _from_otio(path: Path, rate: Fraction | None, notes: list[str]) -> Edit:
    timeline = open_timeline(path, rate, notes.append)
    start = timeline.global_start_time
    rate = exact_rate(start.rate) if start else _rate(timeline)
    folder = path if path.is_dir() else path.parent
    clips = tuple(_clip(placed, rate, notes.append) for placed in Walk(folder.absolute(), notes.append).clips(timeline))
    return Edit(timeline.name, rate, round(seconds(start) * rate) if start else 0, clips, ())


def _rate(timeline: otio.schema.Timeline) -> Fraction:
    """The rate that the items of the video tracks are counted in; the first one's."""
    for track in timeline.video_tracks():
        for item in track:
            if isinstance(item, otio.core.Item) and (length := item.trimmed_range().duration).value:
                return exact_rate(length.rate)
    return Fraction(24)


def _clip(placed: Placed, edit_rate: Fraction, note: Note) -> EditClip:
    """Times to frames."""
    media, name = placed.media, placed.name or Path(placed.media.path).name or "a clip"
    rate = media.rate or edit_rate
    if not media.path:
        note(f"The edit does not say where the media of '{name}' is.")
    elif not media.there:
        note(f"The media of '{name}' is not at {media.path}.")
    _note_speed(placed, name, rate, edit_rate, note)
    span = _within_media(placed, name, note)
    first, last = (None, None) if span is None else frames_of(span, rate)
    return EditClip(
        name=name,
        path=media.path,
        rate=rate if media.sequence else None,
        first=first,
        last=last,
        record=round(whole_if_near(placed.record * edit_rate)),
        track=placed.track,
        head=round(placed.head * rate),
        tail=round(placed.tail * rate),
        speed=placed.speed,
        missing=not media.there,
    )


def _within_media(placed: Placed, name: str, note: Note) -> Span | None:
    """What is shown, counted from the media's first frame; None for all of it."""
    span, whole = placed.of_media(), placed.media.whole
    if span is None:
        return None
    if placed.speed == 0:
        span = Span(span.start, span.start)  # frames_of gives the one frame
    if whole is None:
        if span.start > 0 and placed.media.path:
            note(f"The edit does not say where the media of '{name}' starts; its times were counted from the first frame.")
        return span.inside(Span(Fraction(0), max(span.end, Fraction(0))))
    inside = span.inside(whole)
    if inside.empty and placed.speed != 0:
        note(f"'{name}' shows time that its media does not have; all of the media was taken.")
        return None
    if inside.length < span.length - placed.head - placed.tail:
        note(f"'{name}' shows more than its media has; what is there was taken.")
    return inside.moved(-whole.start)


def _note_speed(placed: Placed, name: str, rate: Fraction, edit_rate: Fraction, note: Note) -> None:
    if placed.speed is None:
        note(f"'{name}' changes speed or runs backwards; all of its media was taken, and the speed stays in the edit.")
    elif placed.speed == 0:
        note(f"'{name}' is a still frame; this one frame was taken.")
    elif placed.speed != 1:
        note(f"'{name}' runs at {float(placed.speed):.4g} times its speed; the frames it uses were taken, and the speed stays in the edit.")
    if placed.speed == 1 and rate != edit_rate:
        note(f"'{name}' runs at {float(rate):.5g} frames a second, the edit at {float(edit_rate):.5g}; every frame it touches was taken.")
