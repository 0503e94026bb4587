"""Whether footage asks for STAR's light or heavy weights: measured on a few of its frames."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from uprez.core.frame import Pixels
from uprez.models.star.layout import Kind

_LUMA = (0.2126, 0.7152, 0.0722)
_GRID = 8
"""Pixels between the block borders of JPEG and most video codings."""
_PATCH = 32
"""Side of the patches whose spectrum is taken, in pixels."""
_COARSE, _FINE = (0.06, 0.14), (0.22, 0.32)
"""Bands compared for blur, in cycles a pixel."""
_MOST_BLUR = 4.0
"""Blur beyond this counts as this: a picture without any detail is not worse than one with a trace of it."""
_BLOCKS, _NOISE, _BLUR, _OFFSET = 17.3, 4.1, 5.5, -20.0
"""Logistic regression on ten sources, each degraded in 13 ways; `benchmarks/star_degradation.py --fit` makes it anew."""
_PLAIN = 1.0
"""Deviation of luma, in 8-bit codes, below which a frame shows nothing to judge by."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is wrong with a few frames."""

    blocks: float
    """How much borders of 8 x 8 blocks stand out, against all steps between pixels: 0 not at all, about 1 in a mosaic."""
    noise: float
    """Deviation in smooth places, in 8-bit codes."""
    blur: float
    """Powers of ten by which fine detail is weaker than coarse: about 1.3 in a sharp picture, 2 in a soft one."""

    @property
    def inputs(self) -> tuple[float, float, float]:
        """What the regression sees of blocks, noise and blur."""
        return math.sqrt(self.blocks), math.sqrt(self.noise), min(self.blur, _MOST_BLUR)

    @property
    def score(self) -> float:
        """0 clean to 1 strongly degraded."""
        blocks, noise, blur = self.inputs
        return 1 / (1 + math.exp(-(_BLOCKS * blocks + _NOISE * noise + _BLUR * blur + _OFFSET)))


@dataclass(frozen=True, slots=True)
class Degradation:
    """What a look at the footage says."""

    kind: Kind
    """The weights that suit it."""
    score: float
    """0 clean to 1 strongly degraded; heavy from 0.5 on."""
    words: str
    """The same as a sentence for the user."""


def estimate(frames: Pixels) -> Degradation:
    """Look at a few frames (T, 3, H, W), 0 to 1, in the footage's own size.

    STAR's authors give light weights for footage from the web and heavy ones for strongly degraded footage, and no measure. Here
    strongly degraded is what blocks, noise and blur together make so (see docs/models/star.md for what it was fitted to).
    """
    mean = measures(frames)
    if mean is None:
        return Degradation("light", 0.0, "The source is too plain or too small to judge: STAR's light weights are taken.")
    kind: Kind = "heavy" if mean.score >= 0.5 else "light"
    looks = "strongly degraded" if kind == "heavy" else "lightly degraded, or not at all"
    seen = f"blocks {mean.blocks:.2f}, noise {mean.noise:.1f}, blur {mean.blur:.1f}, together {mean.score:.2f} of 1"
    return Degradation(kind, mean.score, f"The source looks {looks} ({seen}): STAR's {kind} weights are taken.")


def measures(frames: Pixels) -> Measures | None:
    """The mean over frames (T, 3, H, W), 0 to 1; None where none of them shows anything, or all are smaller than 32 x 32."""
    lumas = [np.tensordot(_LUMA, np.clip(frame, 0, 1) * 255, 1).astype(np.float32) for frame in frames]
    found = [(_blocks(luma), _noise(luma), _blur(luma)) for luma in lumas if _tells(luma)]
    return Measures(*np.mean(found, axis=0).tolist()) if found else None


def _tells(luma: Pixels) -> bool:
    return min(luma.shape) >= _PATCH and float(luma.std()) >= _PLAIN


def _blocks(luma: Pixels) -> float:
    """Steps that are greater than both neighbouring ones, at the likeliest grid of blocks against all other places."""
    ratios: list[float] = []
    for values in (luma, luma.T):
        steps = np.abs(np.diff(values, axis=1))
        jumps = np.minimum(steps[:, 1:-1] - (steps[:, :-2] + steps[:, 2:]) / 2, 20).mean(axis=0)  # no edge of a thing outweighs a border
        phases = np.array([jumps[phase::_GRID].mean() for phase in range(_GRID)])
        ratios.append(float((phases.max() - np.median(phases)) / (steps.mean() + 0.5)))
    return max(0.0, sum(ratios) / 2)


def _noise(luma: Pixels) -> float:
    """A quarter of all places are at most as noisy (Immerkær, Fast Noise Variance Estimation, 1996, by 16 x 16 pixels)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    response = np.abs(_filtered(luma, kernel))
    places: Any = cv2.blur(response, (16, 16))[8:-7:8, 8:-7:8]
    return float(np.percentile(places, 25)) * math.sqrt(math.pi / 2) / 6


def _filtered(luma: Pixels, kernel: Pixels) -> Pixels:
    found: Any = cv2.filter2D(luma, cv2.CV_32F, kernel, borderType=cv2.BORDER_REFLECT)
    return found


def _blur(luma: Pixels) -> float:
    """How much less power there is in fine than in coarse detail, where there is most detail."""
    half = _PATCH // 2
    windows = np.lib.stride_tricks.sliding_window_view(luma, (_PATCH, _PATCH))[::half, ::half].reshape(-1, _PATCH, _PATCH)
    deviations = windows.std(axis=(1, 2))
    chosen = windows[deviations >= np.percentile(deviations, 60)]
    chosen = (chosen - chosen.mean(axis=(1, 2), keepdims=True)) / (chosen.std(axis=(1, 2), keepdims=True) + 1)
    power = (np.abs(np.fft.fft2(chosen * np.outer(np.hanning(_PATCH), np.hanning(_PATCH)))) ** 2).mean(axis=0)
    steps = np.fft.fftfreq(_PATCH)
    radius = np.hypot(steps[:, None], steps)
    coarse, fine = (math.log10(power[(radius >= low) & (radius < high)].mean() + 1e-6) for low, high in (_COARSE, _FINE))
    return coarse - fine
