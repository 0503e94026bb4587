"""The VAE between pictures and latents: CogVideoX's (arXiv 2408.06072, section 2.1), which looks back in time and never ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch

from uprez.models.star.cog.layout import VAE_CLASS
from uprez.models.star.vae_file import read_vae


class Vae:
    """Pictures and latents go through a few at a time; what a part needs of the parts before it is carried along."""

    def __init__(self, vae: Any) -> None:
        """Take diffusers' AutoencoderKLCogVideoX."""
        self.network: Any = vae.eval().requires_grad_(False)
        self._scale = float(vae.config.scaling_factor)

    @classmethod
    def read(cls, folder: Path) -> Vae:
        """From a folder in the hub's layout: `config.json` and `.safetensors`, in any precision; on the CPU.

        Raises:
            ModelError: a file is missing, damaged, or another network's.
        """
        files = sorted(folder.glob("*.safetensors"))
        return cls(read_vae(folder, files, kind=VAE_CLASS, repository="THUDM/CogVideoX-5b"))

    @property
    def channels(self) -> int:
        """Of a latent."""
        return int(self.network.config.latent_channels)

    def encode(self, pictures: Iterable[torch.Tensor]) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        """Parts (f, 3, H, W) of a shot, -1 to 1, to means and standard deviations (f', C, H/8, W/8) of their latents."""
        cache: Any = None
        for part in pictures:
            hidden, cache = self.network.encoder(part.transpose(0, 1)[None], conv_cache=cache)
            if self.network.quant_conv is not None:
                hidden = self.network.quant_conv(hidden)
            mean, spread = hidden[0].transpose(0, 1).float().chunk(2, dim=1)
            yield mean * self._scale, (0.5 * spread.clamp(-30, 20)).exp() * self._scale

    def decode(self, latents: Iterable[torch.Tensor]) -> Iterator[torch.Tensor]:
        """Parts (f', C, h, w) of a shot's latents to its pictures (f, 3, 8h, 8w)."""
        cache: Any = None
        for part in latents:
            part = part.transpose(0, 1)[None] / self._scale
            if self.network.post_quant_conv is not None:
                part = self.network.post_quant_conv(part)
            pictures, cache = self.network.decoder(part, conv_cache=cache)
            yield pictures[0].transpose(0, 1).float()
