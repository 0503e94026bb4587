"""Where in the picture, and which frames: what a preview is made of."""

from __future__ import annotations

from dataclasses import dataclass

Region = tuple[int, int, int, int]
"""x, y, width, height in source pixels from the top left."""

LEAST = 32
"""Sides below this show nothing that one could judge."""
FRAMES = 9
"""Enough to see flicker, few enough for every model."""
MOST_FRAMES = 48


@dataclass(frozen=True)
class Preset:
    """A region's size that can be chosen by name."""

    name: str
    """`small`, `medium`, `large` or `whole`."""
    long: int
    """Longer side in source pixels; 0 for the whole picture."""
    short: int
    """Shorter side."""


PRESETS = (Preset("small", 192, 108), Preset("medium", 320, 180), Preset("large", 640, 360), Preset("whole", 0, 0))
"""Sizes that fit a pane of the grid at the usual factors."""
DEFAULT = PRESETS[1]


def placed(preset: Preset, width: int, height: int, centre: tuple[float, float] | None = None) -> Region:
    """The preset's region within a picture, around `centre` (source pixels) or the middle."""
    if not preset.long:
        return (0, 0, width, height)
    wide, high = (preset.long, preset.short) if width >= height else (preset.short, preset.long)
    x, y = centre or (width / 2, height / 2)
    return inside((round(x - wide / 2), round(y - high / 2), wide, high), width, height)


def inside(region: Region, width: int, height: int) -> Region:
    """The region moved, and cut where it must be, so that it lies in the picture and is worth looking at."""
    wide, high = min(max(region[2], LEAST), width), min(max(region[3], LEAST), height)
    return (min(max(region[0], 0), width - wide), min(max(region[1], 0), height - high), wide, high)


def matching(region: Region, width: int, height: int) -> Preset | None:
    """The preset whose size a region has, if any."""
    return next((preset for preset in PRESETS if placed(preset, width, height)[2:] == region[2:]), None)


def frames_around(playhead: int, count: int, first: int, last: int) -> tuple[int, int]:
    """First and last of `count` frames around the playhead, moved to lie between `first` and `last`, cut where these are fewer."""
    count = max(1, min(count, last - first + 1))
    start = min(max(playhead - (count - 1) // 2, first), last - count + 1)
    return start, start + count - 1
