"""One picture file: its channels sorted into colour, alpha and the rest, read as the file holds them.

OpenImageIO does the reading. It is asked to leave alpha alone, and its expansion of 10- and 12-bit
codes to 16 bits is undone before dividing by the largest code.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from uprez.core.errors import InputError
from uprez.core.frame import Pixels, Size
from uprez.media.orientation import UPRIGHT, Orientation


class Values(tuple[Any, ...]):
    """A picture attribute of several numbers, with the type that OpenImageIO gives it."""

    type: str
    """`timecode`, `rational`, `float[8]`, `matrix`, …; what `OpenImageIO.TypeDesc` takes."""

    @classmethod
    def of(cls, kind: str, numbers: tuple[Any, ...]) -> Self:
        """The numbers with their type."""
        made = cls(numbers)
        made.type = kind
        return made


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel of a file."""

    name: str
    """Full name; that of another part starts with the part's name and a dot."""
    part: int
    index: int
    """Place in its part."""
    whole_numbers: bool
    """EXR's uint, as opposed to half and float."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture file says of itself."""

    size: Size
    """Display window, as shown."""
    colour: tuple[Channel, ...]
    """Red, green, blue; or one channel of grey."""
    alpha: Channel | None
    extra: tuple[Channel, ...]
    bit_depth: int
    is_float: bool
    straight: bool
    """Alpha is not multiplied into the colour."""
    kind: str
    """OpenImageIO's name of the file format: `openexr`, `dpx`, `tiff`, …"""
    stored: str
    """OpenImageIO's name of the sample type."""
    orientation: Orientation = UPRIGHT
    """How the file stores the picture; `read_picture` gives it upright."""
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Strings, numbers and `Values`, by OpenImageIO's names."""

    @property
    def shape(self) -> tuple[Any, ...]:
        """What must be the same in all frames of a sequence."""
        names = tuple(sorted(channel.name for channel in self.extra))
        return self.size, len(self.colour), self.alpha is not None, names, self.bit_depth, self.is_float


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file that was read."""

    header: Header
    rgb: Pixels
    """(3, H, W), integer codes divided by the largest; 0 outside the file's data window."""
    alpha: Pixels | None
    """(H, W)."""
    extra: Mapping[str, NDArray[Any]]
    """(H, W) each, float32 or uint32."""


def read_header(path: Path) -> Header:
    """Open a picture and sort its channels.

    Raises:
        InputError: the file cannot be opened, is deep, or holds no colour.
    """
    with _opened(path) as opened:
        return _header(path, opened)


def read_picture(path: Path) -> Picture:
    """Read a picture whole.

    Raises:
        InputError: as `read_header`, or the pixels are damaged or not all there.
    """
    with _opened(path) as opened:
        header = _header(path, opened)
        wanted = [*header.colour, *filter(None, [header.alpha]), *header.extra]
        planes: dict[Channel, NDArray[Any]] = {}
        for part in sorted({channel.part for channel in wanted}):
            planes.update(_read_part(path, opened, [channel for channel in wanted if channel.part == part], header))
    shown = {channel: header.orientation.shown(plane) for channel, plane in planes.items()}
    rgb = np.stack([shown[channel].astype(np.float32, copy=False) for channel in header.colour])
    if len(rgb) == 1:
        rgb = np.repeat(rgb, 3, axis=0)
    alpha = np.ascontiguousarray(shown[header.alpha], np.float32) if header.alpha else None
    return Picture(header, rgb, alpha, {channel.name: np.ascontiguousarray(shown[channel]) for channel in header.extra})


@contextmanager
def _opened(path: Path) -> Generator[Any]:
    config = OpenImageIO.ImageSpec()
    config.attribute("oiio:UnassociatedAlpha", 1)
    opened = OpenImageIO.ImageInput.open(str(path), config)
    if opened is None:
        why = OpenImageIO.geterror() or "It is not a picture that OpenImageIO knows."
        raise _unreadable(path, why)
    try:
        yield opened
    finally:
        opened.close()


def _header(path: Path, opened: Any) -> Header:
    kind = str(opened.format_name())
    parts = list(_parts(opened, every=kind == "openexr"))
    if any(spec.deep for spec in parts):
        raise InputError(f"{path} is a deep picture.", why="uprez upscales flat pictures.", fix="Flatten it first.")
    channels = [_channels(spec, number) for number, spec in enumerate(parts)]
    main, colour = _colour(path, parts, channels)
    spec, first = parts[main], channels[main][colour[0]]
    layer = first.name.rpartition(".")[0]
    alpha = next((channel for channel in channels[main] if channel.name.lower() == f"{layer}.a".lstrip(".").lower()), None)
    taken = {*(channels[main][index] for index in colour), *filter(None, [alpha])}
    extra = tuple(
        channel
        if number == main
        else Channel(f"{_part_name(parts[number], number)}.{channel.name}", number, channel.index, channel.whole_numbers)
        for number, group in enumerate(channels)
        for channel in group
        if channel not in taken
    )
    stored = str(spec.channelformat(colour[0]))
    attributes = {item.name: _value(item) for item in spec.extra_attribs}
    orientation = Orientation.of_exif(int(attributes.get("Orientation", 1)))
    if "Orientation" in attributes:
        attributes["Orientation"] = 1  # `read_picture` turns the pixels
    width, height = spec.full_width or spec.width, spec.full_height or spec.height
    depth = int(attributes.get("oiio:BitsPerSample", 8 * spec.channelformat(colour[0]).size()))
    return Header(
        size=orientation.size(Size(width, height)),
        colour=tuple(channels[main][index] for index in colour),
        alpha=alpha,
        extra=extra,
        bit_depth=depth,
        is_float=stored in ("half", "float", "double"),
        straight=bool(attributes.get("oiio:UnassociatedAlpha", 0)),
        kind=kind,
        stored=stored,
        orientation=orientation,
        attributes=attributes,
    )


def _parts(opened: Any, *, every: bool) -> Generator[Any]:
    number = 0
    while opened.seek_subimage(number, 0):
        yield opened.spec()
        number += 1
        if not every:
            return


def _channels(spec: Any, part: int) -> list[Channel]:
    return [Channel(name, part, index, str(spec.channelformat(index)) in ("uint", "int")) for index, name in enumerate(spec.channelnames)]


def _colour(path: Path, parts: list[Any], channels: list[list[Channel]]) -> tuple[int, tuple[int, ...]]:
    """Part and places of the picture: plain R, G, B; else Y; else the first layer with R, G, B; else a channel that is alone."""
    by_name = [{channel.name.lower(): channel.index for channel in group} for group in channels]
    for wanted in (("r", "g", "b"), ("y",)):
        for part, names in enumerate(by_name):
            if all(name in names for name in wanted):
                return part, tuple(names[name] for name in wanted)
    for part, names in enumerate(by_name):
        for layer in (name[:-2] for name in names if name.endswith(".r")):
            triple = tuple(names.get(f"{layer}.{letter}", -1) for letter in "rgb")
            if min(triple) >= 0:
                return part, triple
    if len(parts) == 1 and len(channels[0]) <= 2:
        return 0, (0,)
    held = ", ".join(channel.name for group in channels for channel in group)
    raise InputError(
        f"{path} holds no colour.", why=f"Its channels are {held}.", fix="Give a picture with R, G and B, or with one channel."
    )


def _part_name(spec: Any, number: int) -> str:
    return str(spec.getattribute("oiio:subimagename") or spec.getattribute("name") or f"part{number}")


def _value(item: Any) -> Any:
    return Values.of(str(item.type), item.value) if isinstance(item.value, tuple) else item.value


def _read_part(path: Path, opened: Any, wanted: list[Channel], header: Header) -> dict[Channel, NDArray[Any]]:
    """Planes of one part, each (H, W) over the display window as stored."""
    part = wanted[0].part
    opened.seek_subimage(part, 0)
    spec = opened.spec()
    planes: dict[Channel, NDArray[Any]] = {}
    integer = str(spec.format) in ("uint8", "uint16") and header.kind != "openexr"
    for whole in (False, True):
        group = [channel for channel in wanted if channel.whole_numbers is whole]
        if not group:
            continue
        begin, end = min(channel.index for channel in group), max(channel.index for channel in group) + 1
        kind = "uint" if whole else str(spec.format) if integer else "float"
        pixels = opened.read_image(part, 0, begin, end, kind)
        if pixels is None:
            raise _unreadable(path, opened.geterror() or "Its pixels are not all there.")
        pixels = pixels.reshape(spec.height, spec.width, end - begin)
        for channel in group:
            plane = pixels[..., channel.index - begin]
            planes[channel] = _on_display(_scaled(plane, header.bit_depth) if integer else plane, spec)
    return planes


def _scaled(codes: NDArray[Any], bits: int) -> Pixels:
    """Integer codes divided by the largest; OpenImageIO fills 16 bits from fewer by repeating the top ones."""
    room = 8 * codes.itemsize
    kept = bits if 8 < bits < room else room
    return (codes >> (room - kept)).astype(np.float32) / np.float32((1 << kept) - 1)


def _on_display(plane: NDArray[Any], spec: Any) -> NDArray[Any]:
    """The data window laid on the display window: cut where it is larger, 0 where it is smaller."""
    left, top = spec.x - spec.full_x, spec.y - spec.full_y
    width, height = spec.full_width or spec.width, spec.full_height or spec.height
    if (left, top, spec.width, spec.height) == (0, 0, width, height):
        return plane
    canvas = np.zeros((height, width), plane.dtype)
    x0, x1 = max(0, left), min(width, left + spec.width)
    y0, y1 = max(0, top), min(height, top + spec.height)
    if x0 < x1 and y0 < y1:
        canvas[y0:y1, x0:x1] = plane[y0 - top : y1 - top, x0 - left : x1 - left]
    return canvas


def _unreadable(path: Path, why: str) -> InputError:
    said = " ".join(why.split()).rstrip(".")
    fix = "If it is still being written or copied, wait for that; else render or copy it again."
    return InputError(f"{path} cannot be read.", why=f"OpenImageIO says: {said}.", fix=fix)
