"""Where a viewer's pictures come from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from uprez.core.time import Timecode

Half = NDArray[np.float16]


@dataclass(frozen=True)
class Picture:
    """One frame in the clip's own colour."""

    pixels: Half
    """(H, W, 3 or 4) float16, rows from the top; a fourth value is alpha, 0 to 1. Colour is shown as if multiplied by it."""
    space: str
    """OpenColorIO's name of the colour space that the values are in."""
    scale: float
    """Pixels of this picture per pixel of the source clip: 0.5 when it is half as wide."""


class Pictures(Protocol):
    """The frames of one clip, preview or take. Compared by identity: a changed take is another object."""

    first: int
    """Number of the first frame."""
    last: int
    """Number of the last frame, included."""
    width: int
    """Pixels across at full size."""
    height: int
    """Pixels down at full size."""
    rate: Fraction
    """Frames a second."""
    start: Timecode
    """Of frame 0, whether it is shown or not."""
    title: str
    """A few words for the corner of the viewer."""

    def load(self, number: int, fit: int | None) -> Picture:
        """Frame `number`, its longer side about `fit` pixels, or its full size. Blocks; called from several threads.

        Raises:
            Exception: whatever went wrong; its text is shown in the viewer.
        """
        ...
