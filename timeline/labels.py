"""What an edit calls a clip's media, besides its path: reels, files in comments, names."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import opentimelineio as otio

from uprez.timeline.encoding import xml_root

_REELS = ("reel", "reelname", "tape", "tapename", "tapeid")
"""Names under which editors and adapters keep a reel, without case, spaces and lines."""
_DEEPEST = 4
_SOURCE_FILE = re.compile(r"^\W*SOURCE FILE\s*:\s*(.+?)\s*$", re.IGNORECASE)
_NO_REELS = ("", "AX", "UNKNOWN")
"""Reels that stand for none."""


def reel_of(clip: otio.schema.Clip) -> str:
    """The reel of a clip, from what the adapters leave in metadata; empty when there is none."""
    held = (clip.metadata, clip.media_reference.metadata)
    return next((reel for each in held for reel in _reels(each, 0) if reel.upper() not in _NO_REELS), "")


def reels_by_address(path: Path) -> dict[str, str]:
    """The reels of a Final Cut Pro 7 XML's media by their addresses, which its adapter leaves out.

    Raises:
        OSError, ElementTree.ParseError: it cannot be read, or is no XML.
    """
    files = list(xml_root(path).iter("file"))
    found = {file.findtext("pathurl", ""): file.findtext("timecode/reel/name", "").strip() for file in files}
    return {address: reel for address, reel in found.items() if address and is_reel(reel)}


def aliases_of(clip: otio.schema.Clip, path: str) -> tuple[str, ...]:
    """Names that the media may go by: its file's, that of a SOURCE FILE comment, the reference's, the clip's."""
    comments: Any = clip.metadata.get("cmx_3600", {}).get("comments", ())
    said = [match[1] for comment in comments if (match := _SOURCE_FILE.match(str(comment)))]
    return aliases(file_name(path), *map(file_name, said), clip.media_reference.name, clip.name)


def aliases(*names: str) -> tuple[str, ...]:
    """Names without the empty and the repeated ones."""
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))


def file_name(path: str) -> str:
    """The last part of a path of any system."""
    return os.path.basename(path.replace("\\", "/"))


def is_reel(text: str) -> bool:
    """Whether a reel says anything."""
    return text.strip().upper() not in _NO_REELS


def _reels(held: Any, depth: int) -> Iterator[str]:
    if depth > _DEEPEST or not isinstance(held, Mapping):
        return
    for name, value in held.items():  # pyright: ignore[reportUnknownVariableType]
        if re.sub(r"[^a-z]", "", str(name).lower()) in _REELS:  # pyright: ignore[reportUnknownArgumentType]
            named: Any = value.get("name", "") if isinstance(value, Mapping) else value  # pyright: ignore[reportUnknownMemberType]
            if isinstance(named, str):
                yield named.strip()
        yield from _reels(value, depth + 1)
