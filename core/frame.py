"""Pictures as they travel through uprez."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uprez.core.colour import ColourTag

Pixels = NDArray[np.float32]
"""float32 samples; the axes are named where they are used."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a picture in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"

    @property
    def area(self) -> int:
        """Pixels in the picture."""
        return self.width * self.height


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a clip, with everything that must come home with it."""

    rgb: Pixels
    """(3, H, W) float32, in the clip's own colour: 0 black, 1 reference white, unclipped."""
    tag: ColourTag
    """What the numbers in `rgb` mean."""
    number: int
    """Position in the clip, from 0."""
    time: Fraction
    """Presentation time in seconds from the clip's first frame; exact, kept for variable rates."""
    alpha: Pixels | None = None
    """(H, W) float32, 0 clear to 1 solid; None when the clip has none."""
    extra: Mapping[str, NDArray[Any]] = field(default_factory=dict[str, NDArray[Any]])
    """Other EXR channels by full name, each (H, W), float32 or uint32."""
    attributes: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The file's own metadata (EXR header attributes), by the name OpenImageIO gives them."""

    @property
    def size(self) -> Size:
        """Width and height of the picture."""
        return Size(self.rgb.shape[2], self.rgb.shape[1])
