"""A run's noise: of each frame its own, whatever machine draws it, whichever frames go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.noise import PhiloxNoise

_ENCODER = 1 << 32
"""In the place of a step's number."""


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
        self._seed, self._frames, self._size = seed, frames, (height, width)
        self._drawn = PhiloxNoise(seed, frames.start, (4, height, width))
        self._count = len(frames)

    def part(self, span: Span) -> FrameNoise:
        """The noise of some frames, counted from the first."""
        return FrameNoise(self._seed, self._frames[span.start : span.stop], *self._size)

    def initial(self) -> Pixels:
        """See `Noise`."""
        return _clip([self._drawn.initial(frame) for frame in range(self._count)])

    def encoding(self) -> Pixels:
        """What the encoder draws latents with, where it draws them as the release does, (F, 4, h, w)."""
        return np.stack([self._drawn.fresh(_ENCODER, frame) for frame in range(self._count)])

    def fresh(self, step: int) -> Pixels:
        """See `Noise`."""
        return _clip([self._drawn.fresh(step, frame) for frame in range(self._count)])


def _clip(frames: Sequence[Pixels]) -> Pixels:
    return np.stack(frames, axis=1)[None]
