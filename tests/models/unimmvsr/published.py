"""A checkpoint of small random networks in diffusers' layout."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLWan

from tests.models.star.golden import DATA
from tests.models.unimmvsr.small import SIZES, base, trained

WORDS = SIZES["text_dim"]


@cache
def small_vae() -> Any:
    """Wan's VAE with few channels: the factors are the release's, 8 in space and 4 in time."""
    torch.manual_seed(5)
    return AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1).eval().requires_grad_(False)


def lay_checkpoint(folder: Path, network: Any = None) -> Path:
    """Write a checkpoint: `network`, or the trained one if None, with VAE, UMT5 and T5's tokenizer."""
    (trained() if network is None else network).save_pretrained(folder / "transformer")
    small_vae().save_pretrained(folder / "vae")
    lay_text(folder)
    return folder


def lay_text(folder: Path) -> None:
    """Write a text encoder and a tokenizer."""
    from transformers import UMT5Config, UMT5EncoderModel

    (folder / "tokenizer").mkdir(parents=True, exist_ok=True)
    shutil.copy(DATA / "t5" / "spiece.model", folder / "tokenizer")
    torch.manual_seed(6)
    sizes = {"d_model": WORDS, "d_kv": 4, "d_ff": 16, "num_layers": 2, "num_heads": 2}
    UMT5EncoderModel(UMT5Config(vocab_size=640, **sizes)).save_pretrained(folder / "text_encoder")


def lay_base(folder: Path) -> Path:
    """Write a checkpoint of a plain Wan."""
    return lay_checkpoint(folder, base())
