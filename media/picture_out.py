"""Handing pixels to OpenImageIO band by band, and checking that the file is whole afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import OpenImageIO
from numpy.typing import NDArray

ROWS = 64
"""Rows a band: a band's buffers stay in the cache, and a band is one row of tiles."""
_PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True, slots=True)
class Part:
    """One picture of a file."""

    spec: OpenImageIO.ImageSpec
    band: Callable[[int, int], NDArray[Any]]
    """First row and the row after the last to (rows, W, C) samples."""


def save(path: Path, parts: Sequence[Part]) -> str:
    """Write a file of one or more parts; empty when it is whole, else the reason why not.

    OpenImageIO's `write_image` never returns when a tile of an EXR fails to be written, and neither
    `close` nor a PNG's writing reports a full disk: hence bands, and the check of the end.
    """
    out = OpenImageIO.ImageOutput.create(str(path))
    if out is None:
        return OpenImageIO.geterror() or "OpenImageIO has no writer for this format"
    one = len(parts) == 1
    if not (out.open(str(path), parts[0].spec) if one else out.open(str(path), tuple(part.spec for part in parts))):
        return out.geterror() or "The file cannot be opened"
    good = True
    for index, part in enumerate(parts):
        good = good and (index == 0 or out.open(str(path), part.spec, "AppendSubimage")) and _write(out, part)
    reason = out.geterror()
    good = out.close() and good
    if not good or (reason and path.suffix == ".png"):
        return reason or out.geterror() or "OpenImageIO gives no reason"
    return fault(path, parts)


def _write(out: Any, part: Part) -> bool:
    spec = part.spec
    for top in range(0, spec.height, ROWS):
        bottom = min(top + ROWS, spec.height)
        samples = part.band(top, bottom)
        if not (
            out.write_tiles(0, spec.width, top, bottom, 0, 1, samples) if spec.tile_width else out.write_scanlines(top, bottom, 0, samples)
        ):
            return False
    return True


def fault(path: Path, parts: Sequence[Part]) -> str:
    """Why a file that seems written is not as asked: its last samples cannot be read, or its compression is another."""
    if path.suffix == ".png":  # reading its last row means reading all of it
        with path.open("rb") as file:
            file.seek(-len(_PNG_END), 2)
            return "" if file.read() == _PNG_END else "The file ends too early"
    reader = OpenImageIO.ImageInput.open(str(path))
    if reader is None:
        return OpenImageIO.geterror() or "The file cannot be read back"
    try:
        for index, part in enumerate(parts):
            last = part.spec.height - 1
            if not reader.seek_subimage(index, 0):
                return "A part of the file is missing"
            spec = reader.spec()
            asked = str(part.spec.getattribute("compression") or "").partition(":")[0]  # without its level
            got = str(spec.getattribute("compression") or "")
            if asked and got != asked:
                return f"Compression '{asked}' was asked for and '{got}' was written"
            corner = (spec.width - 1) // (spec.tile_width or 1) * (spec.tile_width or 1)
            row = last // ROWS * ROWS
            end = reader.read_tile(corner, row, 0) if spec.tile_width else reader.read_scanlines(last, last + 1, 0, 0, spec.nchannels)
            if end is None:
                return reader.geterror() or "The file ends too early"
    finally:
        reader.close()
    return ""
