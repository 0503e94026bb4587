"""Give a result its source's colours: the release's way, and the other one that it has and does not use.

Pictures are float32 in model space, 0 to 1 and beyond, and are not clipped here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Literal

import numpy as np

from uprez.core.frame import Pixels, Size
from uprez.models.resample import resample

Match = Literal["none", "adain", "wavelet"]
"""How a result is given its source's colours."""
_EPS = 1e-5
_LEVELS = 5


def adain(result: Pixels, source: Pixels) -> Pixels:
    """Each frame and channel of `result` (T, C, H, W) with the mean and the contrast of the source's (T, C, h, w).

    Huang and Belongie, 2017, arXiv 1703.06868, eq. 8, on pictures. The release compares with the source as it came, before enlarging.
    """
    mean, deviation = _moments(result)
    wanted, wanted_deviation = _moments(source)
    return np.asarray((result - mean) * (wanted_deviation / deviation) + wanted, np.float32)


def wavelet(result: Pixels, source: Pixels) -> Pixels:
    """The fine detail of `result` on the coarse content of `source`, both (T, C, H, W), `source` enlarged.

    What five binomial blurs of steps 1 to 16 leave is coarse (StableSR, Wang et al., 2023, arXiv 2305.07015, its released code).
    """
    return np.asarray(result + _coarse(source - result), np.float32)


def _coarse(frames: Pixels) -> Pixels:
    return reduce(_blurred, (2**level for level in range(_LEVELS)), frames)


def _blurred(frames: Pixels, step: int) -> Pixels:
    """A 1-2-1 blur of taps `step` pixels apart along rows and columns; the edge goes on beyond the edge."""
    for axis in (2, 3):
        around = [(step, step) if place == axis else (0, 0) for place in range(4)]
        wide = np.moveaxis(np.pad(frames, around, mode="edge"), axis, 0)
        made = wide[: -2 * step] + wide[2 * step :]
        made *= np.float32(0.25)
        made += np.moveaxis(frames, axis, 0) * np.float32(0.5)
        frames = np.moveaxis(made, 0, axis)
    return frames


def _moments(frames: Pixels) -> tuple[Pixels, Pixels]:
    """Mean and standard deviation of each frame and channel, (T, C, 1, 1)."""
    mean = frames.mean((2, 3), keepdims=True, dtype=np.float64)
    variance = frames.var((2, 3), keepdims=True, ddof=1, dtype=np.float64)
    return mean.astype(np.float32), np.sqrt(variance + _EPS).astype(np.float32)


def finished(decoded: Pixels, source: Pixels, enlarged: Callable[[], Pixels], how: Match) -> Pixels:
    """Decoded pictures (T, 3, H, W), -1 to 1, in model space: with their source's colours, and with what networks do not see.

    `source` (T, 3, h, w) is unclipped: what lies outside 0 to 1 comes back by Lanczos. `enlarged` gives the source as the
    network saw it, (T, 3, H, W), and is asked where `how` needs it.
    """
    pictures = decoded * np.float32(0.5) + np.float32(0.5)
    if how == "adain":
        pictures = adain(pictures.clip(0, 1), source.clip(0, 1))
    elif how == "wavelet":
        pictures = wavelet(pictures, enlarged())
    return with_unseen(pictures, source)


def with_unseen(pictures: Pixels, source: Pixels) -> Pixels:
    """Pictures (T, 3, H, W), which this changes, with what networks do not see: what lies outside 0 to 1 in `source` (T, 3, h, w)."""
    outside = source - source.clip(0, 1)
    if outside.any():
        pictures += resample(outside, Size(pictures.shape[3], pictures.shape[2]))
    return pictures
