"""Models without a network: Lanczos, to compare with and for data; identity, to test the way there and back."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, ModelSpec, State, Workspace
from uprez.models.resample import resample

_LANCZOS_HALO = 4
"""Source pixels to each side that Lanczos of three lobes reaches, rounded up."""


class Lanczos:
    """Lanczos by a whole factor, each frame by itself, in one pass; the engine brings it to sizes between."""

    def __init__(self, scale: int) -> None:
        """Raises:
        ValueError: `scale` is below 1.
        """
        if scale < 1:
            raise ValueError(f"cannot scale by {scale}")
        self._spec = ModelSpec(
            name="lanczos",
            scale=scale,
            halo=_LANCZOS_HALO,
            bytes_per_pixel=12 * scale * scale + 4 * scale,  # the result's three planes, one plane half way
            runtime="numpy cpu fp32",
            faithful=True,
        )

    @property
    def spec(self) -> ModelSpec:
        """What the model declares of itself."""
        return self._spec

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> ClassicStream:
        """Start a pass; there is nothing to load and no state to go on from."""
        return ClassicStream(self._spec.scale)


class Identity:
    """Gives every frame back as it came."""

    @property
    def spec(self) -> ModelSpec:
        """What the model declares of itself."""
        return ModelSpec(name="identity", scale=1, bytes_per_pixel=12, runtime="numpy cpu fp32", faithful=True)

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> ClassicStream:
        """Start a pass; there is nothing to load and no state to go on from."""
        return ClassicStream(1)


class ClassicStream:
    """A pass that resamples each frame by itself."""

    def __init__(self, scale: int) -> None:
        self._scale = scale
        self._shape = (3, 0, 0)

    def push(self, frames: Pixels) -> Pixels:
        """Take (T, 3, H, W) float32 of any range; give (T, 3, scale*H, scale*W), new memory."""
        _, channels, height, width = frames.shape
        size = Size(width * self._scale, height * self._scale)
        self._shape = (channels, size.height, size.width)
        return resample(frames, size)

    def flush(self) -> Pixels:
        """Nothing is ever left: (0, 3, scale*H, scale*W)."""
        return np.empty((0, *self._shape), np.float32)

    def state(self) -> State:
        """Nothing is carried from frame to frame."""
        return {}
