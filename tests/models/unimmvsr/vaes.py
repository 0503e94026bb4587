"""A tiny VAE with random weights in the published layout."""

from __future__ import annotations

import copy
from functools import cache

import torch
from diffusers import AutoencoderKLWan

FACTOR = 8


def small_vae() -> AutoencoderKLWan:
    """A new one each time, of the same weights."""
    return copy.deepcopy(_small_vae())


@cache
def _small_vae() -> AutoencoderKLWan:
    torch.manual_seed(0)
    return AutoencoderKLWan(base_dim=4, dim_mult=[1, 2, 2, 2], num_res_blocks=1).eval().requires_grad_(False)
