"""Rotary positions along frames, rows and columns (Su et al., 2021, arXiv 2104.09864; CogVideoX, arXiv 2408.06072, section 2.2)."""

from __future__ import annotations

from functools import lru_cache

import torch

_BASE = 10000.0

Turns = tuple[torch.Tensor, torch.Tensor]
"""Cosines and sines (tokens, head / 2), float32: by how much each pair of channels of a token is turned."""


class Rotary:
    """Angles of picture tokens: a quarter of a head's channels tells the frame, three eighths the row, three eighths the column."""

    def __init__(self, head: int) -> None:
        """`head` is an attention head's channels, a multiple of 16."""
        self._axes = (head // 4, head // 8 * 3, head // 8 * 3)
        self.turns = lru_cache(4)(self._turns)
        """See `_turns`; the last few sizes are kept."""

    def _turns(self, frames: int, rows: int, columns: int, device: torch.device) -> Turns:
        """Turns of frames x rows x columns tokens, in that order.

        The release keeps a table for 30 x 45 positions and reads it as if every picture had 45 columns, which is right for 480x720
        alone; here each size has its own.
        """
        parts: list[torch.Tensor] = []
        for axis, (count, channels) in enumerate(zip((frames, rows, columns), self._axes, strict=True)):
            rates = _BASE ** -(torch.arange(0, channels, 2, dtype=torch.float32) / channels)
            angles = torch.outer(torch.arange(count, dtype=torch.float32), rates)
            shape = [1, 1, 1, channels // 2]
            shape[axis] = count
            parts.append(angles.view(shape).expand(frames, rows, columns, -1))
        angles = torch.cat(parts, dim=3).flatten(0, 2)
        return angles.cos().to(device), angles.sin().to(device)


def turned(values: torch.Tensor, turns: Turns) -> torch.Tensor:
    """Values (..., tokens, head), each pair of neighbouring channels turned; computed in float32, given in the values' type."""
    cosines, sines = turns
    first, second = values.float().unflatten(-1, (-1, 2)).unbind(-1)
    pairs = torch.stack((first * cosines - second * sines, first * sines + second * cosines), dim=-1)
    return pairs.flatten(-2).to(values.dtype)
