"""Attention with the text's keys and values computed once: the text does not change over a run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention


def remember_text(networks: Iterable[Any], text: torch.Tensor) -> None:
    """Give every attention of diffusers' UNets or ControlNets the keys and values of `text` (1, 77, D), computed once."""
    for network in networks:
        network.set_attn_processor({name: _Attention() for name in network.attn_processors})
        for block in network.modules():
            if type(block).__name__ == "BasicTransformerBlock":
                for attention in _of_text(block):
                    attention.processor.remember(attention, text)


def _of_text(block: Any) -> list[Any]:
    """The attentions of a transformer block that look at the text."""
    return [attention for attention in (block.attn1 if block.only_cross_attention else None, block.attn2) if attention is not None]


class _Attention:
    """Scaled dot-product attention as diffusers calls it."""

    def __init__(self) -> None:
        self._text: tuple[torch.Tensor, torch.Tensor] | None = None

    def remember(self, attention: Any, text: torch.Tensor) -> None:
        """Keep the keys and values of a text (1, 77, D)."""
        self._text = _heads(attention, attention.to_k(text)), _heads(attention, attention.to_v(text))

    def __call__(
        self, attention: Any, hidden_states: torch.Tensor, encoder_hidden_states: torch.Tensor | None = None, **_: Any
    ) -> torch.Tensor:
        """(B, L, C) to (B, L, C)."""
        query = _heads(attention, attention.to_q(hidden_states))
        if encoder_hidden_states is None:
            key, value = _heads(attention, attention.to_k(hidden_states)), _heads(attention, attention.to_v(hidden_states))
        else:
            assert self._text is not None
            key, value = (part.expand(len(hidden_states), -1, -1, -1) for part in self._text)
        mixed = scaled_dot_product_attention(query, key, value)
        return attention.to_out[0](mixed.transpose(1, 2).flatten(2))


def _heads(attention: Any, values: torch.Tensor) -> torch.Tensor:
    """(B, L, C) to (B, heads, L, C / heads)."""
    return values.unflatten(2, (attention.heads, -1)).transpose(1, 2)
