"""STAR's networks with random weights, at any share of the published width."""

from __future__ import annotations

from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_temporal_decoder import AutoencoderKLTemporalDecoder
from torch import nn

from uprez.models.star.architecture import HEAD, Architecture, Level
from uprez.models.star.unet import VideoUnet

_WIDTHS = (320, 640, 1280, 1280)


def sizes(divisor: int = 1) -> Architecture:
    """The release's sizes; all widths but a head's are divided by `divisor`, down to what heads and norms allow (1: as published)."""

    def part(width: int) -> int:
        return max(HEAD, width // divisor // HEAD * HEAD)

    levels = tuple(Level(part(width), 2, number < 3) for number, width in enumerate(_WIDTHS))
    return Architecture(4, 4, levels, first=part(512), text=part(1024), head=HEAD)


def random_network(divisor: int = 1, seed: int = 0) -> VideoUnet:
    """UNet and ControlNet in float32; what the release starts at zero is random too, so that all of it counts."""
    torch.manual_seed(seed)
    with torch.device("meta"):
        network = VideoUnet(sizes(divisor))
    network.to_empty(device="cpu")
    for module in network.modules():
        if isinstance(module, nn.GroupNorm | nn.LayerNorm):
            module.reset_parameters()
        elif isinstance(module, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
            nn.init.normal_(module.weight, std=0.7 * module.weight[0].numel() ** -0.5)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    return network.eval().requires_grad_(False)


def random_vae(divisor: int = 1, seed: int = 0) -> Any:
    """The temporal-decoder VAE, in float32."""
    torch.manual_seed(seed)
    make: Any = AutoencoderKLTemporalDecoder
    return make(
        down_block_types=["DownEncoderBlock2D"] * 4,
        block_out_channels=[max(32, width // divisor // 32 * 32) for width in (128, 256, 512, 512)],
        layers_per_block=2,
        scaling_factor=0.18215,
    ).eval()
