"""Tiny transformers with random weights, and what they are given."""

from __future__ import annotations

import copy
from functools import cache

import torch
from diffusers import WanTransformer3DModel

from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel

SIZES = {
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "in_channels": 16,
    "out_channels": 16,
    "text_dim": 8,
    "freq_dim": 16,
    "ffn_dim": 32,
    "num_layers": 3,
}


@cache
def base() -> WanTransformer3DModel:
    torch.manual_seed(0)
    return WanTransformer3DModel(patch_size=(1, 2, 2), **SIZES).eval().requires_grad_(False)


def untrained(**choices) -> UniMMVSRTransformer3DModel:
    """Equal to the base; a new one each time."""
    return copy.deepcopy(_untrained(**choices))


@cache
def _untrained(**choices) -> UniMMVSRTransformer3DModel:
    wan = base()
    torch.manual_seed(1)
    return UniMMVSRTransformer3DModel.from_base(wan, **choices).eval().requires_grad_(False)


def trained(**choices) -> UniMMVSRTransformer3DModel:
    """As if trained: nothing of it is zero."""
    network = untrained(**choices)
    for index, values in enumerate((network.kind_bias, network.aug_embedder.linear_2.weight, network.patch_embedding.weight[:, 16:])):
        values.copy_(drawn(*values.shape, seed=50 + index) * 0.2)
    return network


def drawn(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


LATENT, LR, TEXT, NULL = drawn(1, 16, 3, 8, 12), drawn(1, 16, 3, 8, 12, seed=1), drawn(1, 5, 8, seed=2), drawn(1, 2, 8, seed=3)
TIME, LEVEL = torch.tensor([700.0]), torch.tensor([300.0])


def references() -> list[Reference]:
    """Two images, and a video of another size than the target."""
    return [
        Reference(drawn(1, 16, 1, 6, 4, seed=4)),
        Reference(drawn(1, 16, 1, 6, 4, seed=5)),
        Reference(drawn(1, 16, 3, 8, 8, seed=6), "video"),
    ]


def difference(one, other) -> float:
    return float((one - other).detach().abs().max())
