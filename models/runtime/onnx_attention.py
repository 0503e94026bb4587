"""Attention that becomes one node of an exported graph, and never holds all its scores."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.functional import scaled_dot_product_attention


def fused(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int) -> torch.Tensor:
    """(N, L, C) by (N, S, C) to (N, L, C), each head by itself."""
    mixed: Any = _Fused.apply(query, key, value, heads)
    return mixed


class _Fused(torch.autograd.Function):
    """ONNX Runtime's own operator: on CPU and GPU it works block by block, where ONNX's MatMul, Softmax and MatMul
    hold all scores, 13 GB for the middle of StableVSR's VAE at 320x180 source pixels."""

    @staticmethod
    def forward(_: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int) -> torch.Tensor:  # pyright: ignore[reportIncompatibleMethodOverride]
        """See `fused`."""
        query, key, value = (part.unflatten(2, (heads, -1)).transpose(1, 2) for part in (query, key, value))
        return scaled_dot_product_attention(query, key, value).transpose(1, 2).flatten(2)

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        """One node of the graph."""
        return graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads).setType(query.type())
