"""STAR's transformers: over the pixels of a frame with the text, and over the frames at a pixel."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from uprez.models.star.attention import Attention, FeedForward, SpatialLiem, TemporalLiem, added
from uprez.models.star.slices import frame_norm, frames_at_once, over_rows, sliced
from uprez.models.star.told import Text, Told, for_batch

_GROUPS, _EPS = 32, 1e-6


class SpatialBlock(nn.Module):
    """Attention within frames behind LIEM, attention to the text, feed-forward; each around a residual."""

    def __init__(self, width: int, head: int, text: int) -> None:
        super().__init__()
        self.attn1 = Attention(width, head)
        self.ff = FeedForward(width)
        self.attn2 = Attention(width, head, text)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.local1 = SpatialLiem()

    def forward(self, features: torch.Tensor, text: Text) -> torch.Tensor:
        """(B, F, h, w, C) to (K, F, h, w, C), K the number of prompts: the text tells clips apart that were one."""
        frames = features.flatten(0, 1)
        gated = self.norm1(self.local1(frames)).flatten(1, 2)
        mixed = added(self.attn1(gated).view_as(features), features)
        tokens = for_batch(mixed, text.count).flatten(1, 3)
        tokens = added(self.attn2(self.norm2(tokens), text), tokens)
        tokens = added(self.ff(self.norm3(tokens)), tokens)
        return tokens.view(text.count, *features.shape[1:])


class SpatialTransformer(nn.Module):
    """A spatial block between two linear layers, around a residual; every frame by itself."""

    def __init__(self, width: int, head: int, text: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(_GROUPS, width, _EPS)
        self.proj_in = nn.Linear(width, width)
        self.transformer_blocks = nn.ModuleList([SpatialBlock(width, head, text)])
        self.proj_out = nn.Linear(width, width)

    def forward(self, features: torch.Tensor, told: Told) -> torch.Tensor:
        """(B, F, h, w, C) to (K, F, h, w, C)."""

        def work(frames: torch.Tensor) -> torch.Tensor:
            frames = frames.contiguous()
            inner = self.transformer_blocks[0](self.proj_in(frame_norm(self.norm, frames)), told.text)
            return added(self.proj_out(inner), for_batch(frames, told.text.count))

        return sliced(work, (features,), 1, frames_at_once(features, told.at_once))


class TemporalBlock(nn.Module):
    """Attention over the frames at a pixel, twice, each behind a LIEM of its own, and feed-forward; no text, no positions."""

    def __init__(self, width: int, head: int) -> None:
        super().__init__()
        self.attn1 = Attention(width, head)
        self.ff = FeedForward(width)
        self.attn2 = Attention(width, head)
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.local1, self.local2 = TemporalLiem(), TemporalLiem()

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """(N, F, C), N pixels, to (N, F, C)."""
        tokens = added(self.attn1(self.norm1(self.local1(tokens))), tokens)
        tokens = added(self.attn2(self.norm2(self.local2(tokens))), tokens)
        return added(self.ff(self.norm3(tokens)), tokens)


class TemporalTransformer(nn.Module):
    """A temporal block between two linear layers, around a residual; every pixel by itself, behind the clip's group norm."""

    def __init__(self, width: int, inner: int, head: int) -> None:
        """`inner` channels between the two linear layers."""
        super().__init__()
        self.norm = nn.GroupNorm(_GROUPS, width, _EPS)
        self.proj_in = nn.Conv1d(width, inner, 1)
        self.transformer_blocks = nn.ModuleList([TemporalBlock(inner, head)])
        self.proj_out = nn.Conv1d(inner, width, 1)

    def forward(self, features: torch.Tensor, told: Told) -> torch.Tensor:
        """(B, F, h, w, C) to (B, F, h, w, C)."""
        return over_rows(self._rows, self.norm, features, told.at_once)

    def _rows(self, rows: torch.Tensor, normed: torch.Tensor) -> torch.Tensor:
        batch, frames, height, width, _ = rows.shape
        tokens = pointwise(self.proj_in, normed.permute(0, 2, 3, 1, 4).flatten(0, 2))
        tokens = pointwise(self.proj_out, self.transformer_blocks[0](tokens))
        return rows + tokens.view(batch, height, width, frames, -1).permute(0, 3, 1, 2, 4)


def pointwise(layer: nn.Conv1d | nn.Conv2d, values: torch.Tensor) -> torch.Tensor:
    """A convolution of one tap, as the matrix that it is: (..., C) to (..., C')."""
    return functional.linear(values, layer.weight.flatten(1), layer.bias)
