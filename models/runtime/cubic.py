"""Cubic resampling by a ratio, written as one strided convolution so that every runtime does it fast and alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from uprez.core.frame import Pixels

_A = -0.75
"""The sharpness that ncnn, torch and OpenCV use in their cubic."""


@dataclass(frozen=True, slots=True)
class CubicKernel:
    """Resampling RGB by p/q: pad by repeating edges, convolve at stride q, pixel shuffle by p."""

    weight: Pixels
    """(3*p*p, 3, k, k) float32."""
    stride: int
    shuffle: int
    before: int
    """Pixels to repeat at the left and at the top."""
    after: int
    """Pixels to repeat at the right and at the bottom; sizes are multiples of `stride`."""


def cubic_kernel(factor: Fraction) -> CubicKernel:
    """The kernel of Keys' cubic (IEEE ASSP 29, 1981) for `factor`, pixel centres aligned, no prefilter."""
    p, q = factor.numerator, factor.denominator
    centres = [(phase + Fraction(1, 2)) / factor - Fraction(1, 2) for phase in range(p)]
    first = min(math.floor(centre) for centre in centres) - 1
    last = max(math.floor(centre) for centre in centres) + 2
    taps = np.zeros((p, last - first + 1))
    for phase, centre in enumerate(centres):
        for tap in range(math.floor(centre) - 1, math.floor(centre) + 3):
            taps[phase, tap - first] = _cubic(float(abs(centre - tap)))
    plane = np.einsum("iy,jx->ijyx", taps, taps).reshape(p * p, *(2 * (taps.shape[1],)))
    weight = np.zeros((3, p * p, 3, *plane.shape[1:]), np.float32)
    for channel in range(3):
        weight[channel, :, channel] = plane
    return CubicKernel(weight.reshape(3 * p * p, 3, *plane.shape[1:]), q, p, -first, last - q + 1)


def _cubic(distance: float) -> float:
    if distance <= 1:
        return (_A + 2) * distance**3 - (_A + 3) * distance**2 + 1
    if distance < 2:
        return _A * distance**3 - 5 * _A * distance**2 + 8 * _A * distance - 4 * _A
    return 0.0
