"""What PyAV cannot state in Matroska, put into a finished file: the shape of the pixels, HDR10's metadata.

The muxer leaves room before the pictures when it is told to (`PADDING`): the description grows into it, and no picture moves.
Element numbers are those of RFC 9559 (Matroska) and RFC 8794 (EBML).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

from uprez.core.errors import OutputError
from uprez.core.frame import Size
from uprez.core.mastering import CHROMATICITY, LUMINANCE, ContentLight, MasteringDisplay

PADDING = 512
"""Bytes of room that the muxer is to leave (FFmpeg's `metadata_header_padding`); all that is added here takes less than 200."""
_SEGMENT, _SEEK_HEAD, _TRACKS, _CLUSTER = 0x18538067, 0x114D9B74, 0x1654AE6B, 0x1F43B675
_SEEK, _SEEK_ID, _SEEK_PLACE = 0x4DBB, 0x53AB, 0x53AC
_ENTRY, _VIDEO, _COLOUR = 0xAE, 0xE0, 0x55B0
_UNIT, _SHOWN_WIDTH, _SHOWN_HEIGHT = 0x54B2, 0x54B0, 0x54BA
_PIXEL_LIGHT, _PICTURE_LIGHT, _MASTERING = 0x55BC, 0x55BD, 0x55D0
_FIRST_CHROMATICITY, _BRIGHTEST, _DARKEST = 0x55D1, 0x55D9, 0x55DA
_CHECKSUM, _VOID = 0xBF, 0xEC
_RATIO = 3
"""The shown size is a ratio of sides, not pixels."""
_HEADER = 1 << 20
"""Bytes that mostly hold everything before the pictures, sound tracks and tags included."""
_LARGEST_HEADER = 1 << 26
"""Bytes that are looked through for the pictures, where the tags are that long."""


@dataclass(frozen=True, slots=True)
class _Element:
    kind: int
    place: int
    """Where it begins."""
    body: int
    """Where its body begins."""
    end: int


def describe_picture(path: Path, size: Size, aspect: Fraction, display: MasteringDisplay | None, light: ContentLight | None) -> None:
    """State the pixels' aspect and HDR10's metadata in the Matroska file at `path`, written with `PADDING`, in place.

    Raises:
        OutputError: the file is laid out otherwise than FFmpeg does it.
        OSError: the file cannot be read or written.
    """
    with path.open("r+b") as file:
        head = _head(file)
        grown = _described(head, _shape(size, aspect), _colour(display, light))
        if grown is None:
            raise OutputError(
                f"The shape of the pixels and the HDR metadata cannot be written into {path}.",
                why="FFmpeg laid the file out otherwise than expected.",
                fix="Install the version of PyAV that uprez asks for, and run it again.",
            )
        file.seek(0)
        file.write(grown)


def _head(file: BinaryIO) -> bytes:
    """The file up to where its pictures begin, and more."""
    head = file.read(_HEADER)
    while len(head) < _LARGEST_HEADER and not _has_pictures(head) and (more := file.read(len(head))):
        head += more
    return head


def _has_pictures(head: bytes) -> bool:
    segment = _segment(head)
    return segment is not None and any(each.kind == _CLUSTER for each in _elements(head, segment.body, len(head)))


def _segment(head: bytes) -> _Element | None:
    return next((each for each in _elements(head, 0, len(head)) if each.kind == _SEGMENT), None)


def _shape(size: Size, aspect: Fraction) -> dict[int, bytes]:
    """The size to show the picture at: in pixels, or as a ratio where no whole number of pixels has it."""
    if aspect == 1:
        return {}
    wide = size.width * aspect
    if wide.denominator == 1:
        return {_UNIT: _number(0), _SHOWN_WIDTH: _number(int(wide)), _SHOWN_HEIGHT: _number(size.height)}
    ratio = wide / size.height
    return {_UNIT: _number(_RATIO), _SHOWN_WIDTH: _number(ratio.numerator), _SHOWN_HEIGHT: _number(ratio.denominator)}


def _colour(display: MasteringDisplay | None, light: ContentLight | None) -> dict[int, bytes]:
    added: dict[int, bytes] = {}
    if light is not None:
        added |= {_PIXEL_LIGHT: _number(light.pixel), _PICTURE_LIGHT: _number(light.picture)}
    if display is not None:
        corners = (*display.red, *display.green, *display.blue, *display.white)
        body = b"".join(_element(_FIRST_CHROMATICITY + place, _float(value / CHROMATICITY)) for place, value in enumerate(corners))
        body += _element(_BRIGHTEST, _float(display.brightest / LUMINANCE)) + _element(_DARKEST, _float(display.darkest / LUMINANCE))
        added[_MASTERING] = body
    return added


def _described(head: bytes, shape: dict[int, bytes], colour: dict[int, bytes]) -> bytes | None:
    """The start of the file with the picture's description grown into the room after it; None when it does not fit."""
    segment = _segment(head)
    if segment is None:
        return None
    listed: list[_Element] = []
    for each in _elements(head, segment.body, len(head)):
        if each.kind == _CLUSTER or each.end > len(head):
            break
        listed.append(each)
    if len(listed) < 3 or listed[0].kind != _SEEK_HEAD or listed[1].kind != _VOID:
        return None
    start, stop = listed[1].end, listed[-1].end
    moved: dict[int, int] = {}
    rest = b""
    for each in listed[2:]:
        if each.kind == _VOID:
            continue
        moved[each.place - segment.body] = start + len(rest) - segment.body
        old = head[each.place : each.end]
        rest += _element(_TRACKS, _tracks(head[each.body : each.end], shape, colour)) if each.kind == _TRACKS else old
    seeks = _element(_SEEK_HEAD, _seeks(head[listed[0].body : listed[0].end], moved))
    gaps = (start - listed[0].place - len(seeks), stop - start - len(rest))
    if min(gaps) < 2:
        return None
    return head[: listed[0].place] + seeks + _void(gaps[0]) + rest + _void(gaps[1]) + head[stop:]


def _tracks(body: bytes, shape: dict[int, bytes], colour: dict[int, bytes]) -> bytes:
    """The body of the tracks with the picture's grown; only uprez's one picture has a video element."""
    return _summed(_replaced(body, _ENTRY, lambda entry: _replaced(entry, _VIDEO, lambda video: _video(video, shape, colour))))


def _video(video: bytes, shape: dict[int, bytes], colour: dict[int, bytes]) -> bytes:
    kept = b"".join(video[each.place : each.end] for each in _elements(video, 0, len(video)) if each.kind not in (*shape, _COLOUR))
    held = next((video[each.body : each.end] for each in _elements(video, 0, len(video)) if each.kind == _COLOUR), b"")
    held += b"".join(_element(kind, body) for kind, body in colour.items())
    return kept + b"".join(_element(kind, body) for kind, body in shape.items()) + (_element(_COLOUR, held) if held else b"")


def _seeks(body: bytes, moved: dict[int, int]) -> bytes:
    """The table of contents, with the places of what was moved."""

    def place(old: bytes) -> bytes:
        return _number(moved.get(int.from_bytes(old), int.from_bytes(old)))

    return _summed(_replaced(body, _SEEK, lambda seek: _replaced(seek, _SEEK_PLACE, place)))


def _replaced(body: bytes, kind: int, change: Callable[[bytes], bytes]) -> bytes:
    """A master element's body with the bodies of its children of one kind changed."""
    return b"".join(
        _element(kind, change(body[each.body : each.end])) if each.kind == kind else body[each.place : each.end]
        for each in _elements(body, 0, len(body))
    )


def _summed(body: bytes) -> bytes:
    """The body with its checksum made right, where it begins with one: CRC-32 of the rest, low byte first."""
    first = next(_elements(body, 0, len(body)), None)
    if first is None or first.kind != _CHECKSUM:
        return body
    rest = body[first.end :]
    return _element(_CHECKSUM, zlib.crc32(rest).to_bytes(4, "little")) + rest


def _elements(data: bytes, place: int, end: int) -> Iterator[_Element]:
    """The elements that begin between `place` and `end`, side by side."""
    while place + 2 <= end:
        length = 9 - data[place].bit_length()
        kind = int.from_bytes(data[place : place + length])
        at = place + length
        width = 9 - data[at].bit_length() if at < end else 9
        if length > 4 or width > 8:
            return
        body = at + width
        stop = body + (int.from_bytes(data[at:body]) & ((1 << 7 * width) - 1))
        yield _Element(kind, place, body, stop)
        place = stop


def _element(kind: int, body: bytes) -> bytes:
    """An element with its size in as few bytes as FFmpeg's muxer would take."""
    width = next(width for width in range(1, 9) if len(body) < (1 << 7 * width) - 1)
    return kind.to_bytes((kind.bit_length() + 7) // 8) + (len(body) | 1 << 7 * width).to_bytes(width) + body


def _void(length: int) -> bytes:
    """Room of `length` bytes, at least 2, all in all."""
    width = 1 if length < 1 << 7 else 8
    return bytes([_VOID]) + (length - 1 - width | 1 << 7 * width).to_bytes(width) + bytes(length - 1 - width)


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8))


def _float(value: float) -> bytes:
    return struct.pack(">d", value)
