"""The authors' own results on small random networks: tests/data/stablevsr/README.md says how they were made."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.given import GivenFootage, GivenNoise, authors_picture
from uprez.models.stablevsr.text import embedding
from uprez.models.stablevsr.torch_networks import TorchNetworks

DATA = Path(__file__).parents[2] / "data" / "stablevsr"
CHECKPOINT = DATA / "checkpoint"
TOLERANCE = 1e-4


@cache
def case() -> dict[str, np.ndarray]:
    return load_file(DATA / "case_a_3f_16x16_3steps.safetensors")


@cache
def units() -> dict[str, np.ndarray]:
    return load_file(DATA / "units.safetensors")


def networks() -> TorchNetworks:
    return TorchNetworks.of(Checkpoint(CHECKPOINT), embedding(CHECKPOINT, ""))


def footage(frames: int = 3) -> GivenFootage:
    data = case()
    pictures = np.stack([authors_picture(frame) for frame in data["in.lr_u8"][:frames]])
    return GivenFootage(pictures, data["in.flow_fwd"][: frames - 1], data["in.flow_bwd"][: frames - 1])


def noise() -> GivenNoise:
    return GivenNoise(case()["in.init_noise"], case()["in.step_noise"])
