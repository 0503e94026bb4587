"""A shot's optical flow for the sampler: estimated once a pair and kept on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from uprez.core.frame import Pixels
from uprez.models.flow.dis import DisFlow
from uprez.models.runtime.failures import memory_guarded


class Estimator(Protocol):
    """Optical flow between two frames of a shot."""

    def flow(self, target: int, source: int, enlarged: Callable[[int], Pixels]) -> Pixels:
        """Flow (2, H, W) float32 in pixels on frame `target`, pointing into `source`; `enlarged` gives a frame (3, H, W) in [-1, 1]."""
        ...

    def release(self) -> None:
        """All flows of a shot are known: give the device's memory back until the next is asked for."""
        ...


class RaftFlows:
    """RAFT on torch; the features of the last frames are kept, since neighbours share them."""

    def __init__(self, raft: Any) -> None:
        """`raft` is a loaded `uprez.models.flow.raft.Raft`, on the device to use."""
        self._raft = raft
        self._device = next(raft.parameters()).device
        self._features: dict[int, Any] = {}

    def flow(self, target: int, source: int, enlarged: Callable[[int], Pixels]) -> Pixels:
        """See `Estimator`."""
        import torch

        with memory_guarded("torch"):
            self._raft.to(self._device)
            for frame in (target, source):
                if frame not in self._features:
                    self._features[frame] = self._raft.features(torch.from_numpy(enlarged(frame)[None]).to(self._device))
            self._features = {frame: self._features[frame] for frame in (target, source)}
            return self._raft.from_features(self._features[target], self._features[source])[0].cpu().numpy()

    def release(self) -> None:
        """See `Estimator`."""
        self._features = {}
        self._raft.to("cpu")


class PairFlows:
    """Any estimator that looks at two pictures at a time, such as OpenCV's DIS."""

    def __init__(self, estimate: Callable[[Pixels, Pixels], Pixels] | None = None) -> None:
        """`estimate` takes target and source (3, H, W) in [-1, 1]; DIS without one."""
        self._estimate = estimate or DisFlow().estimate

    def flow(self, target: int, source: int, enlarged: Callable[[int], Pixels]) -> Pixels:
        """See `Estimator`."""
        return self._estimate(enlarged(target), enlarged(source))

    def release(self) -> None:
        """See `Estimator`: there is nothing to give back."""
