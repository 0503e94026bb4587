"""A run's noise: of each latent its own, whatever machine draws it, whichever windows and tiles it is cut into."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.noise import PhiloxNoise
from uprez.models.star.cog.cuts import FRAMES

_ENCODER = (1 << 32) - 1
"""In the place of a step's number."""


class LatentNoise:
    """Gaussian noise from NumPy's Philox counter generator, float32, that belongs to (seed, absolute frame, step)."""

    def __init__(self, seed: int, first: int, shape: tuple[int, int, int]) -> None:
        """`first` is the absolute number of the shot's first frame; `shape` is one latent's (C, h, w)."""
        self._frames = PhiloxNoise(seed, first, shape)

    def initial(self, span: Span) -> Pixels:
        """What a run starts from besides the footage, (1, C, f, h, w)."""
        return _drawn(span, self._frames.initial)

    def fresh(self, step: int, span: Span) -> Pixels:
        """What step number `step` adds, (1, C, f, h, w)."""
        return _drawn(span, partial(self._frames.fresh, step))

    def encoding(self, span: Span) -> Pixels:
        """What the encoder draws the footage's latents with, where it draws them as the release does, (1, C, f, h, w)."""
        return self.fresh(_ENCODER, span)


def _drawn(span: Span, draw: Callable[[int], Pixels]) -> Pixels:
    """A latent's noise is that of a frame among its own."""
    return np.stack([draw(FRAMES * latent) for latent in range(span.start, span.stop)], axis=1)[None]
