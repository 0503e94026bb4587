"""Float R'G'B' to video frames, exactly: codes rounded half to even, chroma sited where the standard puts it, no dither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.colour import ColourTag, Matrix, Range
from uprez.core.errors import OutputError
from uprez.core.frame import Pixels
from uprez.media.colour.buffers import FramePool
from uprez.media.colour.chroma import narrow, shorten, weighted_sum
from uprez.media.colour.coding import Scale, Siting, default_siting, forward_matrix, written_matrix
from uprez.media.colour.layout import Codes, Kind, Layout, layout_of, planes_of
from uprez.media.colour.siting import FFMPEG_NAMES

_STRIP = 1 << 17
"""Pixels worked on at a time: buffers stay in the cache, calls stay few (4K 4:2:2: 25 ms; 65 ms at 2^14)."""
_COARSE = 12
"""Above this depth float32 is too coarse to round 99.9 % of codes right, and the work is done in float64."""
_FFMPEG_RANGE = {Range.LIMITED: 1, Range.FULL: 2}
"""AVCOL_RANGE_MPEG and AVCOL_RANGE_JPEG."""
_SPARE = 2
"""Rows of the neighbouring strips that vertical chroma filtering reads."""


@dataclass(frozen=True, slots=True)
class _Chroma:
    """One chroma component, in codes before rounding: gain · base colour − loss · luma + zero."""

    base: int
    """Channel of R'G'B' that it is the difference from."""
    other: int
    """Channel subtracted, when it is not luma (YCgCo's second chroma is R' − B'); −1 for luma."""
    gain: float
    loss: float
    zero: float

    @classmethod
    def of(cls, row: NDArray[np.float64], luma: NDArray[np.float64], scale: Scale) -> _Chroma:
        """The component of a row of the forward matrix."""
        base = int(np.argmax(row))
        first, second = (i for i in range(3) if i != base)
        share = -row[first] / luma[first]
        if not np.isclose(share * luma[second], -row[second]):
            other = int(np.argmin(row))
            return cls(base, other, row[base] * scale.chroma_span, -row[other] * scale.chroma_span, scale.chroma_zero)
        loss = share * scale.chroma_span / scale.luma_span
        gain = (row[base] + share * luma[base]) * scale.chroma_span
        return cls(base, -1, gain, loss, scale.chroma_zero + loss * scale.luma_zero)


@dataclass(frozen=True, slots=True)
class _Coding:
    """All that turns R'G'B' into the codes of one format."""

    luma: tuple[float, ...]
    """Codes per unit of R', G', B'."""
    chroma: tuple[_Chroma, _Chroma]
    scale: Scale
    siting: Siting
    sub: tuple[int, int]
    precise: bool


class YuvEncoder:
    """Float pictures to frames for an encoder; keep one per thread."""

    def __init__(self, siting: Siting | None = None) -> None:
        self._siting = siting
        self._frames = FramePool()
        self._work: dict[tuple[str, tuple[int, ...], bool], NDArray[Any]] = {}

    def encode(self, rgb: Pixels, alpha: Pixels | None, tag: ColourTag, pixel_format: str) -> av.VideoFrame:
        """A frame of `rgb` (3, H, W) float32, 0 black and 1 reference white, and `alpha` (H, W) 0 to 1 (solid when None).

        Planar Y'CbCr at 4:4:4, 4:2:2 and 4:2:0, planar and packed R'G'B', and grey (from green), of 8 to 16 bits.
        Y'CbCr takes matrix and range from `tag`; R'G'B' and grey are written full range. A code is the float64 value
        rounded half to even (more than 99.9 % of them), chroma comes through the dual of linear interpolation. Values outside 0 to 1 are
        kept as far as legal codes go; NaN and infinities give some code. Alpha is dropped when the format has none.
        The frame carries the tag and no time; its memory is used again after its last holder lets go.

        Raises:
            OutputError: the pixel format is none of these.
            InputError: the matrix cannot be computed (constant luminance, ICtCp).
        """
        layout = layout_of(pixel_format)
        if layout.fields or layout.is_float or layout.shift or layout.bits > 16 or max(layout.sub) > 2 or layout.sample[0] == ">":
            raise OutputError(
                f"Frames in FFmpeg's pixel format '{pixel_format}' cannot be made.", fix="Choose 8 to 16-bit Y'CbCr or R'G'B'."
            )
        _, height, width = rgb.shape
        if rgb.strides[2] != rgb.itemsize or rgb.strides[1] < width * rgb.itemsize:
            rgb = np.ascontiguousarray(rgb)
        siting = self._siting or written_siting(tag, width, height, pixel_format)
        frame = self._frames.take(width, height, pixel_format, "unspecified" if layout.sub == (1, 1) else FFMPEG_NAMES[siting])
        planes = planes_of(frame, layout)
        with np.errstate(invalid="ignore"):
            if layout.kind is Kind.YUV:
                coding = _coding(tag, layout, siting, width, height)
                rows = max(layout.sub[1], _STRIP // width // layout.sub[1] * layout.sub[1])
                for top in range(0, height, rows):
                    self._strip(rgb, slice(top, min(height, top + rows)), coding, planes)
            else:
                channels = rgb if layout.kind is Kind.RGB else rgb[1:2]
                for channel, plane in zip(channels, planes, strict=False):
                    _full_range(channel, layout.bits, plane)
            if layout.has_alpha and alpha is None:
                planes[-1][:] = (1 << layout.bits) - 1
            elif layout.has_alpha and alpha is not None:
                _full_range(alpha, layout.bits, planes[-1])
        _mark(frame, tag, layout)
        return frame

    def _strip(self, rgb: Pixels, rows: slice, coding: _Coding, planes: tuple[Codes, ...]) -> None:
        """Write `rows` of the picture, and the chroma that belongs to them."""
        across, down = coding.sub
        _, height, width = rgb.shape
        spare = _SPARE if down > 1 else 0
        outer = slice(max(0, rows.start - spare), min(height, rows.stop + spare))
        colours, scale, precise = rgb[:, outer], coding.scale, coding.precise
        luma = self._buffer("luma", (outer.stop - outer.start, width), precise)
        _combine(colours, coding.luma, scale.luma_zero, luma)
        _store(luma[rows.start - outer.start : rows.stop - outer.start], scale, planes[0][rows])
        for chroma, plane in zip(coding.chroma, planes[1:3], strict=True):
            padded = self._buffer("padded", (luma.shape[0], width + 6 - width % 2 if across > 1 else width), precise)
            fine = padded[:, 2 : 2 + width] if across > 1 else padded
            _difference(colours, luma, chroma, fine)
            if across > 1:
                padded[:, :2] = padded[:, 2:3]
                padded[:, 2 + width :] = padded[:, 1 + width : 2 + width]
            first = rows.start // down
            target = plane[first : first - (rows.start - rows.stop) // down]
            if across == 1:
                _store(fine, scale, target)
                continue
            pieces = self._narrowed(padded, -(-width // 2), coding)
            if down > 1:
                fine = self._buffer("narrow", pieces[0][0].shape, precise)
                weighted_sum(pieces, fine, self._buffer("sum", fine.shape, precise))
                pieces = self._shortened(fine, rows, outer, coding)
            _store_sum(pieces, scale, target, self._buffer("sum", target.shape, precise))

    def _narrowed(self, padded: NDArray[Any], width: int, coding: _Coding) -> list[tuple[NDArray[Any], float]]:
        half = (padded.shape[0], padded.shape[1] // 2)
        even, odd = self._buffer("even", half, coding.precise), self._buffer("odd", half, coding.precise)
        return narrow(padded, coding.siting.value[0], even, odd, width)

    def _shortened(self, fine: NDArray[Any], rows: slice, outer: slice, coding: _Coding) -> list[tuple[NDArray[Any], float]]:
        count = -(-(rows.stop - rows.start) // 2)
        tall = self._buffer("tall", (2 * count + 2 * _SPARE, fine.shape[1]), coding.precise)
        start = outer.start - rows.start + _SPARE
        tall[start : start + fine.shape[0]] = fine
        tall[:start] = fine[0]
        tall[start + fine.shape[0] :] = fine[-1]
        return shorten(tall, coding.siting.value[1], count)

    def _buffer(self, name: str, shape: tuple[int, ...], precise: bool) -> NDArray[Any]:
        key = (name, shape, precise)
        if key not in self._work:
            if len(self._work) > 24:
                self._work.clear()
            self._work[key] = np.empty(shape, np.float64 if precise else np.float32)
        return self._work[key]


def written_siting(tag: ColourTag, width: int, height: int, pixel_format: str) -> Siting:
    """Where the chroma of a frame of this tag and format is put; the movie must state it when it is not LEFT."""
    return default_siting(layout_of(pixel_format).sub, written_matrix(tag, width, height), pixel_format.startswith("yuvj"))


def _coding(tag: ColourTag, layout: Layout, siting: Siting, width: int, height: int) -> _Coding:
    scale = Scale.of(layout.bits, Range.FULL if layout.name.startswith("yuvj") else tag.range)
    forward = forward_matrix(written_matrix(tag, width, height))
    chroma = (_Chroma.of(forward[1], forward[0], scale), _Chroma.of(forward[2], forward[0], scale))
    luma = tuple(float(weight) for weight in forward[0] * scale.luma_span)
    return _Coding(luma, chroma, scale, siting, layout.sub, layout.bits > _COARSE)


def _combine(colours: Pixels, weights: tuple[float, ...], zero: float, out: NDArray[Any]) -> None:
    """weights · colours + zero into `out`."""
    if out.itemsize == 4:
        cv2.addWeighted(colours[0], weights[0], colours[1], weights[1], zero, dst=out)
        cv2.scaleAdd(colours[2], weights[2], out, dst=out)
    else:
        cv2.addWeighted(colours[0], weights[0], colours[1], weights[1], zero, dst=out, dtype=cv2.CV_64F)
        cv2.addWeighted(colours[2], weights[2], out, 1, 0, dst=out, dtype=cv2.CV_64F)


def _difference(colours: Pixels, luma: NDArray[Any], chroma: _Chroma, out: NDArray[Any]) -> None:
    """Chroma before rounding, at full resolution, from luma before rounding."""
    other = luma if chroma.other < 0 else colours[chroma.other]
    depth = cv2.CV_64F if out.itemsize == 8 else cv2.CV_32F
    cv2.addWeighted(colours[chroma.base], chroma.gain, other, -chroma.loss, chroma.zero, dst=out, dtype=depth)


def _store(values: NDArray[Any], scale: Scale, out: Codes) -> None:
    """Round half to even into integer codes, within the legal ones."""
    if values.itemsize == 4:
        cv2.addWeighted(values, 1, values, 0, 0, dst=out, dtype=cv2.CV_8U if out.itemsize == 1 else cv2.CV_16U)
        out.clip(scale.lowest, scale.highest, out=out)
    else:
        rounded = np.rint(values)  # not in place: chroma is made from the luma before rounding
        np.copyto(out, rounded.clip(scale.lowest, scale.highest, out=rounded), casting="unsafe")


def _store_sum(pieces: list[tuple[NDArray[Any], float]], scale: Scale, out: Codes, work: NDArray[Any]) -> None:
    """`_store` of a weighted sum."""
    if work.itemsize == 4:
        weighted_sum(pieces, out, work)
        out.clip(scale.lowest, scale.highest, out=out)
    else:
        weighted_sum(pieces, work, work)
        _store(work, scale, out)


def _full_range(values: Pixels, bits: int, out: Codes) -> None:
    """0 to 1 into all codes of the depth, rounded half to even in float64."""
    top = (1 << bits) - 1
    rows = max(1, _STRIP // values.shape[1])
    for start in range(0, values.shape[0], rows):
        part = np.multiply(values[start : start + rows], top, dtype=np.float64 if bits > _COARSE else np.float32)
        np.rint(part, out=part)
        np.copyto(out[start : start + rows], np.clip(part, 0, top, out=part), casting="unsafe")


def _mark(frame: av.VideoFrame, tag: ColourTag, layout: Layout) -> None:
    """Write the tag's code points on the frame."""
    if layout.kind is Kind.YUV:
        frame.colorspace = int(written_matrix(tag, frame.width, frame.height))  # type: ignore[assignment]
        frame.color_range = _FFMPEG_RANGE[tag.range]  # type: ignore[assignment]
    else:
        frame.colorspace = int(Matrix.RGB if layout.kind is Kind.RGB else Matrix.UNSPECIFIED)  # type: ignore[assignment]
        frame.color_range = _FFMPEG_RANGE[Range.FULL]  # type: ignore[assignment]
    frame.color_primaries = int(tag.primaries)  # type: ignore[assignment]
    frame.color_trc = int(tag.transfer)  # type: ignore[assignment]
