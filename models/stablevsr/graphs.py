"""StableVSR's parts as they are exported: the time embedding inside, and attention that never holds all its scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from uprez.models.runtime.onnx_attention import fused
from uprez.models.runtime.onnx_trace import Axes, Traced
from uprez.models.stablevsr.exported import RESIDUAL, SKIP
from uprez.models.stablevsr.networks import FACTOR, LATENT_CHANNELS
from uprez.models.stablevsr.parts import Skips, Tcm, TimeEmbedding, UnetDecoder, UnetEncoder, VaeDecoder, VaeEncoder

_SOURCE: Axes = {0: "batch", 2: "height", 3: "width"}
_RESULT: Axes = {0: "batch", 2: "large_height", 3: "large_width"}


@dataclass(frozen=True, slots=True)
class Examples:
    """What the networks are called with, in float32; the same numbers on every machine."""

    inputs: torch.Tensor
    """Latents and pictures (B, 7, h, w)."""
    guidance: torch.Tensor
    """Neighbours (B, 3, 4h, 4w)."""
    text: torch.Tensor
    """(1, 77, D)."""
    timestep: torch.Tensor
    """(1,) int64."""

    @classmethod
    def of(cls, batch: int, height: int, width: int, text: torch.Tensor, *, timestep: int = 501) -> Examples:
        """Gaussian noise."""
        generator = torch.Generator().manual_seed(0)
        inputs = torch.randn(batch, LATENT_CHANNELS + 3, height, width, generator=generator)
        guidance = torch.randn(batch, 3, FACTOR * height, FACTOR * width, generator=generator)
        return cls(inputs, guidance, text, torch.tensor([timestep]))


class UnetEncoderGraph(nn.Module):
    """`UnetEncoder` that takes float32 and a timestep."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self._time, self._part = TimeEmbedding(unet), UnetEncoder(unet)
        self._dtype = unet.dtype

    def forward(self, inputs: torch.Tensor, timestep: torch.Tensor, text: torch.Tensor) -> Skips:
        """Skips and middle in the UNet's own precision."""
        return self._part(inputs.to(self._dtype), self._time(timestep), text.to(self._dtype))

    def traced(self, examples: Examples) -> Traced:
        """`inputs`, `timestep` and `text` to `skip_0`, `skip_1`, …"""
        count = len(self(examples.inputs, examples.timestep, examples.text))
        given = {"inputs": examples.inputs, "timestep": examples.timestep, "text": examples.text}
        return Traced(self, given, _names(SKIP, count), {"inputs": _SOURCE, **_free(SKIP, count)})


class UnetDecoderGraph(nn.Module):
    """`UnetDecoder` that takes a timestep and adds the TCM's residuals."""

    def __init__(self, unet: Any) -> None:
        super().__init__()
        self._time, self._part = TimeEmbedding(unet), UnetDecoder(unet)
        self._dtype = unet.dtype

    def forward(self, timestep: torch.Tensor, text: torch.Tensor, *both: torch.Tensor) -> torch.Tensor:
        """Skips, then as many residuals, to v in float32."""
        count = len(both) // 2
        skips = [skip + residual for skip, residual in zip(both[:count], both[count:], strict=True)]
        return self._part(skips, self._time(timestep), text.to(self._dtype)).float()

    def traced(self, examples: Examples, skips: Skips) -> Traced:
        """`timestep`, `text`, `skip_…`, and `residual_…` of the same sizes or of 1x1 pixels, to `v`."""
        count = len(skips)
        both = dict(zip([*_names(SKIP, count), *_names(RESIDUAL, count)], (*skips, *skips), strict=True))
        free = {**_free(SKIP, count), **_free(RESIDUAL, count), "v": _SOURCE}
        return Traced(self, {"timestep": examples.timestep, "text": examples.text, **both}, ["v"], free)


class TcmGraph(nn.Module):
    """`Tcm` that takes float32 and a timestep."""

    def __init__(self, controlnet: Any) -> None:
        super().__init__()
        self._time, self._part = TimeEmbedding(controlnet), Tcm(controlnet)
        self._dtype = controlnet.dtype

    def forward(self, inputs: torch.Tensor, guidance: torch.Tensor, timestep: torch.Tensor, text: torch.Tensor) -> Skips:
        """Residuals in the TCM's own precision."""
        return self._part(inputs.to(self._dtype), guidance.to(self._dtype), self._time(timestep), text.to(self._dtype))

    def traced(self, examples: Examples) -> Traced:
        """`inputs`, `guidance`, `timestep` and `text` to `residual_0`, `residual_1`, …"""
        given = {"inputs": examples.inputs, "guidance": examples.guidance, "timestep": examples.timestep, "text": examples.text}
        count = len(self(*given.values()))
        return Traced(self, given, _names(RESIDUAL, count), {"inputs": _SOURCE, "guidance": _RESULT, **_free(RESIDUAL, count)})


def vae_decoder(vae: Any, examples: Examples) -> Traced:
    """`latents` to `pictures`."""
    latents = examples.inputs[:, :LATENT_CHANNELS]
    return Traced(VaeDecoder(vae), {"latents": latents}, ["pictures"], {"latents": _SOURCE, "pictures": _RESULT})


def vae_encoder(vae: Any, examples: Examples) -> Traced:
    """`pictures` to `latents`."""
    return Traced(VaeEncoder(vae), {"pictures": examples.guidance}, ["latents"], {"pictures": _RESULT, "latents": _SOURCE})


def fuse_attention(network: Any) -> None:
    """Make each attention of a diffusers network one node of its graph."""
    for module in network.modules():
        if hasattr(module, "set_processor"):
            module.set_processor(_FusedAttention())


def _names(what: str, count: int) -> list[str]:
    return [f"{what}{index}" for index in range(count)]


def _free(what: str, count: int) -> dict[str, Axes]:
    return {name: {0: "batch", 2: f"{name}_height", 3: f"{name}_width"} for name in _names(what, count)}


class _FusedAttention:
    """Attention as diffusers calls it, in UNet, TCM and VAE."""

    def __call__(
        self, attention: Any, hidden_states: torch.Tensor, encoder_hidden_states: torch.Tensor | None = None, temb: Any = None, **_: Any
    ) -> torch.Tensor:
        """(B, L, C) or (B, C, h, w) to the same."""
        values = hidden_states.flatten(2).transpose(1, 2) if hidden_states.ndim == 4 else hidden_states
        if attention.group_norm is not None:
            values = attention.group_norm(values.transpose(1, 2)).transpose(1, 2)
        seen = values if encoder_hidden_states is None else encoder_hidden_states
        mixed = fused(attention.to_q(values), attention.to_k(seen), attention.to_v(seen), attention.heads)
        result = attention.to_out[0](mixed)
        if hidden_states.ndim == 4:
            result = result.transpose(1, 2).reshape(hidden_states.shape)
        if attention.residual_connection:
            result = result + hidden_states
        return result / attention.rescale_output_factor
