"""One frame as an EXR: half or float colour and alpha, and every other channel in its own type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from uprez import __version__
from uprez.core.colour import Alpha
from uprez.core.frame import Frame, Pixels
from uprez.media import exr_zip
from uprez.media.alpha import premultiplied
from uprez.media.exr_header import put_source, put_take
from uprez.media.picture_out import ROWS, Part, fault, save
from uprez.media.take import TakeSpec

_LARGEST_HALF = np.float32(65504)
_DEFLATE_LEVEL = 2
"""Of 9, for ZIP: a tenth faster than OpenEXR's own choice of 4, for files 0 to 3 % larger."""


@dataclass(frozen=True, slots=True)
class ExrStyle:
    """What all EXR files of a take have in common."""

    colour: str
    """`half` or `float`, for R, G, B and A."""
    compression: str
    tiled: bool
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    """`half`, `float` or `uint` of the source's other channels, by name."""

    @classmethod
    def of(cls, take: TakeSpec) -> ExrStyle:
        """As the user asked, and as the source's own channels are."""
        output = take.output
        return cls(output.exr_depth, output.exr_compression.value, output.exr_tiled, _source_types(take))


def _source_types(take: TakeSpec) -> dict[str, str]:
    """Sample types of the source's channels, from its first file; empty when it is no EXR."""
    source = take.source
    if not source.extra_channels or not source.pattern.lower().endswith(".exr"):
        return {}
    name = source.pattern % source.first_number if "%" in source.pattern else source.pattern
    reader = OpenImageIO.ImageInput.open(str(source.path / name))
    if reader is None:
        OpenImageIO.geterror()
        return {}
    types: dict[str, str] = {}
    part = 0
    while reader.seek_subimage(part, 0):
        spec = reader.spec()
        prefix = str(spec.getattribute("oiio:subimagename") or spec.getattribute("name") or f"part{part}")
        for index, channel in enumerate(spec.channelnames):
            types.setdefault(f"{prefix}.{channel}", str(spec.channelformat(index)))
            types.setdefault(channel, str(spec.channelformat(index)))
        part += 1
    reader.geterror()  # its word on the part after the last
    reader.close()
    return types


def write_exr(path: Path, take: TakeSpec, frame: Frame, style: ExrStyle) -> str:
    """Write a frame; empty when the file is whole, else the reason why not.

    Straight colour is multiplied by alpha, since EXR's is. Half samples beyond ±65504 become that.
    Channels of whole numbers go into a second part, `data`: OpenImageIO cannot write them exactly
    beside others.
    """
    planes, types = _channels(take, frame, style)
    whole = [name for name, kind in types.items() if kind == "uint"]
    parts = [_float_part(take, frame, style, {name: planes[name] for name in planes if name not in whole}, types)]
    if exr_zip.AVAILABLE and style.compression == "zip" and not style.tiled and not whole:
        ordered = {name: planes[name] for name in sorted(planes)}
        return exr_zip.save_zip(path, parts[0].spec, _rows(ordered, types, in_half=True)) or fault(path, parts)
    if whole:
        parts[0].spec.attribute("oiio:subimagename", "rgba")
        parts.append(_whole_part(frame, style, {name: planes[name] for name in whole}))
    return save(path, parts)


def _channels(take: TakeSpec, frame: Frame, style: ExrStyle) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """Planes (H, W) and sample types by channel name, in the order of the file."""
    rgb: Pixels = frame.rgb
    planes: dict[str, NDArray[Any]] = {}
    if take.alpha is not Alpha.NONE:
        alpha = frame.alpha if frame.alpha is not None else np.ones(rgb.shape[1:], np.float32)
        rgb = premultiplied(rgb, alpha) if take.alpha is Alpha.STRAIGHT else rgb
        planes["A"] = alpha
    planes = {**dict(zip("RGB", rgb, strict=True)), **planes, **frame.extra}
    types: dict[str, str] = {}
    for name, plane in planes.items():
        if name not in frame.extra:
            types[name] = style.colour
        elif plane.dtype.kind == "u":
            types[name] = "uint"
        else:
            types[name] = "half" if plane.dtype == np.float16 or style.extra.get(name) == "half" else "float"
    return planes, types


def _spec(frame: Frame, style: ExrStyle, names: list[str], types: list[str]) -> OpenImageIO.ImageSpec:
    spec = OpenImageIO.ImageSpec(frame.size.width, frame.size.height, len(names), types[0])
    spec.channelnames = tuple(names)
    if len(set(types)) > 1:
        spec.channelformats = tuple(types)
    spec.alpha_channel = names.index("A") if "A" in names else -1
    zipped = style.compression in ("zip", "zips")
    spec.attribute("compression", f"{style.compression}:{_DEFLATE_LEVEL}" if zipped else style.compression)
    if style.tiled:
        spec.tile_width = spec.tile_height = ROWS
    return spec


def _float_part(take: TakeSpec, frame: Frame, style: ExrStyle, planes: Mapping[str, NDArray[Any]], types: Mapping[str, str]) -> Part:
    kinds = [types[name] for name in planes]
    spec = _spec(frame, style, list(planes), kinds)
    put_source(spec, frame.attributes)
    put_take(spec, take, frame, f"uprez {__version__}")
    rows = _rows(planes, types, in_half=len(set(kinds)) == 1)
    return Part(spec, lambda top, bottom: _interleaved(rows(top, bottom)))


def _rows(planes: Mapping[str, NDArray[Any]], types: Mapping[str, str], *, in_half: bool) -> Callable[[int, int], list[NDArray[Any]]]:
    """Gives bands of the planes, halves held to what they can say; as float32 unless `in_half`, for OpenImageIO to round."""

    def rows(top: int, bottom: int) -> list[NDArray[Any]]:
        bands = [np.ascontiguousarray(plane[top:bottom], np.float32) for plane in planes.values()]
        halves = [types[name] == "half" for name in planes]
        bands = [_within_half(band) if half else band for band, half in zip(bands, halves, strict=True)]
        return [_half(band) if half and in_half else band for band, half in zip(bands, halves, strict=True)]

    return rows


def _whole_part(frame: Frame, style: ExrStyle, planes: Mapping[str, NDArray[Any]]) -> Part:
    spec = _spec(frame, style, list(planes), ["uint"] * len(planes))
    spec.attribute("oiio:subimagename", "data")
    spec.attribute("DateTime", "")

    def band(top: int, bottom: int) -> NDArray[Any]:
        return np.stack([plane[top:bottom].astype(np.uint32, copy=False) for plane in planes.values()], -1)

    return Part(spec, band)


def _within_half(rows: Pixels) -> Pixels:
    """Hold samples to what half can say; most pictures are within already, and asking is three times as fast as clipping."""
    within = cv2.norm(rows, cv2.NORM_INF) <= _LARGEST_HALF
    return rows if within else np.clip(rows, -_LARGEST_HALF, _LARGEST_HALF)


def _half(rows: Pixels) -> NDArray[np.float16]:
    """Round to half; OpenCV does it four times as fast as NumPy."""
    multiply: Any = cv2.multiply  # its types know no plain numbers
    return multiply(rows, 1.0, dtype=cv2.CV_16F)


def _interleaved(planes: list[NDArray[Any]]) -> NDArray[Any]:
    """Planes (h, w) of one type to (h, w, C); OpenCV's merge knows no halves, and needs not know what the bits mean."""
    kind = planes[0].dtype
    merged = cv2.merge([plane.view(np.int16 if kind.itemsize == 2 else kind) for plane in planes])
    return np.asarray(merged).reshape(*planes[0].shape, len(planes)).view(kind)
