"""The temporal-decoder VAE, cheaper at equal output: channels last throughout, and convolutions over time as 2-D ones.

A 3-D convolution of one tap a picture takes torch's slow path on a CPU; in channels-last memory a clip's frames and pixels
already are the two sides of a plane.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional

from uprez.models.stablevsr.quick import quicken
from uprez.models.star.unet import memory_order


def quicken_vae(vae: Any) -> None:
    """Replace the blocks of diffusers' AutoencoderKLTemporalDecoder in place. For use only: it can no longer be trained or exported."""
    quicken(vae)
    for parent in list(vae.decoder.modules()):
        for name, child in list(parent.named_children()):
            if type(child).__name__ == "SpatioTemporalResBlock":
                setattr(parent, name, _OverTime(child))
    memory_order(vae)


class _OverTime(nn.Module):
    """SpatioTemporalResBlock of one clip without a time embedding."""

    def __init__(self, block: Any) -> None:
        super().__init__()
        self.spatial, temporal, mixer = block.spatial_res_block, block.temporal_res_block, block.time_mixer
        self.norms: Any = nn.ModuleList([temporal.norm1, temporal.norm2])
        self.convs: Any = nn.ModuleList([temporal.conv1, temporal.conv2])
        share = torch.sigmoid(mixer.mix_factor.detach().float())
        self._share = float(share if mixer.switch_spatial_to_temporal_mix else 1 - share)

    def forward(self, inputs: torch.Tensor, temb: None = None, image_only_indicator: torch.Tensor | None = None) -> torch.Tensor:
        """(F, C, H, W), one clip, to (F, C', H, W)."""
        made = self.spatial(inputs, None).contiguous(memory_format=torch.channels_last)
        frames, channels, height, width = made.shape
        clip = made.permute(0, 2, 3, 1).view(1, frames, height * width, channels).permute(0, 3, 1, 2)
        hidden = clip
        for norm, conv in zip(self.norms, self.convs, strict=True):
            normed = functional.group_norm(hidden, norm.num_groups, norm.weight, norm.bias, norm.eps)
            hidden = functional.conv2d(functional.silu(normed, inplace=True), conv.weight.squeeze(-1), conv.bias, padding=(1, 0))
        return clip.add(hidden, alpha=self._share).permute(0, 2, 3, 1).view(frames, height, width, channels).permute(0, 3, 1, 2)
