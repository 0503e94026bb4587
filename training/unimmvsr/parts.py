"""What a run is made of: the transformer that learns, and what is only used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch

from uprez.models.unimmvsr.checkpoint import read
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel
from uprez.models.unimmvsr.vae import Vae
from uprez.training.unimmvsr.config import Config


class Encoder(Protocol):
    """Pictures to latents."""

    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """(f, 3, H, W), -1 to 1, to (C, k, h, w), float32, normalised as the transformer sees them."""
        ...

    def to(self, device: torch.device) -> None:
        """Where pictures will come from."""
        ...


class Decoder(Protocol):
    """Latents to pictures."""

    def __call__(self, latents: torch.Tensor) -> torch.Tensor:
        """(C, k, h, w), as an encoder gives them, to (f, 3, H, W), about -1 to 1."""
        ...


class Texts(Protocol):
    """Captions to what the transformer is told."""

    def __call__(self, caption: str) -> torch.Tensor:
        """(words, D) float32; every caption has as many words, the empty one as well."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """Networks of a run."""

    network: UniMMVSRTransformer3DModel
    encoder: Encoder
    texts: Texts


class WanEncoder:
    """Wan's VAE, which does not learn."""

    def __init__(self, vae: Vae) -> None:
        """Take it; it computes in the precision that it has."""
        self._vae = vae

    def to(self, device: torch.device) -> None:
        """See `Encoder`."""
        self._vae.network.to(device)

    @torch.no_grad()
    def __call__(self, pictures: torch.Tensor) -> torch.Tensor:
        """See `Encoder`."""
        return torch.cat(list(self._vae.encode([pictures]))).transpose(0, 1).contiguous()

    @torch.no_grad()
    def decode(self, latents: torch.Tensor) -> torch.Tensor:
        """See `Decoder`."""
        return torch.cat(list(self._vae.decode([latents.transpose(0, 1)])))


def learner(config: Config) -> UniMMVSRTransformer3DModel:
    """The transformer of a run's base in float32, with the run's choices, on the CPU.

    Raises:
        ModelError: the base cannot be read.
    """
    with torch.random.fork_rng(devices=[]):  # a plain Wan gets parts of chance: the same in every process and after every restart
        torch.manual_seed(config.seed)
        network = read(config.base / "transformer").float()
    chosen = config.choices.model_dump(exclude_none=True)
    if chosen:
        network.register_to_config(**chosen)
    return network
