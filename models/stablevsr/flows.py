"""Optical flow for the sampler, shot by shot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from uprez.core.frame import Pixels
from uprez.models.flow.dis import DisFlow
from uprez.models.runtime.failures import memory_guarded

Frames = Callable[[int], Pixels]
"""Gives a shot's frame (3, H, W) float32 in [-1, 1] by its number."""


class ShotFlows(Protocol):
    """The optical flow of one shot."""

    def flow(self, target: int, source: int) -> Pixels:
        """Flow (2, H, W) float32 in pixels on frame `target`, pointing into frame `source`.

        Raises:
            ResourceError: out of memory.
        """
        ...


class Estimator(Protocol):
    """A way to find optical flow."""

    @property
    def name(self) -> str:
        """Names the way, for telling its flows from another's."""
        ...

    def of_shot(self, frames: Frames) -> ShotFlows:
        """Begin a shot."""
        ...

    def release(self) -> None:
        """Give the device's memory back until the next flow is asked for."""
        ...


class RaftFlows:
    """RAFT on torch; it lies on the device only while flows are asked for."""

    name = "raft"

    def __init__(self, raft: Any, device: str = "cpu") -> None:
        """`raft` is a loaded `uprez.models.flow.raft.Raft`; `device` is torch's."""
        self._raft = raft
        self._device = device

    def of_shot(self, frames: Frames) -> ShotFlows:
        """See `Estimator`."""
        return _RaftShot(self._raft, self._device, frames)

    def release(self) -> None:
        """See `Estimator`."""
        self._raft.to("cpu")


class _RaftShot:
    """Keeps the features of the last pair: the next shares one of its frames."""

    def __init__(self, raft: Any, device: str, frames: Frames) -> None:
        self._raft = raft
        self._device = device
        self._frames = frames
        self._features: dict[int, Any] = {}

    def flow(self, target: int, source: int) -> Pixels:
        """See `ShotFlows`."""
        with memory_guarded("torch"):
            self._raft.to(self._device)
            self._features = {frame: self._features.get(frame) or self._encoded(frame) for frame in (target, source)}
            return self._raft.from_features(self._features[target], self._features[source])[0].cpu().numpy()

    def _encoded(self, frame: int) -> Any:
        import torch

        return self._raft.features(torch.from_numpy(self._frames(frame)[None]).to(self._device))


class PairFlows:
    """Any estimator that looks at two pictures at a time, such as OpenCV's DIS."""

    def __init__(self, estimate: Callable[[Pixels, Pixels], Pixels] | None = None, name: str = "dis") -> None:
        """`estimate` takes target and source (3, H, W) in [-1, 1]; DIS without one."""
        self.name = name
        self._estimate = estimate or DisFlow().estimate

    def of_shot(self, frames: Frames) -> ShotFlows:
        """See `Estimator`."""
        return _PairShot(self._estimate, frames)

    def release(self) -> None:
        """See `Estimator`: there is nothing to give back."""


class _PairShot:
    def __init__(self, estimate: Callable[[Pixels, Pixels], Pixels], frames: Frames) -> None:
        self._estimate = estimate
        self._frames = frames

    def flow(self, target: int, source: int) -> Pixels:
        """See `ShotFlows`."""
        return self._estimate(self._frames(target), self._frames(source))
