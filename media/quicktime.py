"""Boxes that PyAV cannot write, put into a finished QuickTime movie's description of its picture.

The movies that uprez writes end with their `moov` box (`hybrid_fragmented`), so that it can grow in its place.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from uprez.core.errors import OutputError
from uprez.core.mastering import ContentLight, MasteringDisplay

_HEAD = 8
"""Bytes of a box's size and type."""
_LONG_HEAD = 16
"""Bytes of a box's head when its size stands behind its type."""
_ENTRY = 86
"""Bytes of a video sample entry before its boxes (QuickTime File Format, "Video sample description")."""
_TO_ENTRY = (b"mdia", b"minf", b"stbl", b"stsd")
"""Boxes from a track down to its sample description."""


def mastering_boxes(display: MasteringDisplay | None, light: ContentLight | None) -> bytes:
    """`mdcv` and `clli` (ISO/IEC 14496-12:2022, 12.1.7 and 12.1.8); empty without any."""
    boxes = b""
    if display is not None:
        corners = (*display.green, *display.blue, *display.red, *display.white)
        boxes += _box(b"mdcv", struct.pack(">8H2I", *corners, display.brightest, display.darkest))
    if light is not None:
        boxes += _box(b"clli", struct.pack(">2H", light.pixel, light.picture))
    return boxes


def describe_picture(path: Path, boxes: bytes) -> None:
    """Add `boxes` to the sample description of the picture of the movie at `path`, in place.

    Raises:
        OutputError: the movie does not end with its `moov` box, or has no picture.
        OSError: the file cannot be read or written.
    """
    with path.open("r+b") as file:
        start = _last_box(file)
        file.seek(start)
        moov = file.read()
        if moov[4:_HEAD] != b"moov":
            raise _strange(path)
        grown = _with_boxes(moov, boxes)
        if grown is None:
            raise _strange(path)
        file.seek(start)
        file.write(grown)


def _strange(path: Path) -> OutputError:
    return OutputError(
        f"The HDR metadata cannot be written into {path}.",
        why="FFmpeg laid the movie out otherwise than expected.",
        fix="Install the version of PyAV that uprez asks for, and run it again.",
    )


def _last_box(file: BinaryIO) -> int:
    """Where the last box of the file begins."""
    end = file.seek(0, 2)
    place = last = 0
    while place + _HEAD <= end:
        file.seek(place)
        head = file.read(_LONG_HEAD)
        size = int.from_bytes(head[:4])
        size = int.from_bytes(head[_HEAD:]) if size == 1 else size or end - place
        last, place = place, place + max(size, _HEAD)
    return last


def _with_boxes(moov: bytes, boxes: bytes) -> bytes | None:
    """The movie's description with `boxes` at the end of its picture's; None when there is no picture."""
    for track in _children(moov, _HEAD, len(moov), b"trak"):
        path = [0, track]
        for kind in _TO_ENTRY:
            end = path[-1] + _size(moov, path[-1])
            found = next(_children(moov, path[-1] + _HEAD, end, kind), None)
            if found is None:
                break
            path.append(found)
        if len(path) != 2 + len(_TO_ENTRY) or not _is_picture(moov, path[2]):
            continue
        entry = path[-1] + _HEAD + 8  # the table's version and count stand before its first entry
        place = _end_of_boxes(moov, entry)
        grown = bytearray(moov[:place] + boxes + moov[place:])
        for at in (*path, entry):
            grown[at : at + 4] = (_size(moov, at) + len(boxes)).to_bytes(4)
        return bytes(grown)
    return None


def _is_picture(moov: bytes, media: int) -> bool:
    handler = next(_children(moov, media + _HEAD, media + _size(moov, media), b"hdlr"), None)
    return handler is not None and moov[handler + 16 : handler + 20] == b"vide"


def _end_of_boxes(moov: bytes, entry: int) -> int:
    """Where the last box of a sample entry ends; QuickTime's terminator, four zeros, may stand behind."""
    place, end = entry + _ENTRY, entry + _size(moov, entry)
    while place + _HEAD <= end and _size(moov, place) >= _HEAD:
        place += _size(moov, place)
    return place


def _children(data: bytes, place: int, end: int, kind: bytes) -> Iterator[int]:
    while place + _HEAD <= end and (size := _size(data, place)) >= _HEAD:
        if data[place + 4 : place + _HEAD] == kind:
            yield place
        place += size


def _size(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4])


def _box(kind: bytes, body: bytes) -> bytes:
    return (_HEAD + len(body)).to_bytes(4) + kind + body
