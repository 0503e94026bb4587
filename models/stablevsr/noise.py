"""Noise that belongs to (seed, absolute frame, step), whatever machine draws it and in whatever order."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels
from uprez.models.stablevsr.networks import LATENT_CHANNELS

_INITIAL = 0


class PhiloxNoise:
    """Gaussian noise from NumPy's Philox counter generator, float32, on the host; see `sampler.Noise`."""

    def __init__(self, seed: int, first: int, height: int, width: int) -> None:
        """`first` is the absolute number of the shot's first frame; (height, width) the latent's size."""
        self._seed = seed
        self._first = first
        self._shape = (LATENT_CHANNELS, height, width)

    def initial(self, frame: int) -> Pixels:
        """What sampling starts from, (4, h, w)."""
        return self._drawn(frame, _INITIAL)

    def fresh(self, step: int, frame: int) -> Pixels:
        """What step number `step` adds, (4, h, w)."""
        return self._drawn(frame, step + 1)

    def _drawn(self, frame: int, purpose: int) -> Pixels:
        """One stream of numbers for each frame and purpose: the counter's upper words name it."""
        generator = np.random.Generator(np.random.Philox(key=self._seed, counter=[0, 0, self._first + frame, purpose]))
        return generator.standard_normal(self._shape, np.float32)
