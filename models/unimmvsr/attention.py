"""Self-attention over one sequence of target and references: target tokens first, then those of the references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from diffusers.models.attention_dispatch import dispatch_attention_fn
from diffusers.models.transformers.transformer_wan import WanAttnProcessor

from uprez.models.star.cog.rotary import turned
from uprez.models.unimmvsr.references import KeyValue

Grid = tuple[int, int, int]
"""Latent frames, rows and columns of target tokens."""
Area = tuple[int, int]
"""Rows and columns of tokens."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the tokens of one pass through one block see."""

    lengths: tuple[int, ...]
    """Tokens that share a row of the modulation, in order; their sum is the sequence."""
    grid: Grid
    """The target's; its tokens stand first."""
    window: Area | None = None
    """Target tokens see the target no further than their window, over all frames; None: all of it. References are seen by all."""
    shifted: bool = False
    """Windows are moved by half of their size, so that other tokens meet."""
    more: KeyValue | None = None
    """Keys and values besides those of the sequence: kept references."""
    taken: list[KeyValue] | None = None
    """Where keys and values of this sequence are put, for later passes."""

    @property
    def plain(self) -> bool:
        """Whether this is attention of all to all and nothing else."""
        return self.window is None and self.more is None and self.taken is None


class SequenceAttention(WanAttnProcessor):
    """diffusers' processor of Wan, and what `Sight` asks beyond it. Only dense attention: no masks, no kernels of our own."""

    def __call__(
        self,
        attn: Any,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        rotary_emb: tuple[torch.Tensor, torch.Tensor] | None = None,
        sight: Sight | None = None,
    ) -> torch.Tensor:
        """Sequence (B, tokens, C) to the same; `rotary_emb` as diffusers' `WanRotaryPosEmbed` gives it, each (1, tokens, 1, head)."""
        if sight is None or sight.plain or rotary_emb is None:
            return super().__call__(attn, hidden_states, encoder_hidden_states, attention_mask, rotary_emb)
        query, key, value = _query_key_value(attn, hidden_states)
        turns = (rotary_emb[0][..., 0::2], rotary_emb[1][..., 1::2])
        query, key = turned(query, turns), turned(key, turns)
        if sight.taken is not None:
            sight.taken.append((key, value))
        mixed = self._whole(query, key, value, sight) if sight.window is None else self._windows(query, key, value, sight)
        return attn.to_out[1](attn.to_out[0](mixed.flatten(2)))

    def _whole(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, sight: Sight) -> torch.Tensor:
        if sight.more is not None:
            key, value = (torch.cat(pair, dim=1) for pair in zip((key, value), sight.more, strict=True))
        return self._mixed(query, key, value)

    def _windows(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, sight: Sight) -> torch.Tensor:
        """Target tokens see their window and all references, in the sequence or kept; references in the sequence see all of it."""
        frames, rows, columns = sight.grid
        target = frames * rows * columns
        seen = [(key[:, target:], value[:, target:]), *([] if sight.more is None else [sight.more])]
        of_target = [values[:, :target].unflatten(1, sight.grid) for values in (query, key, value)]
        mixed = torch.empty_like(of_target[0])
        for down, across in cells((rows, columns), sight.window or (rows, columns), shifted=sight.shifted):
            inside, keys, values = (part[:, :, down, across].flatten(1, 3) for part in of_target)
            keys = torch.cat((keys, *(pair[0] for pair in seen)), dim=1)
            values = torch.cat((values, *(pair[1] for pair in seen)), dim=1)
            made = self._mixed(inside, keys, values)
            mixed[:, :, down, across] = made.view_as(mixed[:, :, down, across])
        mixed = mixed.flatten(1, 3)
        return mixed if query.shape[1] == target else torch.cat((mixed, self._mixed(query[:, target:], key, value)), dim=1)

    def _mixed(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """Softmax attention (B, tokens, heads, head), by the backend that diffusers was told."""
        return dispatch_attention_fn(query, key, value, backend=self._attention_backend)


def cells(size: Area, window: Area, *, shifted: bool) -> Iterator[tuple[slice, slice]]:
    """Rows and columns of each window: a partition of `size`; moved by half a window, those at the edges are halves."""
    down, across = (_cut(length, most, shifted) for length, most in zip(size, window, strict=True))
    return ((rows, columns) for rows in down for columns in across)


def _cut(length: int, most: int, shifted: bool) -> list[slice]:
    """Windows as few as there can be, all nearly equally long: none is a sliver."""
    count = -(-length // most)
    even = [round(index * length / count) for index in range(count + 1)]
    if shifted and count > 1:
        half = length / count / 2
        even = [0, *(round(index * length / count + half) for index in range(count)), length]
    return [slice(start, stop) for start, stop in pairwise(even)]


def _query_key_value(attn: Any, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries, keys and values (B, tokens, heads, head), queries and keys normed over all heads as Wan's."""
    query, key, value = (
        attn.to_qkv(tokens).chunk(3, dim=-1) if attn.fused_projections else (attn.to_q(tokens), attn.to_k(tokens), attn.to_v(tokens))
    )
    heads: list[torch.Tensor] = [part.unflatten(2, (attn.heads, -1)) for part in (attn.norm_q(query), attn.norm_k(key), value)]
    return heads[0], heads[1], heads[2]
