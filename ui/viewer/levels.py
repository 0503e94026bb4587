"""Pictures as the cache keeps them: four values a pixel, at full size or halved again and again.

Halving is the exact mean of 2 × 2 pixels in the clip's own values. Between two levels a picture is sampled
bilinearly from the larger one, less than twice too large, before the display transform.
Qt's raster engine does the arithmetic, in float32 with AVX2 where there is any; values below 0 and above 1 survive.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from uprez.ui.viewer.pictures import Half, Picture

_STRIP = 64
"""Rows at once: Qt keeps Python's lock while it works, and 64 rows of 4K take it 1 ms."""
_HALF_RGBA = QImage.Format.Format_RGBA16FPx4_Premultiplied  # values pass through it unchanged


@dataclass(frozen=True, eq=False)
class Level:
    """One frame at one size."""

    pixels: Half
    """(H, W, 4) float16, contiguous."""
    space: str
    """OpenColorIO's name of the colour space."""
    factor: float
    """Pixels of this level per pixel of the frame's full size: 1, 0.5, 0.25, …"""
    alpha: bool
    """False when the fourth value is only there to fill up."""
    serial: int = field(default_factory=count().__next__)
    """No two levels have the same: images are remembered by it after the level is gone."""


def level_for(zoom: float) -> int:
    """How often to halve for `zoom` screen pixels per full-size pixel, so that less than half is thrown away when it is shown."""
    return max(0, math.floor(math.log2(1 / zoom) + 1e-9)) if 0 < zoom < 1 else 0


def from_picture(picture: Picture, width: int) -> Level:
    """A level of a loaded picture; `width` is that of the frame's full size."""
    pixels: Half = np.asarray(picture.pixels, dtype=np.float16)
    alpha = pixels.shape[2] == 4
    if not alpha:
        height, across, _ = pixels.shape
        filled: Half = np.empty((height, across, 4), np.float16)
        filled[..., :3] = pixels
        filled[..., 3] = 1
        pixels = filled
    return Level(np.ascontiguousarray(pixels), picture.space, pixels.shape[1] / width, alpha)


def halved(level: Level) -> Level:
    """The level below; an odd last row or column is repeated first."""
    pixels = level.pixels
    odd = [(0, side % 2) for side in pixels.shape[:2]]
    if any(last for _, last in odd):
        pixels = np.pad(pixels, (*odd, (0, 0)), mode="edge")
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    small = np.empty((height, width, 4), np.float16)
    for top in range(0, height, _STRIP // 2):
        rows = pixels[2 * top : 2 * top + _STRIP]
        ignore, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        strip = wrapped(rows).scaled(width, len(rows) // 2, ignore, smooth)
        values = np.frombuffer(strip.constBits(), np.float16).reshape(strip.height(), -1, 4)
        small[top : top + len(values)] = values[:, :width]
    return Level(small, level.space, level.factor / 2, level.alpha)


def sampled(level: Level, into: Half, *, left: float, top: float, step: float) -> None:
    """Sample a level bilinearly into (h, w, 4) float16; outside of it nothing is written.

    `left` and `top` are the place of the result's corner and `step` the size of its pixels, all in pixels of the level.
    """
    source, target = wrapped(level.pixels), wrapped(into)  # named, so that they outlive the painter
    painter = QPainter(target)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.scale(1 / step, 1 / step)
    painter.translate(-left, -top)
    painter.drawImage(0, 0, source)
    painter.end()


def wrapped(pixels: Half) -> QImage:
    """An image on the memory of (h, w, 4) float16 pixels, which must outlive it."""
    return QImage(pixels.data, pixels.shape[1], pixels.shape[0], pixels.strides[0], _HALF_RGBA)
