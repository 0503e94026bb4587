"""StableVSR's networks with random weights, at any share of the published width."""

from __future__ import annotations

from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel

from uprez.models.flow.raft import Raft

_DOWN: Any = ("DownBlock2D", *["CrossAttnDownBlock2D"] * 3)
_UP: Any = (*["CrossAttnUpBlock2D"] * 3, "UpBlock2D")


def random_networks(divisor: int = 1, seed: int = 0) -> tuple[Any, Any, Any, torch.Tensor, Raft]:
    """UNet, ControlNet, VAE, text embedding and RAFT; all widths but RAFT's are divided by `divisor` (1: as published)."""
    torch.manual_seed(seed)
    channels = [width // divisor for width in (256, 512, 512, 1024)]
    shared: dict[str, Any] = {
        "in_channels": 7,
        "block_out_channels": channels,
        "down_block_types": _DOWN,
        "cross_attention_dim": 1024 // divisor,
        "attention_head_dim": 8,
        "only_cross_attention": [True, True, True, False],
        "use_linear_projection": True,
    }
    unet = UNet2DConditionModel(sample_size=128, out_channels=4, up_block_types=_UP, **shared)
    controlnet = ControlNetModel(conditioning_embedding_out_channels=tuple(width // divisor for width in (64, 128, 256)), **shared)
    make_vae: Any = AutoencoderKL
    vae = make_vae(
        down_block_types=["DownEncoderBlock2D"] * 3,
        up_block_types=["UpDecoderBlock2D"] * 3,
        block_out_channels=[width // divisor for width in (128, 256, 512)],
        layers_per_block=2,
        latent_channels=4,
        sample_size=256,
        scaling_factor=0.08333,
    )
    for module in controlnet.modules():  # zero-initialised convolutions would hide the TCM's work
        if isinstance(module, torch.nn.Conv2d) and not module.weight.any():
            torch.nn.init.normal_(module.weight, std=0.02)
    return unet.eval(), controlnet.eval(), vae.eval(), torch.randn(1, 77, 1024 // divisor), Raft()
