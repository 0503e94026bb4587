"""Drawing a region of the source: a rubber band, eight handles, moving, and the same by keyboard."""

from __future__ import annotations

import math
from dataclasses import dataclass

from uprez.ui.viewer.state import Region

REACH = 8
"""Logical pixels around an edge or a corner in which it is taken hold of."""


@dataclass(frozen=True)
class Grip:
    """What of a region is held: how its left, top, right and bottom move with the pointer."""

    left: bool = False
    top: bool = False
    right: bool = False
    bottom: bool = False

    @property
    def whole(self) -> bool:
        """True when the region moves as one."""
        return self.left and self.top and self.right and self.bottom


WHOLE = Grip(True, True, True, True)


def grip_at(region: Region, x: float, y: float, reach: float) -> Grip | None:
    """What is held at a source point, `reach` source pixels around; None outside."""
    left, top, width, height = region
    right, bottom = left + width, top + height
    if not (left - reach <= x <= right + reach and top - reach <= y <= bottom + reach):
        return None
    near_right, near_bottom = abs(x - right) <= reach, abs(y - bottom) <= reach
    grip = Grip(
        abs(x - left) <= reach and not (near_right and x > left + width / 2),
        abs(y - top) <= reach and not (near_bottom and y > top + height / 2),
        near_right and x > left + width / 2,
        near_bottom and y > top + height / 2,
    )
    return grip if grip != Grip() else WHOLE


def between(start: tuple[float, float], end: tuple[float, float], size: tuple[int, int]) -> Region:
    """The region with two source points in its corners: whole pixels, within a source of `size`, at least one."""
    left, width = _span(start[0], end[0], size[0])
    top, height = _span(start[1], end[1], size[1])
    return left, top, width, height


def dragged(region: Region, grip: Grip, by: tuple[float, float], size: tuple[int, int]) -> Region:
    """The region after the pointer went `by` source pixels with `grip` held; it stays in the source, and at least one pixel."""
    x, y, width, height = region
    dx, dy = round(by[0]), round(by[1])
    if grip.whole:
        return min(max(x + dx, 0), max(0, size[0] - width)), min(max(y + dy, 0), max(0, size[1] - height)), width, height
    left, right = _edges(x, x + width, dx, grip.left, grip.right, size[0])
    top, bottom = _edges(y, y + height, dy, grip.top, grip.bottom, size[1])
    return left, top, right - left, bottom - top


def _edges(low: int, high: int, by: int, moves_low: bool, moves_high: bool, side: int) -> tuple[int, int]:
    """One axis: the two edges after a drag; an edge stops one pixel before the other."""
    if moves_low:
        low = min(max(low + by, 0), high - 1)
    if moves_high:
        high = max(min(high + by, side), low + 1)
    return low, high


def _span(start: float, end: float, side: int) -> tuple[int, int]:
    """One axis: the first whole pixel that is touched, and how many."""
    low, high = (min(max(value, 0.0), float(side)) for value in (min(start, end), max(start, end)))
    first = min(math.floor(low), side - 1)
    return first, max(1, math.ceil(high) - first)
