"""A network that takes one size of picture only, made to take any."""

from __future__ import annotations

import numpy as np

from uprez.core.cover import blend_weights, cover
from uprez.core.frame import Pixels
from uprez.models.runtime.network import Network


class FixedNetwork:
    """Cuts pictures into tiles of the one size, and blends the results over an eighth of it."""

    def __init__(self, network: Network, height: int, width: int, scale: int) -> None:
        """Wrap a network that takes (1, 3, height, width) and gives `scale` times that size."""
        self._network = network
        self._sides = (height, width)
        self._scale = scale
        self.runtime = network.runtime

    def __call__(self, x: Pixels) -> Pixels:
        """Apply the network; see `Network.__call__`."""
        return np.concatenate([self._one(picture) for picture in x])

    def _one(self, picture: Pixels) -> Pixels:
        size, scale = picture.shape[1:], self._scale
        missing = [max(0, side - have) for side, have in zip(self._sides, size, strict=True)]
        padded = np.pad(picture, ((0, 0), (0, missing[0]), (0, missing[1])), mode="symmetric")
        rows, columns = (cover(have, side, side // 8) for have, side in zip(padded.shape[1:], self._sides, strict=True))
        result = np.zeros((1, 3, padded.shape[1] * scale, padded.shape[2] * scale), np.float32)
        for row, down in zip(rows, blend_weights(rows), strict=True):
            for column, across in zip(columns, blend_weights(columns), strict=True):
                tile = np.ascontiguousarray(padded[None, :, row.start : row.stop, column.start : column.stop])
                weight = (down[:, None] * across).repeat(scale, 0).repeat(scale, 1)
                area = result[..., row.start * scale : row.stop * scale, column.start * scale : column.stop * scale]
                area += weight * self._network(tile)
        return result[..., : size[0] * scale, : size[1] * scale]
