"""STAR's networks: the video UNet (I2VGen-XL's text-to-video model with LIEM) and the ControlNet that shows it the footage.

Module names are the release's, so that its state dict fits. Features are (B, F, h, w, C) in memory throughout: 2-D
convolutions see them channels last, linear layers and norms as they are, and no block rearranges them for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from uprez.models.star.architecture import Architecture
from uprez.models.star.attention import added
from uprez.models.star.blocks import Downsample, ResBlock, Upsample, activated, conv
from uprez.models.star.slices import frame_norm
from uprez.models.star.told import Text, Told, for_batch
from uprez.models.star.transformers import SpatialTransformer, TemporalTransformer, pointwise

_PERIOD = 10_000.0
"""Longest wave of a time embedding, in steps over 2 pi."""


class _Descent(nn.Module):
    """Time embedding, descent and middle: what UNet and ControlNet have in common, with weights of their own."""

    def __init__(self, sizes: Architecture) -> None:
        super().__init__()
        width, time = sizes.width, sizes.time
        self._sizes = sizes
        self.time_embed: Any = nn.Sequential(nn.Linear(width, time), nn.SiLU(), nn.Linear(time, time))
        start = nn.Conv2d(sizes.latent, width, 3, padding=1)
        blocks: list[nn.Module] = [nn.ModuleList([start, TemporalTransformer(width, sizes.first, sizes.head)])]
        self.skips = [width]
        for number, level in enumerate(sizes.levels):
            if number:
                blocks.append(Downsample(width))
                self.skips.append(width)
            for _ in range(level.blocks):
                blocks.append(_block(sizes, width, level.width, attends=level.attends))
                width = level.width
                self.skips.append(width)
        self.input_blocks: Any = nn.ModuleList(blocks)
        self.middle_block = nn.ModuleList([*_block(sizes, width, width, attends=True), ResBlock(width, width, time)])

    def told(self, timestep: torch.Tensor, text: Text, at_once: int) -> Told:
        """What the blocks of this network are told at timesteps (B,)."""
        waves = sinusoids(timestep, self._sizes.width).to(self.time_embed[0].weight.dtype)
        return Told(functional.silu(self.time_embed(waves)), text, at_once)

    def descend(self, latents: torch.Tensor, told: Told, hint: torch.Tensor | None = None) -> Iterator[torch.Tensor]:
        """Latents (B, F, h, w, 4) to the outputs of all input blocks and of the middle, each as it is made.

        `hint` (B, F, h, w, C) is added behind the first convolution.
        """
        (first, mixer), *rest = self.input_blocks
        features = conv(first, latents)
        features = mixer(features if hint is None else features + hint, told)
        yield features
        for block in (*rest, self.middle_block):
            features = _through(block, features, told)
            yield features


class ControlNet(_Descent):
    """A copy of the UNet's descent and middle that also sees the footage, and tells each skip what to add."""

    def __init__(self, sizes: Architecture) -> None:
        super().__init__(sizes)
        self.zero_convs: Any = nn.ModuleList([nn.ModuleList([nn.Conv2d(width, width, 1)]) for width in self.skips])
        self.middle_block_out: Any = nn.ModuleList([nn.Conv2d(self.skips[-1], self.skips[-1], 1)])
        self.input_hint_block = nn.Conv2d(sizes.latent, sizes.width, 3, padding=1)

    def forward(self, latents: torch.Tensor, hint: torch.Tensor, told: Told) -> Iterator[torch.Tensor]:
        """Latents and the footage's latents (B, F, h, w, 4) to what each skip and the middle gain, one by one: none need be kept."""
        layers = [*(block[0] for block in self.zero_convs), self.middle_block_out[0]]
        made = self.descend(latents, told, conv(self.input_hint_block, hint))
        return (pointwise(layer, features) for layer, features in zip(layers, made, strict=True))


class VideoUnet(_Descent):
    """The UNet with its ControlNet: one pass of STAR."""

    def __init__(self, sizes: Architecture) -> None:
        super().__init__(sizes)
        self.sizes = sizes
        width, left = self.skips[-1], list(self.skips)
        blocks: list[nn.Module] = []
        for number, level in reversed(list(enumerate(sizes.levels))):
            for index in range(level.blocks + 1):
                parts = _block(sizes, width + left.pop(), level.width, attends=level.attends)
                width = level.width
                blocks.append(nn.ModuleList([*parts, *([Upsample(width)] if number and index == level.blocks else [])]))
        self.output_blocks = nn.ModuleList(blocks)
        self.out: Any = nn.Sequential(nn.GroupNorm(32, width), nn.SiLU(), nn.Conv2d(width, sizes.out, 3, padding=1))
        self.VideoControlNet = ControlNet(sizes)

    def forward(
        self, x: torch.Tensor, timestep: torch.Tensor | int, text: Text | torch.Tensor, hint: torch.Tensor, *, at_once: int = 0
    ) -> torch.Tensor:
        """One pass: noisy latents to v.

        `x` and `hint`, the footage's latents, are (B, 4, F, h, w); h is even at every level once a row is added to it
        (pixels: 16 above a multiple of 64), w a multiple of 8 in the release. `timestep` is a number or (B,), 0 to 999.
        `text` holds the prompts (K, tokens, C), K a multiple of B: all clips' first prompts first, as guidance wants them. What
        does not depend on the text is computed once for all prompts of a clip. Keep a `Text` for all steps of a run.
        `at_once` bounds the memory (see `Told.at_once`) and does not change the result but for rounding.

        Gives v (K, 4, F, h, w) float32.

        Raises:
            ValueError: the network has no such size.
        """
        _require_size(x.shape[3], x.shape[4], len(self.sizes.levels))
        text = text if isinstance(text, Text) else Text(text.to(self.out[2].weight))
        steps = torch.as_tensor(timestep, device=x.device).expand(len(x))
        latents, footage = (self._entered(values) for values in (x, hint))
        told = self.told(steps, text, at_once)
        skips = list(self.descend(latents, told))
        gained = self.VideoControlNet(latents, footage, self.VideoControlNet.told(steps, text, at_once))
        for index, residual in enumerate(gained):
            skips[index] = added(residual, skips[index])
        features = skips.pop()
        for block in self.output_blocks:
            skip = for_batch(skips.pop(), text.count)
            features = _through(block, for_batch(features, text.count), told, skip)
        made = conv(self.out[2], activated(frame_norm(self.out[0], features)))
        return made.permute(0, 4, 1, 2, 3).float().contiguous()

    def _entered(self, values: torch.Tensor) -> torch.Tensor:
        """(B, 4, F, h, w) to (B, F, h, w, 4) in the network's precision."""
        weight = self.out[2].weight
        return values.to(weight.device, weight.dtype).permute(0, 2, 3, 4, 1).contiguous()


def sinusoids(timestep: torch.Tensor, width: int) -> torch.Tensor:
    """Timesteps (B,) to cosines and sines (B, width) float32 (Vaswani et al., 2017, arXiv 1706.03762, section 3.5)."""
    half = width // 2
    rates = torch.pow(_PERIOD, -torch.arange(half, device=timestep.device) / half)
    angles = timestep.float()[:, None] * rates
    return torch.cat((angles.cos(), angles.sin()), dim=1)


def _require_size(height: int, width: int, levels: int) -> None:
    """See that every descent halves a size without a rest; it adds a row."""
    tall, wide = height, width
    for _ in range(levels - 1):
        if tall % 2 or wide % 2:
            raise ValueError(f"latents of {height} x {width} cannot be halved {levels - 1} times; see `margins`")
        tall, wide = tall // 2 + 1, wide // 2


def _block(sizes: Architecture, width: int, out: int, *, attends: bool) -> nn.ModuleList:
    """A residual block, and its transformers where the level has them."""
    parts: list[nn.Module] = [ResBlock(width, out, sizes.time)]
    if attends:
        parts += [SpatialTransformer(out, sizes.head, sizes.text), TemporalTransformer(out, out, sizes.head)]
    return nn.ModuleList(parts)


def _through(block: nn.Module, features: torch.Tensor, told: Told, *more: torch.Tensor) -> torch.Tensor:
    """Features through the parts of a block; `more` goes to the first."""
    for part in block if isinstance(block, nn.ModuleList) else (block,):
        features = part(features, told, *more)
        more = ()
    return features


def memory_order(network: nn.Module) -> None:
    """Lay the convolutions' weights out channels last, as the features are."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d | nn.Conv3d):
            order = torch.channels_last if isinstance(layer, nn.Conv2d) else torch.channels_last_3d
            layer.weight.data = layer.weight.data.contiguous(memory_format=order)
