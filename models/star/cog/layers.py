"""One layer of the video transformer, and the Local Information Enhancement Module (LIEM) before its attention.

Here LIEM stands after the norm and the modulation, on picture tokens alone; in STAR's UNet it stands before the norm.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from uprez.models.star.cog.rotary import Turns, turned

Grid = tuple[int, int, int]
"""Frames, rows and columns of picture tokens."""


class Liem(nn.Module):
    """A gate for each picture token: from the channel maxima and means around it, then from its own.

    What the first gate leaves has its maximum and mean, so the features are read once and written once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.spatial = nn.Conv2d(2, 1, 7, padding=3, bias=False)
        self.temporal = nn.Linear(2, 1, bias=False)

    def forward(self, tokens: torch.Tensor, grid: Grid) -> torch.Tensor:
        """(B, tokens, C) to the same, gated."""
        frames, rows, columns = grid
        seen = torch.stack((tokens.amax(2), tokens.mean(2)), dim=1)  # (B, 2, tokens)
        around = seen.view(len(tokens), 2, frames, rows, columns).transpose(1, 2).flatten(0, 1)
        gate = torch.sigmoid(self.spatial(around)).view(len(tokens), -1, 1)
        own = torch.sigmoid(self.temporal(seen.transpose(1, 2) * gate))
        return tokens * (gate * own)


class Layer(nn.Module):
    """Attention of all tokens to all, and a feed-forward; text and pictures are shifted, scaled and gated apart, by the time."""

    def __init__(self, width: int, head: int, inner: int, time: int) -> None:
        super().__init__()
        self._heads = width // head
        self.modulate = nn.Linear(time, 12 * width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-5), nn.LayerNorm(width, eps=1e-5)
        self.norm_query, self.norm_key = nn.LayerNorm(head, eps=1e-6), nn.LayerNorm(head, eps=1e-6)
        self.query_key_value = nn.Linear(width, 3 * width)
        self.attended = nn.Linear(width, width)
        self.widen, self.narrow = nn.Linear(width, inner), nn.Linear(inner, width)
        self.liem = Liem()

    def forward(self, tokens: torch.Tensor, text: int, time: torch.Tensor, turns: Turns, grid: Grid) -> torch.Tensor:
        """(B, tokens, C) to the same, the first `text` of them the text's; `time` (1, T) has its SiLU applied."""
        shift1, scale1, gate1, shift2, scale2, gate2, *of_text = self.modulate(time).chunk(12, dim=-1)
        text_shift1, text_scale1, text_gate1, text_shift2, text_scale2, text_gate2 = of_text
        normed = self.norm1(tokens)
        words = modulated(normed[:, :text], text_shift1, text_scale1)
        pictures = self.liem(modulated(normed[:, text:], shift1, scale1), grid)
        made = self._mixed(torch.cat((words, pictures), dim=1), text, turns)
        tokens = _added(tokens, made, text, text_gate1, gate1)
        normed = self.norm2(tokens)
        words, pictures = modulated(normed[:, :text], text_shift2, text_scale2), modulated(normed[:, text:], shift2, scale2)
        wide = functional.gelu(self.widen(torch.cat((words, pictures), dim=1)), approximate="tanh")
        return _added(tokens, self.narrow(wide), text, text_gate2, gate2)

    def _mixed(self, tokens: torch.Tensor, text: int, turns: Turns) -> torch.Tensor:
        """Softmax attention with normed queries and keys; picture tokens' are turned by their place."""
        packed = self.query_key_value(tokens).unflatten(2, (3, self._heads, -1)).permute(2, 0, 3, 1, 4)
        query, key = self.norm_query(packed[0]), self.norm_key(packed[1])
        for values in (query, key):
            values[:, :, text:] = turned(values[:, :, text:], turns)
        mixed = functional.scaled_dot_product_attention(query, key, packed[2])
        return self.attended(mixed.transpose(1, 2).flatten(2))


def modulated(tokens: torch.Tensor, shift: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
    """Tokens (B, L, C) scaled by 1 + `scale` and shifted, both (1, C)."""
    return torch.addcmul(shift, tokens, 1 + scale)


def _added(tokens: torch.Tensor, made: torch.Tensor, text: int, text_gate: torch.Tensor, gate: torch.Tensor) -> torch.Tensor:
    """Tokens and what a branch made of them, gated apart for text and pictures."""
    whole = torch.empty_like(tokens)
    for part, by in ((slice(None, text), text_gate), (slice(text, None), gate)):
        whole[:, part] = torch.addcmul(tokens[:, part], made[:, part], by)
    return whole
