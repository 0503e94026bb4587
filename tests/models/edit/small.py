"""Tiny base models with random weights, whole folders of them, and a shot."""

from __future__ import annotations

import copy
import json
from functools import cache

import numpy as np
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel, WanVACETransformer3DModel

from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import Workspace, drain
from uprez.models.edit.model import EditModel
from uprez.models.edit.torch_networks import TorchNetworks
from uprez.models.unimmvsr.vae import Vae

CHANNELS, TEXT = 4, 8
SIZES = {
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "in_channels": CHANNELS,
    "out_channels": CHANNELS,
    "text_dim": TEXT,
    "freq_dim": 16,
    "ffn_dim": 32,
    "num_layers": 3,
}
HEIGHT, WIDTH = 32, 48


@cache
def _transformer(kind):
    torch.manual_seed(3)
    if kind == "video":
        return WanTransformer3DModel(patch_size=(1, 2, 2), **SIZES).eval()
    return WanVACETransformer3DModel(patch_size=(1, 2, 2), vace_layers=[0, 2], vace_in_channels=2 * CHANNELS + 64, **SIZES).eval()


@cache
def _vae():
    torch.manual_seed(4)
    moments = {"latents_mean": [0.1, -0.2, 0.3, 0.0], "latents_std": [0.5, 0.8, 1.1, 0.6]}
    return AutoencoderKLWan(base_dim=4, z_dim=CHANNELS, dim_mult=[1, 1, 1, 1], num_res_blocks=1, **moments).eval()


def transformer(kind="vace"):
    return copy.deepcopy(_transformer(kind))


def vae():
    return copy.deepcopy(_vae())


def texts():
    return np.random.default_rng(2).standard_normal((2, 5, TEXT), np.float32)


def model(kind="vace", **told):
    return EditModel(TorchNetworks(transformer(kind), Vae(vae()), texts(), **told), weights="none", shift=3.0)


def checkpoint(folder, kind="vace"):
    """A folder as diffusers saves it, but for the text encoder."""
    transformer(kind).save_pretrained(folder / "transformer")
    vae().save_pretrained(folder / "vae")
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps({"_class_name": "UniPCMultistepScheduler", "flow_shift": 5.0}))
    return folder


def clip(frames=5, height=HEIGHT, width=WIDTH):
    """(T, 3, H, W), whole numbers of 255: a wave that moves."""
    x = np.arange(width)[None, None, None] + 2 * np.arange(frames)[:, None, None, None]
    y = np.arange(height)[None, None, :, None]
    phase = np.arange(3)[None, :, None, None]
    waves = 0.5 + 0.4 * np.sin(x / 5 + phase) * np.cos(y / 7 + phase)
    return (np.round(waves * 255) / 255).astype(np.float32)


def recipe(**fields):
    return Recipe(**({"model": "wan-vace", "edit_prompt": "red", "steps": 3, "size": (WIDTH, HEIGHT)} | fields))


def run(of, pictures, workspace=None, first=0, **fields):
    shot = Shot(index=0, first=first, last=first + len(pictures) - 1)
    stream = of.open(shot, recipe(**fields), None, workspace or Workspace())
    assert all(len(stream.push(picture[None])) == 0 for picture in pictures)
    return np.stack(list(drain(stream)))
