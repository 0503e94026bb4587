"""Timeline files by what they are: a timeline of OpenTimelineIO, or an error in words."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio

from uprez.core.errors import InputError
from uprez.timeline.edl import edl_rate
from uprez.timeline.encoding import decoded, root_tag
from uprez.timeline.fcp7_nested import with_nested
from uprez.timeline.placed import Note

ADAPTERS = {".otio": "otio_json", ".otiod": "otiod", ".xml": "fcp_xml", ".edl": "cmx_3600", ".aaf": "AAF"}
"""OpenTimelineIO's readers by ending."""
FCPXML = (".fcpxml", ".fcpxmld")
"""Endings that are read by `uprez.timeline.fcpxml`."""
MLT = (".mlt", ".kdenlive")
"""Endings that are read by `uprez.timeline.mlt`."""
SUFFIXES = (*ADAPTERS, *FCPXML, *MLT)
"""Endings of timeline files that can be read."""
_LARGEST = 512 << 20
"""Bytes of a timeline file that is read whole; an AAF may hold media and is not."""
_EXPORT = "Export the edit again, as OTIO, FCPXML, Final Cut Pro 7 XML, AAF or EDL."


def is_fcpxml(path: Path) -> bool:
    """Whether a file holds FCPXML, whatever its ending; looks into `.xml` files.

    Raises:
        OSError, ElementTree.ParseError: it cannot be read, or is no XML.
    """
    if path.suffix.lower() in FCPXML:
        return True
    if path.suffix.lower() != ".xml":
        return False
    return root_tag(path) == "fcpxml"


def require_known(path: Path) -> None:
    """Refuse what cannot be a timeline file.

    Raises:
        InputError: it does not exist, its ending is unknown, or it is too large.
        OSError: it cannot be looked at.
    """
    if not path.exists():
        raise InputError(f"{path} does not exist.", fix="Check the path.")
    suffix = path.suffix.lower()
    if suffix == ".otioz":
        raise InputError(f"{path} is a packed edit.", why="Media in a packed file cannot be read.", fix="Unpack it, or export .otio.")
    if suffix not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise InputError(f"{path} is no timeline file that uprez knows.", why=f"It ends in none of {known}.", fix=_EXPORT)
    if path.is_dir() and suffix not in (".otiod", ".fcpxmld"):
        raise InputError(f"{path} is a folder, not a timeline file.", fix="Give the file itself.")
    if suffix != ".aaf" and path.stat().st_size > _LARGEST:
        raise InputError(f"{path} is too large for a timeline file.", why=f"It has more than {_LARGEST >> 20} MiB.", fix=_EXPORT)


def broken(path: Path, error: Exception) -> InputError:
    """The error for a file that a reader fails on."""
    said = str(error).strip().splitlines()
    why = f"{type(error).__name__}: {said[0] if said else 'no more is known'}".rstrip(".")
    return InputError(f"{path} cannot be read as an edit.", why=f"{why}.", fix=_EXPORT)


def open_timeline(path: Path, rate: Fraction | None, note: Note) -> otio.schema.Timeline:
    """Read a file by OpenTimelineIO; `rate` is that of an EDL, which does not say its own.

    Raises:
        InputError: it is broken, or does not hold one edit.
    """
    options: dict[str, Any] = {}
    try:
        if path.suffix.lower() == ".edl":
            options["rate"] = float(rate or edl_rate(decoded(path.read_bytes())[0], note))
        adapter = ADAPTERS[path.suffix.lower()]
        if path.suffix.lower() == ".xml":  # its adapter knows UTF-8 alone
            found: Any = otio.adapters.read_from_string(with_nested(decoded(path.read_bytes())[0]), adapter_name=adapter)
        else:
            found = otio.adapters.read_from_file(str(path), adapter_name=adapter, **options)
    except InputError:
        raise
    except Exception as error:  # an adapter may raise anything over a file that it did not expect
        raise broken(path, error) from error
    timeline = _the_timeline(found, path)
    if path.suffix.lower() == ".edl":
        _start_at_zero(timeline)
    return timeline


def _the_timeline(found: Any, path: Path) -> otio.schema.Timeline:
    if isinstance(found, otio.schema.Timeline):
        return found
    if isinstance(found, otio.schema.Stack | otio.schema.Track):
        return _wrapped(found)
    timelines: list[otio.schema.Timeline] = []
    if isinstance(found, otio.schema.SerializableCollection):
        timelines = list(found.find_children(descended_from_type=otio.schema.Timeline))
    if len(timelines) == 1:
        return timelines[0]
    names = ", ".join(f"'{each.name}'" for each in timelines)
    why = f"It holds {len(timelines)} edits: {names}." if timelines else "It holds no tracks."
    raise InputError(f"{path} does not hold one edit.", why=why, fix="Export the one that you want.")


def _wrapped(found: otio.core.Composition) -> otio.schema.Timeline:
    timeline = otio.schema.Timeline(found.name)
    if isinstance(found, otio.schema.Stack):
        timeline.tracks = found
    else:
        timeline.tracks.append(found)
    return timeline


def _start_at_zero(timeline: otio.schema.Timeline) -> None:
    """Undo what the EDL reader does: it hides a track's first record time, negated, in the start of its range."""
    starts = {index: -track.source_range.start_time for index, track in enumerate(timeline.tracks) if track.source_range}
    if not starts:
        return
    timeline.global_start_time = min(starts.values())
    for index, start in starts.items():
        track = timeline.tracks[index]
        track.source_range = None
        if start > timeline.global_start_time:
            track.insert(0, otio.schema.Gap(duration=start - timeline.global_start_time))
