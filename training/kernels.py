"""Blur kernels of cameras and scalers (Wang et al., 2021, Real-ESRGAN, arXiv 2107.10833, section 3.1 to 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from uprez.core.frame import Pixels

Form = Literal["gauss", "generalised", "plateau", "sinc"]


@dataclass(frozen=True, slots=True)
class Kernel:
    """A kernel's numbers."""

    form: Form
    side: int
    """Pixels, odd."""
    widths: tuple[float, float] = (1.0, 1.0)
    """Standard deviations along its two axes, in pixels; `sinc` has none."""
    angle: float = 0.0
    """Of the first axis, in radians."""
    shape: float = 1.0
    """Exponent: below 1 a generalised Gaussian is pointed, above 1 it is flat; of a plateau likewise."""
    cut: float = np.pi
    """`sinc`: the highest frequency that is left, in radians a pixel."""

    def taps(self) -> Pixels:
        """(side, side) float32, of sum 1."""
        values = self._sinc() if self.form == "sinc" else self._bell()
        return (values / values.sum()).astype(np.float32)

    def _bell(self) -> np.ndarray:
        half = self.side // 2
        down, across = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float64)
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        first, second = (across * cos + down * sin) / self.widths[0], (down * cos - across * sin) / self.widths[1]
        distance = first**2 + second**2
        if self.form == "plateau":
            return 1 / (distance**self.shape + 1)
        return np.exp(-0.5 * (distance if self.form == "gauss" else distance**self.shape))

    def _sinc(self) -> np.ndarray:
        """Eq. 7; J1 by its integral."""
        half = self.side // 2
        down, across = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float64)
        distance = np.hypot(down, across) + 1e-9
        angles = np.linspace(0, np.pi, 200)
        bessel = np.cos(angles - (self.cut * distance)[..., None] * np.sin(angles)).mean(-1)
        values = self.cut * bessel / (2 * np.pi * distance)
        values[half, half] = self.cut**2 / (4 * np.pi)
        return values
