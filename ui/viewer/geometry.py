"""Where a picture lies in a viewer, in device pixels.

The canvas is the larger of the pictures that are compared; smaller ones are stretched to its width, so that what is the same
in the scene lies on the same pixels. The canvas's corner lies on a whole device pixel: two viewers of one size show the same.
"""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass

ZOOMS = (1 / 16, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 2 / 3, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0)
"""Steps of the wheel and of + and -, in device pixels per canvas pixel."""


@dataclass(frozen=True)
class Geometry:
    """One viewer's view of the canvas."""

    view: tuple[int, int]
    """Width and height of the viewer in device pixels."""
    canvas: tuple[int, int]
    """Width and height of the canvas in its pixels."""
    zoom: float
    """Device pixels per canvas pixel."""
    left: int
    """Device pixel column at which the canvas begins."""
    top: int
    """Device pixel row at which the canvas begins."""

    @classmethod
    def of(cls, view: tuple[int, int], canvas: tuple[int, int], zoom: float | None, centre: tuple[float, float]) -> Geometry:
        """The view with the canvas's point `centre` (0 to 1 across and down) in its middle; zoom None fits the canvas in."""
        if zoom is None:
            zoom, centre = fitting(view, canvas), (0.5, 0.5)
        left = math.floor(view[0] / 2 - centre[0] * canvas[0] * zoom + 0.5)
        top = math.floor(view[1] / 2 - centre[1] * canvas[1] * zoom + 0.5)
        return cls(view, canvas, zoom, left, top)

    def to_canvas(self, x: float, y: float) -> tuple[float, float]:
        """The canvas point, in its pixels, at a device pixel position."""
        return (x - self.left) / self.zoom, (y - self.top) / self.zoom

    def to_device(self, x: float, y: float) -> tuple[float, float]:
        """The device position of a canvas point."""
        return self.left + x * self.zoom, self.top + y * self.zoom

    def visible(self) -> tuple[int, int, int, int] | None:
        """Left, top, right, bottom of the device pixels in the view whose middle is on the canvas; None when there are none."""
        right, bottom = self.to_device(*self.canvas)
        x0, y0 = max(0, self.left), max(0, self.top)
        x1, y1 = min(self.view[0], math.ceil(right - 0.5)), min(self.view[1], math.ceil(bottom - 0.5))
        return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def fitting(view: tuple[int, int], canvas: tuple[int, int]) -> float:
    """The zoom at which all of the canvas is seen."""
    return max(1e-3, min(view[0] / max(1, canvas[0]), view[1] / max(1, canvas[1])))


def next_zoom(zoom: float, steps: int) -> float:
    """The zoom `steps` further in `ZOOMS`, away from `zoom` in any case."""
    place = bisect.bisect_right(ZOOMS, zoom * 1.001) - 1 + steps if steps > 0 else bisect.bisect_left(ZOOMS, zoom * 0.999) + steps
    return ZOOMS[min(max(place, 0), len(ZOOMS) - 1)]


def centre_for(geometry: Geometry, zoom: float, at: tuple[float, float]) -> tuple[float, float]:
    """The centre (0 to 1) with which another zoom leaves what lies under device position `at` where it is."""
    x, y = geometry.to_canvas(*at)
    width, height = geometry.view
    return (x + (width / 2 - at[0]) / zoom) / geometry.canvas[0], (y + (height / 2 - at[1]) / zoom) / geometry.canvas[1]
