"""Noise that belongs to (seed, absolute frame, step), whatever machine draws it and in whatever order."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels

_INITIAL = 0


class PhiloxNoise:
    """Gaussian noise from NumPy's Philox counter generator, float32, on the host."""

    def __init__(self, seed: int, first: int, shape: tuple[int, int, int]) -> None:
        """`first` is the absolute number of the shot's first frame; `shape` is a frame's latents' (C, h, w)."""
        self._seed = seed
        self._first = first
        self._shape = shape

    def initial(self, frame: int) -> Pixels:
        """What sampling starts from, (C, h, w)."""
        return self._drawn(frame, _INITIAL)

    def fresh(self, step: int, frame: int) -> Pixels:
        """What step number `step` adds, (C, h, w)."""
        return self._drawn(frame, step + 1)

    def _drawn(self, frame: int, purpose: int) -> Pixels:
        """One stream of numbers for each frame and purpose: the counter's upper words name it."""
        generator = np.random.Generator(np.random.Philox(key=self._seed, counter=[0, 0, self._first + frame, purpose]))
        return generator.standard_normal(self._shape, np.float32)
