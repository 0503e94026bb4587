"""Reference pictures as the VAE is given them: on grey, no larger than they help, sides that tokens divide."""

from __future__ import annotations

from math import sqrt

import numpy as np

from uprez.core.frame import Pixels, Size
from uprez.models.resample import resample
from uprez.models.unimmvsr.tiles import FACTOR, PATCH

IMAGE_AREA = 1920 * 1088
"""Pixels of a reference image, at most: the paper's size in training. Each costs tokens in every step (docs/models/unimmvsr.md)."""
GREY = 0.5
"""What stands where a cut-out subject is not."""
_UNIT = FACTOR * PATCH
_LONGEST = 1024 * _UNIT
"""Pixels of a side, at most: Wan's transformer knows 1024 places along an axis."""


def fitted(size: Size, area: int) -> Size:
    """The size that a picture is given: its own, or smaller so that it has no more than about `area` pixels; sides multiples of 16."""
    share = min(1.0, sqrt(area / size.area), _LONGEST / max(size.width, size.height))
    return Size(_side(size.width * share), _side(size.height * share))


def tokens(size: Size) -> int:
    """Of a picture of such a size."""
    return size.area // _UNIT**2


def prepared(rgb: Pixels, alpha: Pixels | None, size: Size) -> Pixels:
    """A picture (3, H, W), 0 to 1 and beyond, cut out by `alpha` (H, W) if there is one, as the VAE takes it: (1, 3, height, width),
    -1 to 1."""
    seen = rgb.clip(0, 1)
    if alpha is not None:
        seen = GREY + (seen - GREY) * alpha
    made = resample(np.ascontiguousarray(seen[None], np.float32), size)
    return made.clip(0, 1) * np.float32(2) - np.float32(1)


def _side(length: float) -> int:
    return max(1, round(length / _UNIT)) * _UNIT
