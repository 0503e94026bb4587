"""What is done to rows of pictures besides the display transform."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from uprez.ui.viewer.display import Codes
from uprez.ui.viewer.modes import Channels
from uprez.ui.viewer.pictures import Half

GAIN = 8
"""By how much a difference is multiplied."""
CHECKS = (102, 153)
"""Code values of the two squares of the checkerboard behind pictures with alpha, of 255: 40 % and 60 %, grey in any theme."""
_LUMA = np.array([54, 183, 19], np.uint16)
"""Weights of BT.709 in 256ths."""


def difference_codes(a: NDArray[np.float32], b: NDArray[np.float32], into: Codes) -> None:
    """Eight times the absolute difference of two displays' values, each limited to 0 … 1 first. `a` is overwritten."""
    np.clip(a, 0, 1, out=a)
    np.subtract(a, np.clip(b, 0, 1), out=a)
    np.abs(a, out=a)
    np.minimum(a * (GAIN * 255), 255, out=a)
    np.add(a, 0.5, out=a)
    into[...] = np.nan_to_num(a, copy=False)


def over_checkerboard(pixels: Half, codes: Codes, *, square: int, corner: tuple[int, int]) -> None:
    """Put (h, w, 4) pixels' display codes, as multiplied by alpha, over squares that are anchored at `corner` (column, row)."""
    height, width = codes.shape[:2]
    columns, rows = (np.arange(width) + corner[0]) // square, (np.arange(height) + corner[1]) // square
    checks = np.array(CHECKS, np.float32)[(columns[None] + rows[:, None]) % 2]
    behind = (1 - np.clip(np.nan_to_num(pixels[..., 3].astype(np.float32)), 0, 1)) * checks
    codes[..., :3] = np.minimum(codes[..., :3] + behind[..., None] + 0.5, 255)


def only(channels: Channels, pixels: Half, codes: Codes) -> None:
    """Turn display codes into the grey of one channel; colour is left as it is. Alpha comes from the pixels as they are."""
    if channels is Channels.COLOUR:
        return
    if channels is Channels.ALPHA:
        grey = (np.clip(np.nan_to_num(pixels[..., 3].astype(np.float32)), 0, 1) * 255 + 0.5).astype(np.uint8)
    elif channels is Channels.LUMA:
        grey = ((codes[..., :3] * _LUMA).sum(axis=-1, dtype=np.uint32) + 128 >> 8).astype(np.uint8)
    else:
        grey = codes[..., (Channels.RED, Channels.GREEN, Channels.BLUE).index(channels)].copy()
    codes[..., :3] = grey[..., None]
