"""The authors' own results on a small random network: tests/data/star/README.md says how they were made."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from uprez.models.star.checkpoint import build
from uprez.models.star.unet import VideoUnet

DATA = Path(__file__).parents[2] / "data" / "star"
FORWARD, REPLAY, RUN = 2e-5, 1e-5, 2e-3
"""Tolerances: a pass of the network, the solver on given outputs, a whole run."""


@cache
def tensors(name: str) -> dict[str, torch.Tensor]:
    """All of a name, which may lie in several numbered files."""
    parts = [DATA / f"{name}.safetensors", *sorted(DATA.glob(f"{name}.[0-9].safetensors"))]
    return {key: value for part in parts if part.exists() for key, value in load_file(part).items()}


@cache
def table(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text())


def weights() -> dict[str, torch.Tensor]:
    return tensors("unet_a.weights")


@cache
def network(dtype: torch.dtype = torch.float32) -> VideoUnet:
    return build(weights(), dtype=dtype)


def close(given: torch.Tensor, expected: torch.Tensor, tolerance: float = FORWARD) -> None:
    torch.testing.assert_close(given, expected, atol=tolerance, rtol=0)


def frames(pictures: torch.Tensor, clips: int = 1) -> torch.Tensor:
    """(b f) c h w to (b, f, h, w, c)."""
    return pictures.unflatten(0, (clips, -1)).permute(0, 1, 3, 4, 2).contiguous()


def clip(values: torch.Tensor) -> torch.Tensor:
    """b c f h w to (b, f, h, w, c)."""
    return values.permute(0, 2, 3, 4, 1).contiguous()
