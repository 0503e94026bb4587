"""A run's noise: of each frame its own, whatever machine draws it, whichever frames go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from uprez.core.frame import Pixels
from uprez.models.stablevsr.noise import PhiloxNoise


class Noise(Protocol):
    """Gaussian noise for all frames of a clip."""

    def initial(self) -> Pixels:
        """What a run starts from besides the footage, (1, 4, F, h, w)."""
        ...

    def fresh(self, step: int) -> Pixels:
        """What step number `step` adds, (1, 4, F, h, w)."""
        ...


class FrameNoise:
    """Noise that belongs to (seed, absolute frame, step)."""

    def __init__(self, seed: int, frames: range, height: int, width: int) -> None:
        """`frames` are absolute numbers; (height, width) is the latent's size."""
        self._drawn = PhiloxNoise(seed, frames.start, height, width)
        self._count = len(frames)

    def initial(self) -> Pixels:
        """See `Noise`."""
        return _clip([self._drawn.initial(frame) for frame in range(self._count)])

    def fresh(self, step: int) -> Pixels:
        """See `Noise`."""
        return _clip([self._drawn.fresh(step, frame) for frame in range(self._count)])


def _clip(frames: Sequence[Pixels]) -> Pixels:
    return np.stack(frames, axis=1)[None]
