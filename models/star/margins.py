"""Sizes that the network takes: pictures are enlarged, then widened to one, and the result is cut back.

Each of three descents adds a row, and each ascent takes one away, so heights are 16 above a multiple of 64 and widths a multiple of 64.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from uprez.core.frame import Pixels

_UNIT, _ABOVE = 64, 16
_LEAST = (720, 1280)
"""The release widens smaller pictures to this, its size in training."""
WHITE = 1.0
"""What the release puts around a picture."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels on each side of a picture."""

    left: int
    right: int
    top: int
    bottom: int

    @classmethod
    def release(cls, height: int, width: int) -> Margins:
        """As the release: centred in 720 x 1280 where smaller, else at the right and below, 64 columns too many for some widths."""
        top, bottom = _released(height, _LEAST[0], (height + _UNIT - _ABOVE) // _UNIT * _UNIT + _ABOVE)
        left, right = _released(width, _LEAST[1], width // _UNIT * _UNIT + _UNIT)
        return cls(left, right, top, bottom)

    @classmethod
    def least(cls, height: int, width: int) -> Margins:
        """No more than the network needs, on both sides alike."""
        down = -(height - _ABOVE) % _UNIT if height > _ABOVE else _ABOVE - height
        across = -width % _UNIT
        return cls(across // 2, across - across // 2, down // 2, down - down // 2)

    def add(self, frames: Pixels, fill: float | None = None) -> Pixels:
        """Widen (T, C, H, W); the margins are `fill`, or mirror the picture if None."""
        around = ((0, 0), (0, 0), (self.top, self.bottom), (self.left, self.right))
        if fill is not None:
            return np.pad(frames, around, constant_values=fill)
        return np.pad(frames, around, mode="symmetric")

    def remove(self, frames: Pixels) -> Pixels:
        """The picture within its margins, a view of (T, C, H, W)."""
        height, width = frames.shape[2:]
        return frames[:, :, self.top : height - self.bottom, self.left : width - self.right]


def enlarge(frames: Pixels, height: int, width: int) -> Pixels:
    """Bilinear, half-pixel centres, as the release makes its input: (T, C, h, w) to (T, C, H, W)."""
    made = np.empty((*frames.shape[:2], height, width), np.float32)
    for index in np.ndindex(frames.shape[:2]):
        cv2.resize(frames[index], (width, height), dst=made[index], interpolation=cv2.INTER_LINEAR)
    return made


def _released(length: int, least: int, above: int) -> tuple[int, int]:
    """What the release adds before and after a side; `above` is what it widens a side longer than `least` to."""
    if length > least:
        return 0, above - length
    before = (least - length) // 2
    return before, least - length - before
