"""diffusers' networks cut where StableVSR needs a seam: after the UNet's middle, at the TCM's residuals, around the VAE.

Each part takes and gives plain tensors, so that the same part runs in torch and is exported to ONNX.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

Skips = tuple[torch.Tensor, ...]
"""The outputs of a UNet's descent, first to last, and its middle: 13 tensors for StableVSR's."""


class UnetEncoder(nn.Module):
    """The UNet's descent and middle."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self._unet = unet

    def forward(self, inputs: torch.Tensor, time: torch.Tensor, text: torch.Tensor) -> Skips:
        """(B, 7, h, w), time embedding (1, E), text (1, 77, D) to skips and middle."""
        return _descend(self._unet, self._unet.conv_in(inputs), time, text)


class UnetDecoder(nn.Module):
    """The UNet's ascent."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self._unet = unet

    def forward(self, skips: Sequence[torch.Tensor], time: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        """Skips and middle, residuals already added, to v (B, 4, h, w)."""
        *rest, sample = skips
        time, text = _for_batch(sample, time, text)
        for block in self._unet.up_blocks:
            count = len(block.resnets)
            taken, rest = rest[-count:], rest[:-count]
            size = rest[-1].shape[2:] if rest else None
            context = {"encoder_hidden_states": text} if block_attends(block) else {}
            sample = block(hidden_states=sample, temb=time, res_hidden_states_tuple=tuple(taken), upsample_size=size, **context)
        sample = self._unet.conv_act(self._unet.conv_norm_out(sample))
        return self._unet.conv_out(sample)


class Tcm(nn.Module):
    """The Temporal Conditioning Module: a ControlNet on the neighbour's warped picture."""

    def __init__(self, controlnet: Any) -> None:
        super().__init__()
        self._net = controlnet

    def forward(self, inputs: torch.Tensor, guidance: torch.Tensor, time: torch.Tensor, text: torch.Tensor) -> Skips:
        """(B, 7, h, w), guidance (B, 3, 4h, 4w), time embedding (1, E), text (1, 77, D) to residuals, in the order of `Skips`."""
        net = self._net
        sample = net.conv_in(inputs) + net.controlnet_cond_embedding(guidance)
        *skips, middle = _descend(net, sample, time, text)
        residuals = [block(skip) for block, skip in zip(net.controlnet_down_blocks, skips, strict=True)]
        return (*residuals, net.controlnet_mid_block(middle))


class TimeEmbedding(nn.Module):
    """A timestep to the vector that a UNet or a TCM is told it by."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self._network = network

    def forward(self, timestep: torch.Tensor) -> torch.Tensor:
        """Timestep (1,) int64 to (1, E)."""
        waves = self._network.time_proj(timestep)
        return self._network.time_embedding(waves.to(self._network.conv_in.weight.dtype))


class VaeDecoder(nn.Module):
    """Latents as the sampler holds them to pictures."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        self._vae = vae

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        """(B, 4, h, w) to (B, 3, 4h, 4w) in about [-1, 1], unclipped."""
        latents = latents / self._vae.config.scaling_factor
        return self._vae.decoder(self._vae.post_quant_conv(latents))


class VaeEncoder(nn.Module):
    """Pictures to the means of their latents."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        self._vae = vae

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """(B, 3, 4h, 4w) in [-1, 1] to (B, 4, h, w) as the sampler holds them."""
        moments = self._vae.quant_conv(self._vae.encoder(pictures))
        return moments.chunk(2, dim=1)[0] * self._vae.config.scaling_factor


def _descend(network: Any, sample: torch.Tensor, time: torch.Tensor, text: torch.Tensor) -> Skips:
    """A UNet's or a TCM's descent and middle, from after the first convolution."""
    time, text = _for_batch(sample, time, text)
    skips: Skips = (sample,)
    for block in network.down_blocks:
        context = {"encoder_hidden_states": text} if block_attends(block) else {}
        sample, more = block(hidden_states=sample, temb=time, **context)
        skips += more
    return (*skips, network.mid_block(sample, time, encoder_hidden_states=text))


def _for_batch(sample: torch.Tensor, time: torch.Tensor, text: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return time.expand(sample.shape[0], -1), text.expand(sample.shape[0], -1, -1)


def block_attends(block: Any) -> bool:
    """True for a block that looks at the text."""
    return bool(getattr(block, "has_cross_attention", False))
