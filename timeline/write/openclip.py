"""Open Clips for Flame: one small file a clip, with the original and the take as versions that the artist switches.

Written after Autodesk, "Open Clip Reference" (help.autodesk.com, Flame). They lie in a folder of their own: beside the media a
conform would find both.
"""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import opentimelineio as otio

from uprez.timeline.media import media_of
from uprez.timeline.write.otio_file import METADATA
from uprez.timeline.write.whole import write_whole
from uprez.timeline.write.xml_nodes import element

_UNSAFE = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')


def write_open_clips(timeline: otio.schema.Timeline, edit: Path, target: Path) -> list[str]:
    """Write an Open Clip for each clip that has a take, into `<target's name>_clips`; gives notes."""
    folder = target.with_name(f"{target.stem}_clips")
    taken: set[str] = set()
    for clip in timeline.find_clips():
        versions = [(name, each) for name, each in clip.media_references().items() if _path(each, edit)]
        if len(versions) < 2 or not any(METADATA in each.metadata for _, each in versions):
            continue
        name = _free(_UNSAFE.sub("_", clip.name) or "clip", taken)
        write_whole(folder / f"{name}.clip", _open_clip(clip, versions, edit).encode())
    if not taken:
        return ["No clip has a take, so no Open Clips were written."]
    return [f"{len(taken)} Open Clips with both versions are in {folder}."]


def _open_clip(clip: otio.schema.Clip, versions: list[tuple[str, Any]], edit: Path) -> str:
    said = [("upscaled" if METADATA in each.metadata else "original", each) for _, each in versions]
    ids = [f"v{number:03}" for number in range(1, len(said) + 1)]
    current = next(ident for ident, (name, _) in zip(ids, versions, strict=True) if name == clip.active_media_reference_key)
    feeds = "".join(_feed(ident, each, edit) for ident, (_, each) in zip(ids, said, strict=True))
    video = element("trackType", {}, "video") + element("name", {"type": "string"}, "Video")
    track = element("track", {"type": "track", "uid": "video"}, video + element("feeds", {"currentVersion": current}, feeds))
    named = "".join(
        element("version", {"type": "version", "uid": ident}, element("name", {"type": "string"}, name))
        for ident, (name, _) in zip(ids, said, strict=True)
    )
    inside = element("name", {"type": "string"}, escape(clip.name)) + element("tracks", {"type": "tracks"}, track)
    inside += element("versions", {"type": "versions", "currentVersion": current}, named)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{element("clip", {"type": "clip", "version": "6"}, inside)}\n'


def _feed(ident: str, reference: Any, edit: Path) -> str:
    path = _path(reference, edit)
    kind = "pattern" if isinstance(reference, otio.schema.ImageSequenceReference) else "file"
    span = element("span", {"type": "span"}, element("path", {"encoding": kind}, escape(path)))
    shape = element("storageFormat", {"type": "format"}, element("type", {}, "video"))
    uid = str(uuid.uuid5(uuid.NAMESPACE_URL, path)).upper()
    return element("feed", {"type": "feed", "vuid": ident, "uid": uid}, shape + element("spans", {"type": "spans"}, span))


def _path(reference: Any, edit: Path) -> str:
    """The media's path; of pictures, with their numbers in brackets, as many digits as they have."""
    path = media_of(reference, edit.absolute().parent).path
    if not isinstance(reference, otio.schema.ImageSequenceReference) or not path:
        return path
    digits = max(1, reference.frame_zero_padding)
    folder, name = os.path.split(path)
    full = re.sub(r"\[(\d+)-(\d+)\]", lambda found: f"[{int(found[1]):0{digits}d}-{int(found[2]):0{digits}d}]", name)
    return os.path.join(folder, full.replace("%%", "%"))


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name}_{number}"
    taken.add(found.casefold())
    return found
