"""Video frames to float R'G'B', exactly: every matrix, range, depth and chroma position.

FFmpeg's legacy swscale maps white to 65280 of 65535, clips, and centres unspecified 4:2:2 chroma; none of it is used here.
"""

from __future__ import annotations

from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.colour import ColourTag, Matrix, Range
from uprez.core.frame import Pixels
from uprez.media.colour.buffers import PixelPool
from uprez.media.colour.chroma import heighten, pad_ends, phases, widen
from uprez.media.colour.coding import Scale, Siting, default_matrix, default_siting, forward_matrix
from uprez.media.colour.layout import Codes, Kind, Layout, layout_of, planes_of, rows_of, upright
from uprez.media.colour.siting import stated_siting

_STRIP = 1 << 17
"""Pixels worked on at a time: buffers stay in the cache, calls stay few (1080p 4:2:2: 5.5 ms; 14 ms at 2^14)."""
_JPEG = 2
"""FFmpeg's AVCOL_RANGE_JPEG."""
_MPEG = 1
"""FFmpeg's AVCOL_RANGE_MPEG."""


class YuvDecoder:
    """Frames of one clip to R'G'B'; keep one per thread.

    Unless `siting` says where chroma sits, the first frame is asked (see `stated_siting`), for the whole clip.
    """

    def __init__(self, siting: Siting | None = None) -> None:
        self._siting = siting
        self._asked = siting is not None
        self._colours, self._alphas = PixelPool(), PixelPool()
        self._work: dict[tuple[str, tuple[int, ...]], Pixels] = {}

    def decode(self, frame: av.VideoFrame, tag: ColourTag) -> tuple[Pixels, Pixels | None]:
        """One frame as (3, H, W) float32, 0 black and 1 reference white, unclipped, and its alpha (H, W), 0 to 1, or None.

        The matrix and range come from `tag` (the matrix by the picture's size when unspecified; `yuvj` formats are always
        full range; grey and R'G'B' are full range unless the frame itself says limited). Chroma is interpolated linearly
        from where the frame says that it sits. Error below 0.001 of a 10-bit code. The arrays are the caller's for as
        long as they are held.

        Raises:
            InputError: a matrix (constant luminance, ICtCp) or pixel format that has no exact decoding.
        """
        if frame.format.name in ("pal8", "monow", "monob"):
            return self._indexed(frame)
        layout = layout_of(frame.format.name)
        if layout.kind is Kind.YUV and layout.sub != (1, 1) and not self._asked:
            self._siting, self._asked = stated_siting(frame), True
        frame, upside_down = upright(frame)
        rgb = self._colours.take((3, frame.height, frame.width))
        alpha = self._from_yuv(frame, layout, tag, rgb) if layout.kind is Kind.YUV else self._from_rgb(frame, layout, rgb)
        if upside_down:
            return np.ascontiguousarray(rgb[:, ::-1]), None if alpha is None else np.ascontiguousarray(alpha[::-1])
        return rgb, alpha

    def _from_yuv(self, frame: av.VideoFrame, layout: Layout, tag: ColourTag, rgb: Pixels) -> Pixels | None:
        full = tag.range is Range.FULL or layout.name.startswith("yuvj")
        matrix = tag.matrix
        if matrix in (Matrix.UNSPECIFIED, Matrix.RGB):  # a Y'CbCr picture that claims to be R'G'B' says nothing
            matrix = default_matrix(frame.width, frame.height)
        siting = self._siting or default_siting(layout.sub, matrix, layout.name.startswith("yuvj"))
        scale = Scale.of(layout.bits, Range.FULL if full else Range.LIMITED)
        planes = _fields(frame, layout) if layout.fields else planes_of(frame, layout)
        gain = 1 / (scale.luma_span * (1 << layout.shift))
        weights = _chroma_weights(forward_matrix(matrix), scale, gain, 1 << layout.shift)
        y, u, v = (_native(plane) for plane in planes[:3])
        _, height, width = rgb.shape
        rows = max(layout.sub[1], _STRIP // width // layout.sub[1] * layout.sub[1])
        for top in range(0, height, rows):
            strip = rgb[:, top : top + rows]
            self._chroma_strip(u, v, top, weights, layout.sub, siting, strip)
            for channel in strip:
                cv2.accumulateWeighted(y[top : top + rows], channel, gain)
        return self._alpha(planes[3], layout) if layout.has_alpha else None

    def _chroma_strip(
        self, u: Codes, v: Codes, top: int, weights: NDArray[np.float64], sub: tuple[int, int], siting: Siting, out: Pixels
    ) -> None:
        """What chroma adds to each of R', G', B', (3, rows, W), for rows from `top`."""
        across, down = sub
        first = top // down - (down > 1)
        last = -(-(top + out.shape[1]) // down) + (down > 1)
        inside = slice(max(0, first), min(u.shape[0], last))
        height, width = inside.stop - inside.start, u.shape[1]
        wide = self._buffer("u", (height, width)), self._buffer("v", (height, width))
        for plane, floats in zip((u, v), wide, strict=True):
            np.copyto(floats, plane[inside], casting="unsafe")
        if sub == (1, 1):
            for (a, b, c), channel in zip(weights, out, strict=True):
                cv2.addWeighted(wide[0], a, wide[1], b, c, dst=channel)
            return
        padded = self._buffer("padded", (last - first, width + 2))
        tall = self._buffer("tall", (out.shape[1], width + 2)) if down > 1 else padded
        work = self._buffer("work", (across, out.shape[1], width))
        start = inside.start - first
        for (a, b, c), channel in zip(weights, out, strict=True):
            cv2.addWeighted(wide[0], a, wide[1], b, c, dst=padded[start : start + height, 1:-1])
            padded[:start, 1:-1] = padded[start, 1:-1]
            padded[start + height :, 1:-1] = padded[start + height - 1, 1:-1]
            pad_ends(padded)
            if down > 1:
                heighten(padded, phases(down, siting.value[1]), tall)
            if across > 1:
                widen(tall, phases(across, siting.value[0]), channel, work)
            else:
                np.copyto(channel, tall[:, 1:-1])

    def _from_rgb(self, frame: av.VideoFrame, layout: Layout, rgb: Pixels) -> Pixels | None:
        if layout.fields:
            for plane, field, channel in zip(_fields(frame, layout), layout.fields, rgb, strict=True):
                np.divide(plane, np.float32((1 << field.count) - 1), out=channel, casting="unsafe")
            return None
        limited = frame.color_range == _MPEG and not layout.is_float
        scale = Scale.of(layout.bits, Range.LIMITED if limited else Range.FULL)
        planes = planes_of(frame, layout)
        colours = planes[:3] if layout.kind is Kind.RGB else planes[:1]
        for plane, channel in zip(colours, rgb, strict=False):
            if layout.is_float:
                np.copyto(channel, plane)
                continue
            np.multiply(plane, np.float32(1 / (scale.luma_span * (1 << layout.shift))), out=channel, casting="unsafe")
            if limited:
                channel -= np.float32(scale.luma_zero / scale.luma_span)
        if layout.kind is Kind.GRAY:
            rgb[1:] = rgb[0]
        return self._alpha(planes[-1], layout) if layout.has_alpha else None

    def _alpha(self, plane: Codes, layout: Layout) -> Pixels:
        """Alpha is full range in every format."""
        alpha = self._alphas.take(plane.shape)
        if layout.is_float:
            np.copyto(alpha, plane)
        else:
            top = np.float32(((1 << layout.bits) - 1) << layout.shift)
            np.divide(plane, top, out=alpha, casting="unsafe")
        return alpha

    def _indexed(self, frame: av.VideoFrame) -> tuple[Pixels, Pixels | None]:
        """Palette and one-bit pictures."""
        frame, upside_down = upright(frame)
        order = slice(None, None, -1) if upside_down else slice(None)
        rows = rows_of(frame, 0, "|u1")[order]
        if frame.format.name == "pal8":
            palette = np.frombuffer(frame.planes[1], np.uint32)  # type: ignore[arg-type]
            colours = palette[rows[:, : frame.width]]
            bgra = [(colours >> shift & 255).astype(np.float32) / np.float32(255) for shift in (0, 8, 16, 24)]
            return np.stack(bgra[2::-1]), bgra[3] if (palette >> 24 != 255).any() else None
        bits = np.unpackbits(rows, axis=1)[:, : frame.width].astype(np.float32)
        if frame.format.name == "monow":
            bits = 1 - bits
        return np.repeat(bits[None], 3, axis=0), None

    def _buffer(self, name: str, shape: tuple[int, ...]) -> Pixels:
        key = (name, shape)
        if key not in self._work:
            if len(self._work) > 24:
                self._work.clear()
            self._work[key] = np.empty(shape, np.float32)
        return self._work[key]


def _chroma_weights(forward: NDArray[np.float64], scale: Scale, gain: float, step: int) -> NDArray[np.float64]:
    """Per channel, a, b, c: what chroma codes and black add, a·U + b·V + c, before luma is mixed in as (1 − gain)·x + gain·Y."""
    inverse = np.linalg.inv(forward)
    ab = inverse[:, 1:] / (scale.chroma_span * step)
    c = -ab.sum(1) * scale.chroma_zero * step - scale.luma_zero / scale.luma_span
    return np.asarray(np.column_stack([ab, c]) / (1 - gain), np.float64)


def _native(plane: Codes) -> Codes:
    """The same codes as OpenCV takes them: native byte order, samples of a row together."""
    if plane.dtype.isnative and plane.strides[1] == plane.itemsize:
        return plane
    return np.ascontiguousarray(plane, plane.dtype.newbyteorder("="))


def _fields(frame: av.VideoFrame, layout: Layout) -> tuple[Codes, ...]:
    """The bit fields of every word, each (H, W) uint16."""
    words: Any = rows_of(frame, 0, layout.sample)[: frame.height, : frame.width]
    return tuple((words >> field.shift & ((1 << field.count) - 1)).astype(np.uint16) for field in layout.fields)
