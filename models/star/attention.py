"""What STAR's transformers are made of: attention, the gated feed-forward, and the Local Information Enhancement Module (LIEM).

Where the paper (its section on LIEM) and the release differ, this is the release: the spatial LIEM's convolution is 7x7
(the paper says 3x3), and LIEM gates only what attention sees, not what goes around it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import torch
from torch import nn
from torch.nn import functional

from uprez.models.star.told import Text

_SEQUENCES = 1 << 15
"""Sequences in one call of the attention: GPU kernels take fewer than 65536."""


_LARGE, _CACHED = 1 << 20, 1024
"""Numbers from which a feed-forward on a CPU goes so many tokens at a time: a fifth faster, as what it widens stays in the cache."""

Mix = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, int], torch.Tensor]
"""Queries (N, L, C), keys and values (N, S, C), the number of heads: what each query takes of the values, (N, L, C)."""


def mixed(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int) -> torch.Tensor:
    """Softmax attention, each head by itself; see `Mix`."""
    query, key, value = (part.unflatten(2, (heads, -1)).transpose(1, 2) for part in (query, key, value))
    if len(query) <= _SEQUENCES:
        result = functional.scaled_dot_product_attention(query, key, value)
    else:
        pieces = zip(*(part.split(_SEQUENCES) for part in (query, key, value)), strict=True)
        result = torch.cat([functional.scaled_dot_product_attention(*piece) for piece in pieces])
    return result.transpose(1, 2).flatten(2)


def in_place() -> bool:
    """Whether what is made may be overwritten: where nothing is trained or exported."""
    return not (torch.is_grad_enabled() or torch.onnx.is_in_onnx_export())


def added(made: torch.Tensor, residual: torch.Tensor) -> torch.Tensor:
    """The sum; `made` is not used again."""
    return made.add_(residual) if in_place() else made + residual


class Attention(nn.Module):
    """Softmax attention of tokens to each other, or of tokens to a text."""

    def __init__(self, width: int, head: int, text: int | None = None) -> None:
        """`width` channels in heads of `head`; keys and values come from `text` channels, else from the tokens."""
        super().__init__()
        self._heads = width // head
        self.mix: Mix = mixed
        """What an export replaces by one node of its graph."""
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(text or width, width, bias=False)
        self.to_v = nn.Linear(text or width, width, bias=False)
        self.to_out = nn.ModuleList([nn.Linear(width, width)])

    def forward(self, tokens: torch.Tensor, text: Text | None = None) -> torch.Tensor:
        """(N, L, C) to (N, L, C); with a text, N is its number of prompts."""
        if text is None:
            query, key, value = self._all(tokens)
        else:
            query, (key, value) = self.to_q(tokens), text.seen(self, self._keys_values)
        return self.to_out[0](self.mix(query, key, value, self._heads))

    def _all(self, tokens: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Queries, keys and values of the tokens, in one product: up to a fifth faster than three."""
        weights = torch.cat((self.to_q.weight, self.to_k.weight, self.to_v.weight))
        return functional.linear(tokens, weights).chunk(3, dim=-1)

    def _keys_values(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return self.to_k(tokens), self.to_v(tokens)


class FeedForward(nn.Module):
    """Two linear layers around a GELU gate (Shazeer, 2020, arXiv 2002.05202: GEGLU), four times as wide inside."""

    def __init__(self, width: int) -> None:
        super().__init__()
        gated = nn.Module()
        gated.proj = nn.Linear(width, 8 * width)
        self.net = nn.ModuleList([gated, nn.Identity(), nn.Linear(4 * width, width)])

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """(..., C) to (..., C)."""
        if not in_place() or tokens.device.type != "cpu" or tokens.numel() < _LARGE:
            return self._widened(tokens)
        return torch.cat([self._widened(part) for part in tokens.flatten(0, -2).split(_CACHED)]).view_as(tokens)

    def _widened(self, tokens: torch.Tensor) -> torch.Tensor:
        wide = cast(nn.Linear, self.net[0].proj)
        values, gate = (functional.linear(tokens, *halves) for halves in zip(wide.weight.chunk(2), wide.bias.chunk(2), strict=True))
        gate = functional.gelu(gate)
        return self.net[2](values.mul_(gate) if in_place() else values * gate)


class SpatialLiem(nn.Module):
    """LIEM within a frame: a gate for each pixel from the neighbourhood's channel maxima and means."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """(N, h, w, C) to (N, h, w, C), gated."""
        seen = torch.stack((features.amax(3), features.mean(3)), dim=1)
        return features * torch.sigmoid(self.conv1(seen)).permute(0, 2, 3, 1)


class TemporalLiem(nn.Module):
    """LIEM along time: a gate for each token from its own channels' maximum and mean."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Linear(2, 1, bias=False)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """(N, F, C) to (N, F, C), gated."""
        return tokens * torch.sigmoid(self.conv1(torch.stack((tokens.amax(2), tokens.mean(2)), dim=2)))
