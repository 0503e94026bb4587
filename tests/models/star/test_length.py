"""Memory does not grow with a shot's length: latents lie on disk, a window of them is held."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np

from tests.models.star.small import Analytic
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import drain
from uprez.models.star.model import Star

PICTURE = 4 * 3 * 80 * 64
"""Bytes of a result."""


def peak(frames: int) -> int:
    star = Star(Analytic(), weights="")
    picture = np.random.default_rng(0).random((1, 3, 20, 16), np.float32)
    gc.collect()
    tracemalloc.start()
    stream = star.open(Shot(index=0, first=0, last=frames - 1), Recipe(model="star", steps=2))
    for _ in range(frames):
        stream.push(picture)
    assert sum(1 for _ in drain(stream)) == frames
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest


def test_memory_of_120_frames_is_that_of_56():
    """Both take windows of 32."""
    peak(2)  # what is loaded once
    assert peak(120) - peak(56) < 2 * PICTURE
