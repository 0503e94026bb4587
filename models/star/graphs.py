"""STAR's networks as they are exported: the timestep a number, every size free, attention one node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from uprez.models.runtime.onnx_attention import fused
from uprez.models.runtime.onnx_trace import Axes, Traced
from uprez.models.stablevsr.graphs import fuse_attention
from uprez.models.star.attention import Attention
from uprez.models.star.unet import VideoUnet

_LATENT: Axes = {2: "frames", 3: "height", 4: "width"}
_TEXT: Axes = {0: "prompts", 1: "tokens"}
_SMALL: Axes = {0: "frames", 2: "height", 3: "width"}
_LARGE: Axes = {0: "frames", 2: "large_height", 3: "large_width"}
_TIMESTEP = 501


@dataclass(frozen=True, slots=True)
class Examples:
    """What the networks are called with, in float32; the same numbers on every machine."""

    latent: torch.Tensor
    """(1, 4, F, h, w)."""
    hint: torch.Tensor
    """(1, 4, F, h, w)."""
    timestep: torch.Tensor
    """(1,) int64."""
    text: torch.Tensor
    """Two prompts, (2, tokens, C)."""

    @property
    def inputs(self) -> dict[str, torch.Tensor]:
        """By the graph's names, in order."""
        return {"latent": self.latent, "hint": self.hint, "timestep": self.timestep, "text": self.text}

    @classmethod
    def of(cls, size: tuple[int, int, int], channels: int, text: tuple[int, int]) -> Examples:
        """Gaussian noise: latents of `size` frames, rows and columns, a text of as many tokens and channels."""
        drawn = torch.Generator().manual_seed(0)
        latent, hint = (torch.randn(1, channels, *size, generator=drawn) for _ in range(2))
        return cls(latent, hint, torch.tensor([_TIMESTEP]), torch.randn(2, *text, generator=drawn))


class NetworkGraph(nn.Module):
    """UNet and ControlNet; float32 at the ends whatever they compute in."""

    def __init__(self, network: VideoUnet) -> None:
        """The network's attentions are fused in place."""
        super().__init__()
        self._network = network
        for module in network.modules():
            if isinstance(module, Attention):
                module.mix = fused
        self.eval()  # the exporter leaves all parts as the whole says, and dropout is one of them

    def forward(self, latent: torch.Tensor, hint: torch.Tensor, timestep: torch.Tensor, text: torch.Tensor) -> torch.Tensor:
        """Latents (1, 4, F, h, w), (1,), prompts (K, tokens, C) to v (K, 4, F, h, w)."""
        return self._network(latent, timestep, text, hint)

    def traced(self, examples: Examples) -> Traced:
        """`latent`, `hint`, `timestep` and `text` to `v`."""
        return Traced(self, examples.inputs, ["v"], {"latent": _LATENT, "hint": _LATENT, "text": _TEXT, "v": {0: "prompts", **_LATENT}})


class EncoderGraph(nn.Module):
    """The VAE's encoder."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        fuse_attention(vae)
        self._vae, self._scale = vae, float(vae.config.scaling_factor)
        self.eval()

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Pictures (T, 3, H, W) to the means and the deviations of their latents, both (T, 4, h, w), as the sampler holds them."""
        found = self._vae.encode(pictures).latent_dist
        return found.mean * self._scale, found.std * self._scale

    def traced(self, pictures: torch.Tensor) -> Traced:
        """`pictures` to `mean` and `deviation`."""
        return Traced(self, {"pictures": pictures}, ["mean", "deviation"], {"pictures": _LARGE, "mean": _SMALL, "deviation": _SMALL})


class DecoderGraph(nn.Module):
    """The VAE's temporal decoder; all frames know each other."""

    def __init__(self, vae: Any) -> None:
        super().__init__()
        fuse_attention(vae)
        self._decoder, self._scale = vae.decoder, float(vae.config.scaling_factor)
        self.eval()

    def forward(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (F, 4, h, w), as the sampler holds them, to pictures (F, 3, H, W)."""
        moving = torch.zeros_like(latents[:, 0, 0, 0])[None]  # diffusers' mark of still pictures, (1, F): none is one
        return self._decoder(latents / self._scale, image_only_indicator=moving, num_frames=moving.shape[1])

    def traced(self, latents: torch.Tensor) -> Traced:
        """`latents` to `pictures`."""
        return Traced(self, {"latents": latents}, ["pictures"], {"latents": _SMALL, "pictures": _LARGE})
