"""Y'CbCr in float64, written from H.273 and FFmpeg's own pixel conversions: what decoder and encoder are held against."""

from __future__ import annotations

import av
import numpy as np

from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer

HD = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709, Range.LIMITED)
CODE = 1023
"""A decode error is counted in 10-bit codes."""
KR_KB = {
    Matrix.BT709: (0.2126, 0.0722),
    Matrix.BT470BG: (0.299, 0.114),
    Matrix.SMPTE170M: (0.299, 0.114),
    Matrix.SMPTE240M: (0.212, 0.087),
    Matrix.FCC: (0.30, 0.11),
    Matrix.BT2020_NCL: (0.2627, 0.0593),
}
SUB = {"420": (2, 2), "422": (2, 1), "444": (1, 1), "440": (1, 2), "411": (4, 1), "410": (4, 4)}


def scales(bits: int, limited: bool) -> tuple[float, float, float, float]:
    if limited:
        unit = 2 ** (bits - 8)
        return 16 * unit, 219 * unit, 128 * unit, 224 * unit
    return 0, 2**bits - 1, 2 ** (bits - 1), 2**bits - 1


def samples(frame: av.VideoFrame, plane: int, width: int, height: int, bits: int) -> np.ndarray:
    picture = frame.planes[plane]
    kind = np.uint8 if bits == 8 else np.uint16
    return np.frombuffer(picture, kind).reshape(-1, picture.line_size // np.dtype(kind).itemsize)[:height, :width].astype(np.float64)


def noise(width: int, height: int, name: str, bits: int, seed: int = 0) -> av.VideoFrame:
    """A frame of random codes, illegal ones too."""
    frame = av.VideoFrame(width, height, name)
    random = np.random.default_rng(seed)
    for plane in frame.planes:
        raw = np.frombuffer(plane, np.uint8 if bits == 8 else np.uint16)
        raw[:] = random.integers(0, 2**bits, raw.shape)
    return frame


def stretch(plane: np.ndarray, size: int, step: int, position: float, axis: int) -> np.ndarray:
    """Linear interpolation: fine sample x lies at (x − position·(step − 1)) / step among the coarse ones."""
    last = plane.shape[axis] - 1
    place = np.clip((np.arange(size) - position * (step - 1)) / step, 0, last)
    left = np.minimum(np.floor(place).astype(int), max(last - 1, 0))
    shape = [1, 1]
    shape[axis] = size
    right = (place - left).reshape(shape)
    return np.take(plane, left, axis) * (1 - right) + np.take(plane, np.minimum(left + 1, last), axis) * right


def shrink(plane: np.ndarray, step: int, position: float, axis: int) -> np.ndarray:
    """Around each coarse sample: the dual of linear interpolation where it sits on a fine one, else a tent; edges repeated."""
    if step == 1:
        return plane
    size = plane.shape[axis]
    total: np.ndarray | float = 0.0
    for offset in range(-4, 8):
        away = abs(offset - position * (step - 1))
        dual = {0: 6 / 8, 1: 2 / 8, 2: -1 / 8}.get(away, 0.0)
        weight = dual if step == 2 and position != 0.5 else max(0.0, 1 - away / step) / step
        total = total + weight * np.take(plane, np.clip(np.arange(-(-size // step)) * step + offset, 0, size - 1), axis)
    return np.asarray(total)


def to_rgb(y: np.ndarray, u: np.ndarray, v: np.ndarray, matrix: Matrix) -> np.ndarray:
    if matrix is Matrix.YCGCO:
        return np.stack([y - u + v, y + u, y - u - v])
    kr, kb = KR_KB[matrix]
    red, blue = y + 2 * (1 - kr) * v, y + 2 * (1 - kb) * u
    return np.stack([red, (y - kr * red - kb * blue) / (1 - kr - kb), blue])


def decoded(frame: av.VideoFrame, sub: tuple[int, int], bits: int, matrix: Matrix, limited: bool, at: tuple[float, float]) -> np.ndarray:
    zero, span, chroma_zero, chroma_span = scales(bits, limited)
    width, height = frame.width, frame.height
    small = -(-width // sub[0]), -(-height // sub[1])
    y = (samples(frame, 0, width, height, bits) - zero) / span
    u, v = (
        stretch(
            stretch((samples(frame, plane, *small, bits) - chroma_zero) / chroma_span, height, sub[1], at[1], 0), width, sub[0], at[0], 1
        )
        for plane in (1, 2)
    )
    return to_rgb(y, u, v, matrix)


def encoded(rgb: np.ndarray, sub: tuple[int, int], bits: int, matrix: Matrix, limited: bool, at: tuple[float, float]) -> list[np.ndarray]:
    red, green, blue = rgb.astype(np.float64)
    if matrix is Matrix.YCGCO:
        y, u, v = red / 4 + green / 2 + blue / 4, green / 2 - red / 4 - blue / 4, (red - blue) / 2
    else:
        kr, kb = KR_KB[matrix]
        y = kr * red + (1 - kr - kb) * green + kb * blue
        u, v = (blue - y) / (2 - 2 * kb), (red - y) / (2 - 2 * kr)
    zero, span, chroma_zero, chroma_span = scales(bits, limited)
    low, high = (2 ** (bits - 8), 2**bits - 1 - 2 ** (bits - 8)) if limited else (0, 2**bits - 1)
    chroma = [shrink(shrink(plane, sub[0], at[0], 1), sub[1], at[1], 0) * chroma_span + chroma_zero for plane in (u, v)]
    return [np.clip(np.rint(plane), low, high) for plane in (y * span + zero, *chroma)]
