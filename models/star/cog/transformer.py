"""The video transformer: CogVideoX's (Yang et al., 2024, arXiv 2408.06072), with the footage as more channels and STAR's gates.

Text and picture tokens are one sequence, and all attend to all. Where the paper and the release differ, this is the release.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

from uprez.models.star.cog.layers import Layer, modulated
from uprez.models.star.cog.rotary import Rotary


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a transformer is built from; the defaults are the release's."""

    width: int = 3072
    """Channels of a token."""
    head: int = 64
    """Channels of an attention head, a multiple of 16."""
    layers: int = 42
    inner: int = 12288
    """Channels inside of a feed-forward."""
    time: int = 512
    """Channels of the time's embedding."""
    text: int = 4096
    """Channels of the text's embedding."""
    latent: int = 16
    """Channels of a latent; the transformer is given twice as many."""
    patch: int = 2
    """Rows and columns of latents that are one token."""


class VideoTransformer(nn.Module):
    """Noisy latents and the footage's latents to v."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.time_in, self.time_out = nn.Linear(sizes.width, sizes.time), nn.Linear(sizes.time, sizes.time)
        self.patch_in = nn.Conv2d(2 * sizes.latent, sizes.width, sizes.patch, sizes.patch)
        self.text_in = nn.Linear(sizes.text, sizes.width)
        self.layers = nn.ModuleList(Layer(sizes.width, sizes.head, sizes.inner, sizes.time) for _ in range(sizes.layers))
        self.norm = nn.LayerNorm(sizes.width, eps=1e-5)
        self.norm_out = nn.LayerNorm(sizes.width, eps=1e-6)
        self.modulate_out = nn.Linear(sizes.time, 2 * sizes.width)
        self.patch_out = nn.Linear(sizes.width, sizes.patch**2 * sizes.latent)
        self._rotary = Rotary(sizes.head)
        self.at_hand: Iterable[Layer] | None = None
        """The layers from elsewhere, in order; None: `layers`."""

    def forward(self, latent: torch.Tensor, timestep: int, text: torch.Tensor, footage: torch.Tensor) -> torch.Tensor:
        """v (B, 16, f, h, w) float32 of prompts (B, tokens, C); latents (1, 16, f, h, w), h and w multiples of 2, tell all of them.

        Positions count from the first frame, row and column given: training knows 13 frames, 60 rows and 90 columns of latents.
        """
        frames, height, width = latent.shape[2:]
        rows, columns = height // self.sizes.patch, width // self.sizes.patch
        dtype = self.text_in.weight.dtype
        time = self._time(timestep, latent.device)
        pictures = self.patch_in(torch.cat((latent, footage), dim=1)[0].transpose(0, 1).to(dtype))
        pictures = pictures.flatten(2).transpose(1, 2).flatten(0, 1)  # (f rows columns, C)
        tokens = torch.cat((self.text_in(text.to(dtype)), pictures.expand(len(text), -1, -1)), dim=1)
        turns = self._rotary.turns(frames, rows, columns, latent.device)
        for layer in self.at_hand or self.layers:
            tokens = layer(tokens, text.shape[1], time, turns, (frames, rows, columns))
        pictures = self.norm_out(self.norm(tokens[:, text.shape[1] :]))
        shift, scale = self.modulate_out(time).chunk(2, dim=-1)
        return self._pictures(self.patch_out(modulated(pictures, shift, scale)), frames, rows, columns)

    def _time(self, timestep: int, device: torch.device) -> torch.Tensor:
        """The time's embedding (1, T) with the SiLU that every layer applies to it; cosines first."""
        half = self.sizes.width // 2
        waves = torch.arange(half, dtype=torch.float32, device=device) / half
        angles = timestep * torch.exp(-waves * torch.log(torch.tensor(10000.0, device=device)))
        dtype = self.time_in.weight.dtype
        inner = functional.silu(self.time_in(torch.cat((angles.cos(), angles.sin()))[None].to(dtype)))
        return functional.silu(self.time_out(inner))

    def _pictures(self, tokens: torch.Tensor, frames: int, rows: int, columns: int) -> torch.Tensor:
        """Tokens (B, f rows columns, C p p) to latents (B, C, f, rows p, columns p), float32."""
        side = self.sizes.patch
        split = tokens.float().view(len(tokens), frames, rows, columns, self.sizes.latent, side, side)
        return split.permute(0, 4, 1, 2, 5, 3, 6).flatten(5).flatten(3, 4).contiguous()
