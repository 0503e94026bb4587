"""The VAE between pictures and latents: Wan's (Wan-AI/Wan2.1, arXiv 2503.20314, section 4.1), which looks back in time and never ahead."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan, patchify, unpatchify
from safetensors import SafetensorError
from safetensors.torch import load_file

from uprez.core.errors import ModelError
from uprez.models.runtime.torch_net import DTYPES
from uprez.models.unimmvsr.windows import in_groups

_FIX = "Give the folder 'vae' of Wan-AI/Wan2.1-T2V-1.3B-Diffusers, as diffusers saves it."


class Vae:
    """Pictures and latents go through in order, in parts of any length; what a part needs of the parts before it is carried along.

    Any parts give the same, to the bit: the network sees one frame, then four at a time, as in diffusers' `encode` and `decode` of the
    whole. Several videos may be on their way at once.
    """

    def __init__(self, vae: AutoencoderKLWan) -> None:
        """Take diffusers' network, in the precision that it is to compute in."""
        self.network: Any = vae.eval().requires_grad_(False)
        self._patch: int | None = self._told.patch_size
        self._mean, self._deviation = (
            torch.tensor(values, dtype=torch.float32).view(1, -1, 1, 1) for values in (self._told.latents_mean, self._told.latents_std)
        )

    @classmethod
    def read(cls, folder: Path, precision: str = "fp32") -> Vae:
        """From a folder in diffusers' layout: `config.json` and `.safetensors`, in any precision; on the CPU.

        `precision` is what it computes in: `fp32`, `fp16` or `bf16`.

        Raises:
            ModelError: a file is missing, damaged, or another network's.
        """
        try:
            config: Any = json.loads((folder / "config.json").read_text("utf-8"))
            weights: dict[str, torch.Tensor] = {}
            for path in sorted(folder.glob("*.safetensors")):
                weights |= {key: value.to(DTYPES[precision]) for key, value in load_file(path).items()}
        except (OSError, ValueError, SafetensorError) as error:
            raise ModelError(f"The VAE in '{folder}' cannot be read.", why=f"{error}.", fix=_FIX) from error
        named = config.get("_class_name") if isinstance(config, dict) else None
        if named != AutoencoderKLWan.__name__:
            raise ModelError(f"'{folder}' holds no VAE of Wan.", why=f"It describes a {named}.", fix=_FIX)
        try:
            with torch.device("meta"):
                network: Any = AutoencoderKLWan.from_config(config)
            network.load_state_dict(weights, assign=True)
        except (RuntimeError, TypeError, ValueError, KeyError) as error:
            raise ModelError(f"The weights in '{folder}' do not fit their config.json.", why=f"{str(error)[:500]}.", fix=_FIX) from error
        return cls(network)

    @property
    def channels(self) -> int:
        """Of a latent."""
        return int(self._told.z_dim)

    @property
    def factor(self) -> int:
        """Pixels a latent pixel, along each side."""
        return int(self._told.scale_factor_spatial)

    @property
    def dtype(self) -> torch.dtype:
        """What it computes in."""
        return self.network.dtype

    def encode(self, pictures: Iterable[torch.Tensor]) -> Iterator[torch.Tensor]:
        """Parts (f, 3, H, W) of 1 + 4k pictures, -1 to 1, on the network's device, to their likeliest latents (k', C, h, w), float32,
        normalised as the transformer sees them. Sides are multiples of `factor`.

        Raises:
            ValueError: there are not 1 + 4k pictures.
        """
        cache = self._cache("encoder")
        for group in in_groups(pictures):
            video = torch.stack(group, dim=1)[None].to(self.dtype)
            if self._patch is not None:
                video = patchify(video, self._patch)
            hidden = self.network.quant_conv(self.network.encoder(video, feat_cache=cache, feat_idx=[0]))
            mean = hidden[0].transpose(0, 1).chunk(2, dim=1)[0].float()
            yield (mean - self._mean.to(mean.device)) / self._deviation.to(mean.device)

    def decode(self, latents: Iterable[torch.Tensor]) -> Iterator[torch.Tensor]:
        """Parts (k, C, h, w) of normalised latents on the network's device to pictures (f, 3, H, W), float32, about -1 to 1, unclipped:
        one of the first latent, four of each other."""
        cache = self._cache("decoder")
        first = True
        for part in latents:
            for latent in (part.float() * self._deviation.to(part.device) + self._mean.to(part.device)).split(1):
                hidden = self.network.post_quant_conv(latent.transpose(0, 1)[None].to(self.dtype))
                video = self.network.decoder(hidden, feat_cache=cache, feat_idx=[0], first_chunk=first)
                if self._patch is not None:
                    video = unpatchify(video, self._patch)
                first = False
                yield video[0].transpose(0, 1).float()

    @property
    def _told(self) -> Any:
        """The configuration."""
        return self.network.config

    def _cache(self, half: str) -> list[Any]:
        """Room for what each convolution carries from part to part, which the network fills."""
        counts: dict[str, int] = self.network._cached_conv_counts
        return [None] * counts[half]
