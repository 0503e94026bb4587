"""Memory does not grow with a shot's length beyond its latents."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np

from tests.models.stablevsr.fakes import FakeNetworks
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import drain
from uprez.models.stablevsr.flows import PairFlows
from uprez.models.stablevsr.model import StableVsr
from uprez.models.stablevsr.schedule import Schedule

SIDE = 32
LATENT = 4 * 4 * SIDE * SIDE
"""Bytes of a frame's latent."""


def peak(frames: int) -> int:
    schedule = Schedule.of({"beta_start": 0.0001, "beta_end": 0.02})
    model = StableVsr(FakeNetworks(), schedule, PairFlows(lambda target, source: target[:2] * 0), weights="")
    picture = np.random.default_rng(0).random((1, 3, SIDE, SIDE), np.float32)
    gc.collect()
    tracemalloc.start()
    stream = model.open(Shot(index=0, first=0, last=frames - 1), Recipe(model="stablevsr", steps=3))
    for _ in range(frames):
        stream.push(picture)
    assert sum(1 for _ in drain(stream)) == frames
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest


def test_memory_of_80_frames_is_that_of_20_and_the_latents():
    peak(2)  # what is loaded once
    grown = peak(80) - peak(20)
    assert grown < 60 * LATENT * 3.5  # held, gathered for the record, and in the record's bytes
