"""The VAE between pictures and latents: Stable Video Diffusion's, which encodes frame by frame and decodes over time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.torch_net import exact
from uprez.models.star.fading import faded
from uprez.models.star.fading import groups_of_three as groups_of_three
from uprez.models.star.vae_file import read_vae
from uprez.models.star.windows import Windows

FACTOR = 8
"""Pixels a latent pixel, along each side."""
_MOVE: Any = torch.nn.Module.to
"""Past diffusers' own `to`, which warns of what is meant here."""


class Vae:
    """Latents as the sampler holds them, float32. Pictures are encoded in float32, as in the release.

    Asked for fp16, they are decoded in it, as in the release; bf16 holds too few digits for a picture and decodes in float32,
    which a GPU may then round to TF32 in convolutions.
    """

    def __init__(self, vae: Any, *, device: str = "cpu", precision: str = "fp32") -> None:
        """Take diffusers' AutoencoderKLTemporalDecoder, which is moved and converted in place.

        Raises:
            ResourceError: out of memory.
        """
        self._vae: Any = vae.eval().requires_grad_(False)
        self._decoding = torch.float16 if precision == "fp16" else torch.float32
        self._tf32 = precision != "fp32"
        self._scale = float(vae.config.scaling_factor)
        with memory_guarded("torch"):
            _MOVE(self._vae, torch.float32)
            _MOVE(self._vae.decoder, self._decoding)
        self.move(device)

    def move(self, device: str) -> None:
        """Bring the network to a device.

        Raises:
            ResourceError: out of memory.
        """
        self._device = torch.device(device)
        with memory_guarded("torch"):
            _MOVE(self._vae, self._device)

    @property
    def network(self) -> Any:
        """Diffusers' module."""
        return self._vae

    @classmethod
    def read(cls, folder: Path, *, device: str = "cpu", precision: str = "fp32") -> Vae:
        """From a folder in the hub's layout: `config.json` and one `.safetensors`, in any precision.

        Raises:
            ModelError: a file is missing, damaged, or another network's.
            ResourceError: out of memory.
        """
        files = sorted(folder.glob("*.safetensors"))[:1]  # the repository has the same weights twice
        network = read_vae(folder, files, kind="AutoencoderKLTemporalDecoder", repository="stabilityai/stable-video-diffusion-img2vid")
        return cls(network, device=device, precision=precision)

    def encode(self, pictures: torch.Tensor, noise: torch.Tensor | None = None) -> torch.Tensor:
        """Pictures (T, 3, H, W), -1 to 1, to latents (1, 4, T, H/8, W/8), frame by frame.

        `noise` (T, 4, H/8, W/8) draws from what the encoder finds likely, as the release; None takes the likeliest.
        """
        made: list[torch.Tensor] = []
        with memory_guarded("torch"), torch.no_grad(), exact():
            for index in range(len(pictures)):
                found = self._vae.encode(pictures[index : index + 1].to(self._device)).latent_dist
                drawn = found.mean if noise is None else found.mean + found.std * noise[index : index + 1].to(self._device)
                made.append(drawn * self._scale)
        return torch.stack(made, dim=2)

    def decode(self, latents: torch.Tensor, windows: Windows) -> Iterator[torch.Tensor]:
        """Latents (1, 4, T, h, w) to pictures (3, 8h, 8w), about -1 to 1, one by one, in order; frames of a window know each other.

        `groups_of_three` are the release's windows; windows that share frames fade, and join without a pop.
        """
        return faded(windows, lambda span: self.decode_window(latents[:, :, span.start : span.stop]))

    def decode_window(self, latents: torch.Tensor) -> torch.Tensor:
        """Latents (1, 4, f, h, w) to pictures (f, 3, 8h, 8w) float32, about -1 to 1; these frames know each other.

        Raises:
            ResourceError: out of memory.
        """
        with memory_guarded("torch"), torch.no_grad(), exact(tf32=self._tf32):
            part = (latents[0].transpose(0, 1).to(self._device) / self._scale).to(self._decoding)
            return self._vae.decode(part, num_frames=len(part)).sample.float()
