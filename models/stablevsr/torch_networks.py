"""StableVSR's networks on torch."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from uprez.core.frame import Pixels
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import DTYPES, exact
from uprez.models.runtime.winograd import sped_up
from uprez.models.stablevsr.attention import remember_text
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.layout import NETWORKS
from uprez.models.stablevsr.parts import Skips, Tcm, TimeEmbedding, UnetDecoder, UnetEncoder, VaeDecoder, VaeEncoder
from uprez.models.stablevsr.quick import quicken
from uprez.models.stablevsr.warp import pixel_grid, warp_torch


class TorchNetworks:
    """See `uprez.models.stablevsr.networks.Networks`; arrays are float32 tensors on the networks' device.

    The UNet and the TCM compute in the asked precision; the VAE, whose decoder overflows in half precision, the warp and
    the sampler's arithmetic stay in float32. The same input gives the same bits on the same device in the same batch.
    """

    def __init__(self, unet: Any, controlnet: Any, vae: Any, text: torch.Tensor, *, device: str = "cpu", precision: str = "fp32") -> None:
        """Take diffusers' UNet2DConditionModel, ControlNetModel, AutoencoderKL and the text's embedding (1, 77, D).

        The modules are moved and converted in place.

        Raises:
            ResourceError: out of memory.
        """
        self._device = torch.device(device)
        self._dtype = DTYPES[precision]
        self.runtime = f"torch {device} {precision}"
        with memory_guarded("torch"):
            for network in (unet, controlnet, vae):
                quicken(network)
            for network, dtype in ((unet, self._dtype), (controlnet, self._dtype), (vae, torch.float32)):
                _settle(network, self._device, dtype)
                sped_up(network)
            self._text = text.to(self._device, self._dtype)
            with torch.no_grad():
                remember_text((unet, controlnet), self._text)
        self._encoder, self._decoder, self._tcm = UnetEncoder(unet), UnetDecoder(unet), Tcm(controlnet)
        self._vae_decoder, self._vae_encoder = VaeDecoder(vae), VaeEncoder(vae)
        self._unet_time, self._tcm_time = lru_cache(4)(self._time_of(unet)), lru_cache(4)(self._time_of(controlnet))
        self._grid = lru_cache(2)(partial(pixel_grid, device=self._device))

    @classmethod
    def of(cls, checkpoint: Checkpoint, text: Pixels, *, device: str = "cpu", precision: str = "fp32") -> TorchNetworks:
        """Load a checkpoint's networks.

        Raises:
            ModelError: the checkpoint is damaged or another's.
            ResourceError: out of memory.
        """
        unet, controlnet, vae = (checkpoint.network(name) for name in NETWORKS)
        return cls(unet, controlnet, vae, torch.from_numpy(text), device=device, precision=precision)

    def to_device(self, values: Pixels) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            return torch.from_numpy(np.ascontiguousarray(values, np.float32)).to(self._device)

    def to_host(self, array: torch.Tensor) -> Pixels:
        """See `Networks`."""
        with self._running():
            return array.to("cpu", torch.float32).contiguous().numpy()

    def join(self, arrays: Sequence[torch.Tensor], axis: int = 0) -> torch.Tensor:
        """See `Networks`."""
        return arrays[0] if len(arrays) == 1 else torch.cat(tuple(arrays), dim=axis)

    def encode(self, inputs: torch.Tensor, timestep: int) -> Skips:
        """See `Networks`; features are the skips and the middle."""
        with self._running():
            return self._encoder(self._in(inputs), self._unet_time(timestep), self._text)

    def pick(self, features: Skips, first: int, count: int) -> Skips:
        """See `Networks`."""
        return tuple(skip[first : first + count] for skip in features)

    def control(self, inputs: torch.Tensor, guidance: torch.Tensor, timestep: int) -> Skips:
        """See `Networks`; residuals are in the order of the features."""
        with self._running():
            return self._tcm(self._in(inputs), self._in(guidance), self._tcm_time(timestep), self._text)

    def predict(self, features: Skips, residuals: Skips | None, timestep: int) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            skips = features if residuals is None else tuple(map(torch.add, features, residuals))
            return self._decoder(skips, self._unet_time(timestep), self._text).float().contiguous()

    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            return self._vae_decoder(latents.to(memory_format=torch.channels_last)).contiguous()

    def encode_picture(self, pictures: torch.Tensor) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            return self._vae_encoder(pictures.to(memory_format=torch.channels_last)).contiguous()

    def warp(self, pictures: torch.Tensor, flow: torch.Tensor, *, exact: bool) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            return warp_torch(pictures, flow, self._grid(*pictures.shape[2:]), exact=exact)

    def shrink(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            return functional.avg_pool2d(latents, 2)

    def enlarge(self, pictures: torch.Tensor) -> torch.Tensor:
        """See `Networks`."""
        with self._running():
            return functional.interpolate(pictures, scale_factor=2, mode="bilinear", align_corners=False)

    @contextmanager
    def _running(self) -> Generator[None]:
        """Inference; a GPU may round the VAE's inputs to TF32 where half precision was asked for anyway, and not in fp32."""
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=self._dtype != torch.float32):
            yield

    def _in(self, values: torch.Tensor) -> torch.Tensor:
        return values.to(self._dtype, memory_format=torch.channels_last)

    def _time_of(self, network: Any) -> Any:
        embedding = TimeEmbedding(network)

        def embed(timestep: int) -> torch.Tensor:
            return functional.silu(embedding(torch.tensor([timestep], device=self._device)))

        return embed


def _settle(network: Any, device: torch.device, dtype: torch.dtype) -> None:
    """Move a network to its place, for use only; past diffusers' own `to`, which warns of what is meant here."""
    move: Any = torch.nn.Module.to
    move(network.eval().requires_grad_(False), device, dtype, memory_format=torch.channels_last)
