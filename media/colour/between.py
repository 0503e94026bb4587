"""From one clip's colour to another's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from uprez.core.frame import Pixels
from uprez.media.colour.ocio import converter

Conversion = Callable[[Pixels], Pixels]
"""(3, H, W) float32 in one clip's own colour to a new array in another's; unclipped."""


def conversion(source: str, target: str) -> Conversion | None:
    """How pictures in one space become pictures in another, by OpenColorIO; None where the two are one. See `viewing.viewing_space`:
    video for one kind of screen is one space, whatever camera curve its tag names.

    Raises:
        InputError: the configuration has no way between them.
    """
    if source == target:
        return None
    apply = converter(source, target)

    def convert(rgb: Pixels) -> Pixels:
        pixels = np.ascontiguousarray(rgb.transpose(1, 2, 0), np.float32)
        apply(pixels)
        return np.ascontiguousarray(pixels.transpose(2, 0, 1))

    return convert
