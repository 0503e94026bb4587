"""A per-frame network as a model: every frame by itself, nothing carried from one to the next."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels
from uprez.core.job import Recipe, Shot
from uprez.models.contract import ModelSpec, State, Stream
from uprez.models.runtime.network import Network


class FrameModel:
    """A model around a network that takes one frame."""

    def __init__(self, network: Network, spec: ModelSpec) -> None:
        """Wrap a loaded network; `spec` is what is known of it."""
        self._network = network
        self.spec = spec

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None) -> Stream:
        """See `uprez.models.contract.Model.open`; a saved state is empty."""
        return _FrameStream(self._network, self.spec.scale)


class _FrameStream:
    def __init__(self, network: Network, scale: int) -> None:
        self._network = network
        self._scale = scale
        self._size = (0, 0)

    def push(self, frames: Pixels) -> Pixels:
        self._size = (frames.shape[2] * self._scale, frames.shape[3] * self._scale)
        if len(frames) == 1:
            return self._network(frames)
        result = self._nothing(len(frames))
        for index in range(len(frames)):  # one by one: the peak is that of one frame
            result[index : index + 1] = self._network(frames[index : index + 1])
        return result

    def flush(self) -> Pixels:
        return self._nothing(0)

    def state(self) -> State:
        return {}

    def _nothing(self, count: int) -> Pixels:
        return np.empty((count, 3, *self._size), np.float32)
