"""The numbers under the pointer, in the clip's own colour."""

from __future__ import annotations

from uprez.ui.viewer.cache import FrameCache
from uprez.ui.viewer.pictures import Pictures


def position_in(pictures: Pictures, canvas: tuple[int, int], point: tuple[float, float]) -> tuple[int, int] | None:
    """Column and row of a picture's full size at a canvas point; None outside of it."""
    scale = pictures.width / canvas[0]
    x, y = int(point[0] * scale // 1), int(point[1] * scale // 1)
    return (x, y) if 0 <= x < pictures.width and 0 <= y < pictures.height else None


def values_at(cache: FrameCache, pictures: Pictures, frame: int, at: tuple[int, int]) -> tuple[float, ...] | None:
    """The three or four floats of a pixel (column, row of the full size); None until the frame is here at its full size."""
    level = cache.get(pictures, frame, 0)
    if level is None:
        return None
    row, column = min(at[1], level.pixels.shape[0] - 1), min(at[0], level.pixels.shape[1] - 1)
    return tuple(float(value) for value in level.pixels[row, column, : 4 if level.alpha else 3])


def written(values: tuple[float, ...] | None) -> str:
    """Floats to read: four decimals; an ellipsis when there are none yet."""
    return "…" if values is None else "  ".join(f"{value:.4f}" for value in values)
