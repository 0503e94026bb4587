"""A base model's transformer on disk, in diffusers' layout: `config.json` and `.safetensors`, whole or in shards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from diffusers.models.transformers.transformer_wan import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan_vace import WanVACETransformer3DModel

from uprez.core.errors import ModelError
from uprez.models.edit.control import CELLS
from uprez.models.edit.layout import Kind
from uprez.models.unimmvsr.checkpoint import check_parts, config_of, loaded
from uprez.models.unimmvsr.vae import Vae

_FIX = "Give the folder of Wan-AI/Wan2.1-VACE-1.3B-diffusers, or of Wan-AI/Wan2.1-T2V-1.3B-Diffusers, as it is on the hub."
_CLASSES: dict[Kind, Any] = {"vace": WanVACETransformer3DModel, "video": WanTransformer3DModel}


def read(folder: Path, kind: Kind) -> tuple[Any, Vae]:
    """diffusers' transformer of a base model's folder in the stored precision, and its VAE, on the CPU.

    Raises:
        ModelError: a file is missing, damaged or another network's, the two do not belong together, or it expects an image.
    """
    vae, own = Vae.read(folder / "vae"), folder / "transformer"
    network = loaded(_CLASSES[kind], own, config_of(own, fix=_FIX), fix=_FIX)
    told = network.config
    channels = told.out_channels or told.in_channels
    if told.in_channels != channels or told.get("image_dim") or told.get("vace_in_channels", 2 * channels + CELLS) != 2 * channels + CELLS:
        raise ModelError(
            f"The transformer in '{own}' makes no edits.",
            why=f"It takes {told.in_channels} channels and makes {channels}, or expects an image.",
            fix=_FIX,
        )
    check_parts(folder, told, vae)
    return network, vae


def kind_of(network: Any) -> Kind:
    """What a transformer is told."""
    return "vace" if isinstance(network, WanVACETransformer3DModel) else "video"
