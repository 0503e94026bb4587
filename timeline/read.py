"""Reading an edit: which frames of which files a timeline shows."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import opentimelineio as otio

from uprez.core.errors import InputError
from uprez.timeline.counting import counted
from uprez.timeline.edit import Edit, EditClip, edit_facts, source_facts
from uprez.timeline.edl import read_edl
from uprez.timeline.fcpxml import read_fcpxml
from uprez.timeline.labels import reels_by_address
from uprez.timeline.opening import MLT, SUFFIXES, broken, is_fcpxml, open_timeline, require_known
from uprez.timeline.placed import Note, Project
from uprez.timeline.search import Search
from uprez.timeline.span import exact_rate, seconds
from uprez.timeline.walk import Walk

__all__ = ["SUFFIXES", "Edit", "EditClip", "edit_facts", "read_edit", "source_facts"]


def read_edit(path: Path, *, rate: Fraction | None = None, search: Search | None = None) -> Edit:
    """Read a timeline file. Media that is not there is looked for in `search`, and marked when it is not found.

    `rate` is for EDLs, which lack one.

    Raises:
        InputError: the file does not exist, is of no known kind, broken, or does not hold one edit; several files may be a
            clip's media.
    """
    notes: list[str] = []
    try:
        require_known(path)
        project = _project(path, rate, notes.append)
        clips = tuple(
            counted(placed, project.rate, index=index, search=search, note=notes.append) for index, placed in enumerate(project.clips, 1)
        )
    except OSError as error:
        raise InputError(f"{path} cannot be read.", why=f"{error.strerror}.", fix="Check the drive and the permissions.") from error
    except (ElementTree.ParseError, otio.exceptions.OTIOError, RecursionError) as error:
        raise broken(path, error) from error
    if search is not None and rate is None and path.suffix.lower() == ".edl" and (behind := search.rate_behind(project.rate)):
        again = read_edit(path, rate=behind, search=search)
        note = f"An EDL does not say its rate; {float(behind):.5g} frames a second were taken, as its media has them."
        return replace(again, notes=(note, *again.notes))
    if not clips:
        notes.append("No clip with media was found.")
    start = round(project.start * project.rate)
    return Edit(project.name or path.stem, project.rate, start, clips, tuple(dict.fromkeys(notes)), project.drop)


def _project(path: Path, rate: Fraction | None, note: Note) -> Project:
    """The edit by the reader of its kind."""
    suffix = path.suffix.lower()
    if suffix == ".edl":
        return read_edl(path, rate, note)
    if suffix in MLT:
        from uprez.timeline.mlt import read_mlt

        return read_mlt(path, note)
    if is_fcpxml(path):
        return read_fcpxml(path / "Info.fcpxml" if path.is_dir() else path, note)
    return _from_otio(path, note)


def _from_otio(path: Path, note: Note) -> Project:
    timeline = open_timeline(path, None, note)
    start = timeline.global_start_time
    rate = exact_rate(start.rate) if start else _rate(timeline)
    folder = path if path.is_dir() else path.parent
    reels = reels_by_address(path) if path.suffix.lower() == ".xml" else None
    clips = tuple(Walk(folder.absolute(), note, reels).clips(timeline))
    return Project(timeline.name, rate, seconds(start) if start else Fraction(0), clips)


def _rate(timeline: otio.schema.Timeline) -> Fraction:
    """The rate that the items of the video tracks are counted in; the first one's."""
    for track in timeline.video_tracks():
        for item in track:
            if isinstance(item, otio.core.Item) and (length := item.trimmed_range().duration).value:
                return exact_rate(length.rate)
    return Fraction(24)
