"""A per-frame network as a model: every frame by itself, nothing carried from one to the next."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, ModelSpec, State, Stream, Workspace
from uprez.models.light.span import Span
from uprez.models.light.steady import REACH, SteadyNetwork
from uprez.models.resample import resample
from uprez.models.runtime.choose import Described
from uprez.models.runtime.network import Network

LEAST_HALO = 4
"""Source pixels that the Lanczos beside every network reaches."""


def model_of(described: Described, network: Network, *, name: str, bytes_per_pixel: int, weights: str) -> FrameModel:
    """The model around a network that uprez describes itself, loaded as `network`."""
    architecture, reach = described.architecture, 0
    if isinstance(architecture, Span):
        network, reach = SteadyNetwork(network, architecture.scale), REACH
    spec = ModelSpec(
        name=name,
        scale=architecture.scale,
        multiple=architecture.multiple,
        halo=max(LEAST_HALO, architecture.halo + reach),
        bytes_per_pixel=bytes_per_pixel,
        weights=weights,
        runtime=network.runtime,
    )
    return FrameModel(network, spec)


class FrameModel:
    """A model around a network that takes one frame."""

    def __init__(self, network: Network, spec: ModelSpec) -> None:
        """Wrap a loaded network; `spec` is what is known of it."""
        self._network = network
        self.spec = spec

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
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
            return self._one(frames)
        result = self._nothing(len(frames))
        for index in range(len(frames)):  # one by one: the peak is that of one frame
            result[index : index + 1] = self._one(frames[index : index + 1])
        return result

    def _one(self, frame: Pixels) -> Pixels:
        """One frame; what lies outside 0 to 1 goes around the network, by Lanczos.

        Networks are trained on 0 to 1 alone: on a photo whose whites reach 1.1 SPAN makes values beyond ±9.
        """
        if frame.min() >= 0 and frame.max() <= 1:
            return self._network(frame)
        inside = frame.clip(0, 1)
        height, width = self._size
        return self._network(inside) + resample(frame - inside, Size(width, height))

    def flush(self) -> Pixels:
        return self._nothing(0)

    def state(self) -> State:
        return {}

    def _nothing(self, count: int) -> Pixels:
        return np.empty((count, 3, *self._size), np.float32)
