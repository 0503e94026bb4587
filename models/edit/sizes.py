"""The size that an edit is made at."""

from __future__ import annotations

from math import sqrt

from uprez.core.frame import Size
from uprez.core.job import Recipe

AREA = 832 * 480
"""Pixels of a picture in the training of Wan's 1.3B models, of any proportions."""
MULTIPLE = 16
"""The VAE takes 8 pixels a side to one, the transformer 2 of those."""
_ROOM = 1.1
"""Rounding to whole multiples may go so far over the area."""


def base_size(size: Size, area: int = AREA) -> Size:
    """Multiples of 16 of about `area` pixels, with the proportions of `size` as near as these allow."""
    height = sqrt(area * size.height / size.width)
    return Size(_rounded(height * size.width / size.height), _rounded(height))


def edit_size(source: Size, recipe: Recipe) -> Size:
    """The size that a recipe's edit of a source is made at: as asked where the base model can make that, else the nearest to it.

    More pixels than in training would not become a sharper edit, but the same thing twice in one picture.
    """
    asked = Size(*recipe.size) if recipe.size else _scaled(source, recipe.scale)
    if asked.width % MULTIPLE == 0 and asked.height % MULTIPLE == 0 and asked.area <= AREA * _ROOM:
        return asked
    return base_size(source, min(AREA, asked.area))


def _scaled(source: Size, scale: float | None) -> Size:
    """As the engine plans a result's size: by the scale, 2 if none is asked."""
    factor = scale or 2.0
    return Size(max(1, round(source.width * factor)), max(1, round(source.height * factor)))


def _rounded(length: float) -> int:
    return max(MULTIPLE, round(length / MULTIPLE) * MULTIPLE)
