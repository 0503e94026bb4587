"""Flow matching (Lipman et al., 2023, arXiv 2210.02747) in Wan's sign: the network learns noise less clean latents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from uprez.core.frame import Pixels
from uprez.models.unimmvsr.references import Reference
from uprez.models.unimmvsr.sampler import TIMESTEPS, noised_footage
from uprez.training.dice import dice
from uprez.training.unimmvsr.parts import Encoder, Texts
from uprez.training.unimmvsr.samples import Sample


@dataclass(frozen=True, slots=True)
class Batch:
    """Samples as the transformer sees them, on its device."""

    clean: torch.Tensor
    """(B, C, f, h, w)."""
    noise: torch.Tensor
    """As `clean`."""
    sigma: torch.Tensor
    """(B,), 0 to 1: the noise's share."""
    footage: torch.Tensor
    """As `clean`: the low-resolution video under noise of `level`."""
    level: torch.Tensor
    """(B,), 0 to 1000."""
    text: torch.Tensor
    """(B, words, D)."""
    references: tuple[Reference, ...] = ()


def encoded(samples: Sequence[Sample], encoder: Encoder, texts: Texts, seed: int, device: torch.device) -> Batch:
    """Samples of one pass as latents. Noise belongs to the sample's number, not to the device."""

    def latents(pictures: Pixels) -> torch.Tensor:
        return encoder(torch.from_numpy(pictures).to(device))

    def noise(like: torch.Tensor, name: str, number: int) -> torch.Tensor:
        drawn: Any = dice(seed, name, number).standard_normal(tuple(like.shape), "float32")
        return torch.from_numpy(drawn).to(device)

    clean = [latents(sample.high) for sample in samples]
    footage: list[torch.Tensor] = []
    for sample in samples:
        low = latents(sample.low)
        footage.append(noised_footage(low, noise(low, "low noise", sample.number), sample.noise))
    given = [
        Reference(torch.stack([latents(image) for image in images])) for images in zip(*(each.images for each in samples), strict=True)
    ]
    if samples[0].video is not None:
        given.append(Reference(torch.stack([latents(sample.video) for sample in samples if sample.video is not None]), "video"))
    return Batch(
        torch.stack(clean),
        torch.stack([noise(values, "noise", sample.number) for values, sample in zip(clean, samples, strict=True)]),
        torch.tensor([sample.time for sample in samples], device=device),
        torch.stack(footage),
        torch.tensor([sample.noise for sample in samples], device=device),
        torch.stack([texts(sample.caption) for sample in samples]).to(device),
        tuple(given),
    )


def flow_loss(network: Any, batch: Batch) -> torch.Tensor:
    """The mean square of what the network's velocity is off by, in float32."""
    share = batch.sigma.view(-1, 1, 1, 1, 1)
    noisy = (1 - share) * batch.clean + share * batch.noise
    made = network(noisy, batch.sigma * TIMESTEPS, batch.text, batch.footage, batch.references, batch.level).sample
    return torch.nn.functional.mse_loss(made.float(), batch.noise - batch.clean)
