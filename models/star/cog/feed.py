"""A transformer larger than its device: two layers lie there at a time, and the next one comes while one computes."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import torch

from uprez.models.star.cog.layers import Layer


class LayerFeed:
    """The layers in order, each on the device when it is its turn; all weights stay on the host. The result is the same."""

    def __init__(self, layers: list[Layer], device: torch.device) -> None:
        """`layers` are on the host. On a GPU their memory is pinned, so that it is copied while the GPU computes."""
        self._on_gpu = device.type == "cuda"
        self._host = [[self._pinned(value) for value in _tensors(layer)] for layer in layers]
        self._places = [copy.deepcopy(layers[0]).to(device) for _ in range(min(2, len(layers)))]
        self._copying = torch.cuda.Stream(device) if self._on_gpu else None

    def __iter__(self) -> Iterator[Layer]:
        """One pass over all layers."""
        self._bring(0)
        for index in range(len(self._host)):
            if self._copying is not None:
                torch.cuda.current_stream().wait_stream(self._copying)
            if index + 1 < len(self._host):
                self._bring(index + 1)
            yield self._places[index % 2]

    def _bring(self, index: int) -> None:
        """Copy a layer's weights over those of the layer before last, once that has computed."""
        place = self._places[index % 2]
        if self._copying is None:
            _copy(self._host[index], place)
            return
        self._copying.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._copying):
            _copy(self._host[index], place)

    def _pinned(self, value: torch.Tensor) -> torch.Tensor:
        return value.pin_memory() if self._on_gpu else value


def _tensors(layer: Layer) -> list[torch.Tensor]:
    return [value.detach() for value in layer.parameters()]


def _copy(source: list[torch.Tensor], target: Layer) -> None:
    for value, place in zip(source, _tensors(target), strict=True):
        place.copy_(value, non_blocking=True)
