"""A moving average of the weights: what a run shows for its steps, with less of their noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import nn


class Average:
    """Float32, on the weights' device."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        """Start at the weights as they are."""
        self._decay = decay
        self._values = {name: value.detach().clone() for name, value in _learning(network)}

    @torch.no_grad()
    def add(self, network: nn.Module, step: int) -> None:
        """After step `step`, counted from 0; early steps count for more, so that the start is forgotten."""
        decay = min(self._decay, (1 + step) / (10 + step))
        for name, value in _learning(network):
            self._values[name].lerp_(value, 1 - decay)

    @property
    def values(self) -> dict[str, torch.Tensor]:
        """By the weights' names."""
        return self._values

    def restore(self, values: Mapping[str, torch.Tensor]) -> None:
        """Go on from what was kept."""
        for name, value in self._values.items():
            value.copy_(values[name])


def _learning(network: nn.Module) -> Iterator[tuple[str, torch.Tensor]]:
    yield from network.named_parameters()
