"""How FFmpeg lays samples out in memory: every pixel format as plain component planes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

import av
import av.filter
import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import InputError

Codes = NDArray[Any]
"""Integer codes, or floats, of one component: (H, W), any stride."""


class Kind(Enum):
    """What the components of a format are."""

    YUV = "yuv"
    """Y', Cb, Cr."""
    RGB = "rgb"
    """R', G', B'."""
    GRAY = "gray"
    """Y' alone."""


@dataclass(frozen=True, slots=True)
class Component:
    """Where one component lies in a frame."""

    plane: int
    step: int
    """Samples from one pixel of the component to the next."""
    offset: int
    """Samples before the first."""


@dataclass(frozen=True, slots=True)
class Bits:
    """Where one component lies in a packed word."""

    shift: int
    count: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Memory layout of a pixel format."""

    name: str
    kind: Kind
    bits: int
    """Bits of a code; 16 or 32 for floats."""
    sample: str
    """NumPy dtype of a sample (of a word when `fields` is given), with byte order."""
    components: tuple[Component, ...] = ()
    """Three (one for grey), and alpha last when there is one."""
    has_alpha: bool = False
    sub: tuple[int, int] = (1, 1)
    """Luma pixels per chroma sample across and down."""
    shift: int = 0
    """Zero bits below the code in its sample (P010 keeps 10 bits at the top of 16)."""
    fields: tuple[Bits, ...] = ()
    """Bit fields in R, G, B order, for formats that pack a pixel in one word."""

    @property
    def is_float(self) -> bool:
        """True for half and float samples, which are not codes."""
        return self.sample[1] == "f"


@cache
def layout_of(name: str) -> Layout:
    """The layout of an FFmpeg pixel format.

    Raises:
        InputError: the format is not a picture in Y'CbCr, R'G'B' or grey (XYZ, Bayer, hardware).
    """
    for find in (_planar_yuv, _semiplanar, _gray, _planar_rgb, _packed):
        found = find(name)
        if found is not None:
            return found
    raise InputError(
        f"Pictures in FFmpeg's pixel format '{name}' cannot be read exactly.",
        why="Only Y'CbCr, R'G'B' and grey layouts are known.",
        fix="Convert the clip to ProRes 4444 or EXR first.",
    )


def _sample(bits: int, order: str | None) -> str:
    """NumPy dtype of a sample of so many bits; `order` is le, be or None."""
    if bits <= 8:
        return "|u1"
    return (">" if order == "be" else "<") + ("u2" if bits <= 16 else "u4")


_SUB = {"420": (2, 2), "422": (2, 1), "444": (1, 1), "440": (1, 2), "411": (4, 1), "410": (4, 4)}


def _planar_yuv(name: str) -> Layout | None:
    match = re.fullmatch(r"yuv([aj]?)(420|422|444|440|411|410)p(\d+)?(msb)?(le|be)?", name)
    if match is None:
        return None
    bits = int(match[3] or 8)
    alpha = match[1] == "a"
    components = tuple(Component(plane, 1, 0) for plane in range(4 if alpha else 3))
    return Layout(name, Kind.YUV, bits, _sample(bits, match[5]), components, alpha, _SUB[match[2]], 16 - bits if match[4] else 0)


def _semiplanar(name: str) -> Layout | None:
    y = Component(0, 1, 0)
    match = re.fullmatch(r"p([024])(10|12|16)(le|be)", name)
    if match is not None:
        sub = {"0": (2, 2), "2": (2, 1), "4": (1, 1)}[match[1]]
        bits = int(match[2])
        return Layout(name, Kind.YUV, bits, _sample(16, match[3]), (y, Component(1, 2, 0), Component(1, 2, 1)), sub=sub, shift=16 - bits)
    match = re.fullmatch(r"nv(12|21|16|24|42|20)(le|be)?", name)
    if match is None:
        return None
    sub = {"12": (2, 2), "21": (2, 2), "16": (2, 1), "20": (2, 1)}.get(match[1], (1, 1))
    swapped = match[1] in ("21", "42")
    bits = 10 if match[1] == "20" else 8
    return Layout(
        name, Kind.YUV, bits, _sample(bits, match[2]), (y, Component(1, 2, int(swapped)), Component(1, 2, int(not swapped))), sub=sub
    )


def _gray(name: str) -> Layout | None:
    match = re.fullmatch(r"gray(\d+)?(le|be)?", name)
    if match is not None and match[1] != "32":
        bits = int(match[1] or 8)
        return Layout(name, Kind.GRAY, bits, _sample(bits, match[2]), (Component(0, 1, 0),))
    match = re.fullmatch(r"grayf(16|32)(le|be)", name)
    if match is not None:
        return Layout(name, Kind.GRAY, int(match[1]), _float(match), (Component(0, 1, 0),))
    match = re.fullmatch(r"ya(8|16)(le|be)?", name)
    if match is None:
        return None
    bits = int(match[1])
    return Layout(name, Kind.GRAY, bits, _sample(bits, match[2]), (Component(0, 2, 0), Component(0, 2, 1)), True)


def _float(match: re.Match[str]) -> str:
    return (">" if match[2] == "be" else "<") + f"f{int(match[1]) // 8}"


def _planar_rgb(name: str) -> Layout | None:
    match = re.fullmatch(r"gbr(a?)p(?:(f?)(\d+))?(msb)?(le|be)?", name)
    if match is None:
        return None
    bits = int(match[3] or 8)
    order = ">" if match[5] == "be" else "<"
    sample = f"{order}f{bits // 8}" if match[2] else _sample(bits, match[5])
    planes = (2, 0, 1, 3) if match[1] else (2, 0, 1)
    components = tuple(Component(plane, 1, 0) for plane in planes)
    return Layout(name, Kind.RGB, bits, sample, components, bool(match[1]), shift=16 - bits if match[4] else 0)


_FIELDS: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "x2rgb10": ("u4", "rgb", (20, 10, 10, 10, 0, 10)),
    "x2bgr10": ("u4", "rgb", (0, 10, 10, 10, 20, 10)),
    "rgb565": ("u2", "rgb", (11, 5, 5, 6, 0, 5)),
    "bgr565": ("u2", "rgb", (0, 5, 5, 6, 11, 5)),
    "rgb555": ("u2", "rgb", (10, 5, 5, 5, 0, 5)),
    "bgr555": ("u2", "rgb", (0, 5, 5, 5, 10, 5)),
    "rgb444": ("u2", "rgb", (8, 4, 4, 4, 0, 4)),
    "bgr444": ("u2", "rgb", (0, 4, 4, 4, 8, 4)),
    "rgb8": ("u1", "rgb", (5, 3, 2, 3, 0, 2)),
    "bgr8": ("u1", "rgb", (0, 3, 3, 3, 6, 2)),
    "rgb4_byte": ("u1", "rgb", (3, 1, 1, 2, 0, 1)),
    "bgr4_byte": ("u1", "rgb", (0, 1, 1, 2, 3, 1)),
    "xv30": ("u4", "yuv", (10, 10, 0, 10, 20, 10)),
    "v30x": ("u4", "yuv", (12, 10, 2, 10, 22, 10)),
}
"""Word type, kind, then shift and count of R G B (or Y Cb Cr), from FFmpeg's pixdesc.c."""

_LETTERS: dict[str, tuple[str, int]] = {
    "rgb24": ("rgb", 8), "bgr24": ("bgr", 8), "rgba": ("rgba", 8), "bgra": ("bgra", 8), "argb": ("argb", 8), "abgr": ("abgr", 8),
    "rgb0": ("rgb0", 8), "bgr0": ("bgr0", 8), "0rgb": ("0rgb", 8), "0bgr": ("0bgr", 8),
    "rgb48": ("rgb", 16), "bgr48": ("bgr", 16), "rgba64": ("rgba", 16), "bgra64": ("bgra", 16), "rgb96": ("rgb", 32),
    "rgbf16": ("rgb", -16), "rgbaf16": ("rgba", -16), "rgbf32": ("rgb", -32), "rgbaf32": ("rgba", -32),
    "ayuv": ("ayuv", 8), "vuya": ("vuya", 8), "vuyx": ("vuy0", 8), "uyva": ("uyva", 8), "vyu444": ("vyu", 8),
    "ayuv64": ("ayuv", 16), "xv36": ("uyv0", 12), "xv48": ("uyv0", 16),
}  # fmt: skip
"""Order of the samples of a pixel (0 is padding) and their bits, negative for floats."""

_PAIRS: dict[str, tuple[int, int, int, int]] = {
    "yuyv422": (0, 1, 3, 8), "uyvy422": (1, 0, 2, 8), "yvyu422": (0, 3, 1, 8),
    "y210": (0, 1, 3, 10), "y212": (0, 1, 3, 12), "y216": (0, 1, 3, 16),
}  # fmt: skip
"""Offsets of Y, Cb, Cr in the four samples of two pixels, and the bits of a code."""


def _packed(name: str) -> Layout | None:
    base, order = (name[:-2], name[-2:]) if name.endswith(("le", "be")) else (name, None)
    if base in _PAIRS:
        y, u, v, bits = _PAIRS[base]
        components = (Component(0, 2, y), Component(0, 4, u), Component(0, 4, v))
        return Layout(name, Kind.YUV, bits, _sample(bits, order), components, sub=(2, 1), shift=16 - bits if bits > 8 else 0)
    if base in _FIELDS:
        word, kind, numbers = _FIELDS[base]
        fields = tuple(Bits(numbers[i], numbers[i + 1]) for i in (0, 2, 4))
        return Layout(name, Kind(kind), 10 if word == "u4" else 8, (">" if order == "be" else "<") + word, fields=fields)
    if base not in _LETTERS:
        return None
    letters, bits = _LETTERS[base]
    kind = Kind.YUV if "y" in letters else Kind.RGB
    wanted = [*("yuv" if kind is Kind.YUV else "rgb"), *("a" if "a" in letters else "")]
    components = tuple(Component(0, len(letters), letters.index(letter)) for letter in wanted)
    sample = _sample(bits, order) if bits > 0 else f"{'>' if order == 'be' else '<'}f{-bits // 8}"
    return Layout(name, kind, abs(bits), sample, components, "a" in letters, shift=4 if bits == 12 else 0)


def planes_of(frame: av.VideoFrame, layout: Layout) -> tuple[Codes, ...]:
    """The components of a frame as views of its memory, (H, W) each in the layout's dtype; chroma smaller.

    A bottom-up frame must have gone through `upright` first.
    """
    width, height = frame.width, frame.height
    found: list[Codes] = []
    for index, component in enumerate(layout.components):
        is_chroma = layout.kind is Kind.YUV and index in (1, 2)
        across, down = layout.sub if is_chroma else (1, 1)
        columns, rows = -(-width // across), -(-height // down)
        plane = rows_of(frame, component.plane, layout.sample)[:rows]
        found.append(plane[:, component.offset :: component.step][:, :columns])
    return tuple(found)


def rows_of(frame: av.VideoFrame, plane: int, sample: str) -> Codes:
    """All samples of a plane as (rows, samples a row), padding included; a writable view."""
    picture = frame.planes[plane]
    return np.frombuffer(picture, np.dtype(sample)).reshape(-1, picture.line_size // np.dtype(sample).itemsize)  # type: ignore[arg-type]


def upright(frame: av.VideoFrame) -> tuple[av.VideoFrame, bool]:
    """A frame whose rows lie top to bottom in memory or, with True, one that shows upside down.

    FFmpeg stores bottom-up bitmaps with a negative line size, of which PyAV gives no usable view.
    """
    if frame.planes[0].line_size >= 0:
        return frame, False
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25))
    flip, sink = graph.add("vflip"), graph.add("buffersink")
    source.link_to(flip)
    flip.link_to(sink)
    graph.configure()
    graph.vpush(frame)
    return graph.vpull(), True
