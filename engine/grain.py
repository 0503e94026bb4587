"""A picture's own grain: taken out of the source, and brought to the size of a result.

Grain is what an edge-preserving filter smooths away of the picture's fine part: all of it where the picture is smooth, next to
nothing at edges. The filter is the guided one (He, Sun, Tang, "Guided Image Filtering", 2013), led by the fine part itself,
its threshold set from the grain that the picture is found to have.

Enlarged like a picture, grain comes out large and soft; a finer scan of the same film would show finer grain as well. So to the
enlarged grain comes a finer octave, made of the same grain at its own pixels, mirrored, as strong at each place as it is there.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels, Size
from uprez.models.match import match_low_frequencies
from uprez.models.resample import resample

COARSEST = 2.0
"""Width of the Gaussian, in source pixels, beyond which nothing is grain."""
RADIUS = 2
"""Source pixels around each that the filter looks at."""
THRESHOLD = 1.5
"""Edges this many times as strong as the grain keep half of themselves out of it."""
SPREAD = 8
"""Source pixels around each over which the strength of the grain is told, for the finer octave."""
MOST = 3.0
"""Largest factor that makes the grain found as strong as the picture's; the filter takes about half of it."""
FINE = 0.6
"""Strength of the finer octave beside the enlarged grain: with it, grain is about as strong in each pixel as in the source."""
LAG = 3
"""Source pixels between the samples that the strength of a picture's grain is told from: grain this far apart has nothing in common."""
BLOCK = 16
"""Side of the areas that the strength of a picture's grain is judged in, in source pixels."""
QUIET = 20
"""Per cent of these areas, the quietest of their tone, from whose grain the picture's is told: texture is in the others."""
TONES, AREAS = 8, 16
"""Tones that are told apart, at most, and areas that each of them needs."""
_LEAST = 1e-12


def grain_of(source: Pixels, size: Size) -> Pixels:
    """The grain of one plane (H, W) float32, at `size`: (size.height, size.width), around 0, without low frequencies.

    The same for the same plane. A plane without grain gives next to nothing. Where `size` is not larger,
    the grain is only resampled.
    """
    residual = _residual(source)
    grain = resample(residual[None, None], size)[0]
    factor = max(size.width / source.shape[1], size.height / source.shape[0])
    if factor > 1:
        grain[0] += _finer(residual, size, factor)
    match_low_frequencies(grain, np.zeros((1, *source.shape), np.float32))
    return grain[0]


@dataclass(frozen=True, slots=True)
class Strengths:
    """How strong grain is, by how light the picture is: film's is strongest in the middle, a sensor's in the shadows."""

    tones: NDArray[np.float64]
    """Light, rising."""
    values: NDArray[np.float64]
    """Standard deviation of the grain at each; 0 where the picture is flat."""

    @classmethod
    def of(cls, plane: Pixels, light: Pixels) -> Strengths:
        """Those of the grain in `plane` (H, W), told from its quietest areas at each tone of `light` (H, W).

        Told from differences along both axes at once, in which slopes and straight edges are 0.
        """
        if min(plane.shape) <= LAG:
            return cls(np.zeros(1), np.zeros(1))
        across: Pixels = np.subtract(plane[:, LAG:], plane[:, :-LAG])
        both: Pixels = np.subtract(across[LAG:], across[:-LAG])
        both *= np.float32(0.5)
        areas = Size(max(1, both.shape[1] // BLOCK), max(1, both.shape[0] // BLOCK))
        squares = resample((both * both)[None, None], areas, kernel="area").ravel()
        tones = resample(light[None, None], areas, kernel="area").ravel()
        groups = np.array_split(np.argsort(tones, kind="stable"), min(TONES, max(1, areas.area // AREAS)))
        found = [(float(np.median(tones[group])), _quietest(squares[group])) for group in groups]
        return cls(*np.array(found).T)

    def at(self, light: Pixels) -> Pixels:
        """The strength at each pixel of `light`, of the same shape."""
        return np.interp(light, self.tones, self.values).astype(np.float32)


def _quietest(squares: Pixels) -> float:
    lively = squares[squares > _LEAST]
    return float(np.sqrt(np.percentile(lively, QUIET))) if lively.size else 0.0


def _residual(plane: Pixels) -> Pixels:
    """The grain of a plane, at its own size."""
    light = _blurred(plane, COARSEST)
    fine: Pixels = np.subtract(plane, light)
    strengths = Strengths.of(plane, light)
    threshold: Pixels = np.maximum((THRESHOLD * strengths.at(light)) ** 2, np.float32(_LEAST))
    mean = _mean(fine, RADIUS)
    variance: Pixels = np.maximum(_mean(fine * fine, RADIUS) - mean * mean, np.float32(0))
    share: Pixels = np.divide(variance, variance + threshold)
    found: Pixels = np.subtract(fine, _mean(share, RADIUS) * fine)
    offset: Pixels = np.subtract(mean, share * mean)
    found -= _mean(offset, RADIUS)
    left = Strengths.of(found, light)
    gain = np.minimum(strengths.values / np.maximum(left.values, _LEAST), MOST)
    found *= Strengths(left.tones, gain).at(light)
    return found


def _blurred(plane: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigma, borderType=cv2.BORDER_REFLECT), np.float32)


def _mean(plane: Pixels, radius: int) -> Pixels:
    side = 2 * radius + 1
    return np.asarray(cv2.blur(plane, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)


def _finer(residual: Pixels, size: Size, factor: float) -> Pixels:
    """Grain at `size` that is finer than the source can hold, as strong at each place as the source's grain there."""
    strength = np.sqrt(np.maximum(_mean(residual * residual, SPREAD), 0), dtype=np.float32)
    even = residual / (strength + np.float32(_LEAST))
    rows, columns = (_mirrored(extent, outputs) for extent, outputs in zip(residual.shape, (size.height, size.width), strict=True))
    tiled = np.ascontiguousarray(even[np.ix_(rows, columns)])
    tiled -= _blurred(tiled, 0.5 * factor)
    tiled *= resample(strength[None, None], size)[0, 0]
    tiled *= np.float32(FINE)
    return tiled


def _mirrored(length: int, outputs: int) -> np.ndarray:
    """Positions up to `length` and back, over and over, begun a third of the way so that no place meets its own grain."""
    steps = (np.arange(outputs) + length // 3) % (2 * length)
    return np.where(steps < length, steps, 2 * length - 1 - steps)
