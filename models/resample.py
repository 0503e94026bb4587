"""Any size to any size: antialiased Lanczos for pictures, nearest neighbour for ids."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels, Size
from uprez.models import taps

Kernel = Literal["lanczos", "area"]
"""`lanczos`: three lobes, as FFmpeg's and Pillow's; `area`: the mean over each output pixel's cell."""

_ROWS, _COLUMNS = 16, 32
"""Outputs a block, vertically and horizontally: the fastest, up and down (docs/decisions/003-resampling.md)."""


def resample(frames: Pixels, size: Size, *, kernel: Kernel = "lanczos", out: Pixels | None = None) -> Pixels:
    """Bring pictures (T, C, H, W) float32 to (T, C, size.height, size.width), separably, unclipped, each axis by its own factor.

    Pixels are cells (half-pixel centres); where an axis shrinks the kernel widens with it; beyond
    the edges the edge pixels go on. A constant picture stays constant to 1e-6 of its value. Samples
    must be finite: an infinite one spoils its surroundings. `out`, C-contiguous and of the result's
    shape, spares the time of getting new memory; without it the result is a new array.

    Raises:
        ValueError: `out` has another shape.
    """
    count, channels, height, width = frames.shape
    shape = (count, channels, size.height, size.width)
    if out is None:
        out = np.empty(shape, np.float32)
    elif out.shape != shape:
        raise ValueError(f"out is {out.shape}, the result {shape}")
    if (height, width) == (size.height, size.width):
        np.copyto(out, frames)
        return out
    rows, columns = _blocks(height, size.height, kernel, _ROWS), _blocks(width, size.width, kernel, _COLUMNS)
    columns_first = size.height >= height
    between = np.empty((height, size.width) if columns_first else (size.height, width), np.float32)
    for source, result in zip(frames.reshape(-1, height, width), out.reshape(-1, size.height, size.width), strict=True):
        if height == size.height:
            taps.apply_columns(columns, source, result)
        elif width == size.width:
            taps.apply_rows(rows, source, result)
        elif columns_first:
            taps.apply_rows(rows, taps.apply_columns(columns, source, between), result)
        else:
            taps.apply_columns(columns, taps.apply_rows(rows, source, between), result)
    return out


def resample_ids(planes: NDArray[Any], size: Size) -> NDArray[Any]:
    """Bring planes (..., H, W) of ids, whatever their type, to `size` by taking the nearest pixel; nothing is ever mixed."""
    height, width = planes.shape[-2:]
    rows = _nearest(height, size.height)
    columns = _nearest(width, size.width)
    return np.take(np.take(planes, rows, axis=-2), columns, axis=-1)


def _nearest(length: int, outputs: int) -> NDArray[np.intp]:
    """The pixel in which each output's centre lies, in whole numbers: no rounding at ties."""
    return (2 * np.arange(outputs, dtype=np.intp) + 1) * length // (2 * outputs)


@lru_cache(maxsize=16)
def _blocks(length: int, outputs: int, kernel: Kernel, block: int) -> taps.Banded:
    return taps.banded(taps.lanczos(length, outputs) if kernel == "lanczos" else taps.area(length, outputs), block)
