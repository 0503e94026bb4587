"""A stand-in for StableVSR's networks that costs nothing: named a fake, for what is about length and order only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class FakeNetworks:
    """See `uprez.models.stablevsr.networks.Networks`; NumPy arrays, nothing learned."""

    runtime = "numpy cpu fp32"

    def to_device(self, values: np.ndarray) -> np.ndarray:
        return values.astype(np.float32)

    def to_host(self, array: np.ndarray) -> np.ndarray:
        return array

    def join(self, arrays: Sequence[np.ndarray], axis: int = 0) -> np.ndarray:
        return np.concatenate(arrays, axis)

    def encode(self, inputs: np.ndarray, timestep: int) -> np.ndarray:
        return inputs

    def pick(self, features: np.ndarray, first: int, count: int) -> np.ndarray:
        return features[first : first + count]

    def control(self, inputs: np.ndarray, guidance: np.ndarray, timestep: int) -> np.ndarray:
        return guidance[:, :, ::4, ::4].mean(1, keepdims=True)

    def predict(self, features: np.ndarray, residuals: Any, timestep: int) -> np.ndarray:
        v = -features[:, 4:].mean(1, keepdims=True).repeat(4, 1)
        return v if residuals is None else v + 0.1 * residuals

    def decode(self, latents: np.ndarray) -> np.ndarray:
        return latents[:, :3].repeat(4, 2).repeat(4, 3)

    def encode_picture(self, pictures: np.ndarray) -> np.ndarray:
        return pictures[:, :1, ::4, ::4].repeat(4, 1)

    def warp(self, pictures: np.ndarray, flow: np.ndarray, *, exact: bool) -> np.ndarray:
        return pictures

    def shrink(self, latents: np.ndarray) -> np.ndarray:
        return latents[:, :, ::2, ::2]

    def enlarge(self, pictures: np.ndarray) -> np.ndarray:
        return pictures.repeat(2, 2).repeat(2, 3)
