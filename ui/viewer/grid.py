"""Which pixels a picture is turned into before it is painted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from uprez.ui.viewer.geometry import Geometry
from uprez.ui.viewer.levels import Level, sampled
from uprez.ui.viewer.pictures import Half

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True)
class Grid:
    """Rows and columns of an image, and where they lie."""

    width: int
    """Columns."""
    height: int
    """Rows."""
    canvas: Rect
    """What the image covers, in canvas pixels."""
    offset: tuple[int, int]
    """Column and row of the picture's (or the screen's) grid at which the image begins."""
    pixel: float
    """Device pixels per pixel of the image: 1 when it is made for the screen, more when painting enlarges it."""


def shown_scale(level: Level, full_width: int, geometry: Geometry) -> float:
    """Canvas pixels per pixel of a level; `full_width` is that of the picture's full size."""
    return geometry.canvas[0] / (full_width * level.factor)


def grid_for(levels: Sequence[tuple[Level, int]], geometry: Geometry) -> Grid | None:
    """The grid for pictures (each with the width of its full size) that are shown together; None when nothing is in view.

    Enlarged pictures of one size keep their own pixels, all others are brought to the screen's.
    """
    visible = geometry.visible()
    if visible is None or not levels:
        return None
    x0, y0, x1, y1 = visible
    scales = [shown_scale(level, width, geometry) for level, width in levels]
    if min(scales) * geometry.zoom < 1 - 1e-6 or max(scales) - min(scales) > 1e-9:
        left, top = geometry.to_canvas(x0, y0)
        right, bottom = geometry.to_canvas(x1, y1)
        return Grid(x1 - x0, y1 - y0, (left, top, right, bottom), (x0 - geometry.left, y0 - geometry.top), 1.0)
    scale = scales[0]
    height, width = (min(sides) for sides in zip(*(level.pixels.shape[:2] for level, _ in levels), strict=True))
    (left, top), (right, bottom) = geometry.to_canvas(x0, y0), geometry.to_canvas(x1, y1)
    c0, r0 = max(0, math.floor(left / scale + 1e-6)), max(0, math.floor(top / scale + 1e-6))
    c1, r1 = min(width, math.ceil(right / scale - 1e-6)), min(height, math.ceil(bottom / scale - 1e-6))
    if c0 >= c1 or r0 >= r1:
        return None
    return Grid(c1 - c0, r1 - r0, (c0 * scale, r0 * scale, c1 * scale, r1 * scale), (c0, r0), scale * geometry.zoom)


def rows_of(level: Level, full_width: int, grid: Grid, geometry: Geometry, rows: slice) -> Half:
    """Some rows of a picture on a grid, (h, w, 4) float16, contiguous; 0 where there is no picture."""
    own = grid.pixel / geometry.zoom  # canvas pixels per grid pixel
    step = own / shown_scale(level, full_width, geometry)
    if abs(step - 1) < 1e-6 and grid.offset[0] + grid.width <= level.pixels.shape[1]:
        top = grid.offset[1]
        found = level.pixels[top + rows.start : top + rows.stop, grid.offset[0] : grid.offset[0] + grid.width]
        if len(found) == rows.stop - rows.start:
            return np.ascontiguousarray(found)
    strip = np.zeros((rows.stop - rows.start, grid.width, 4), np.float16)
    sampled(level, strip, left=grid.offset[0] * step, top=(grid.offset[1] + rows.start) * step, step=step)
    return strip
