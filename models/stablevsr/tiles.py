"""The networks on tiles: every call cuts, works tile by tile, and blends, so the tiles of a step agree before the next begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from uprez.core.cover import Span, blend_weights, cover
from uprez.core.frame import Pixels
from uprez.models.stablevsr.networks import FACTOR, Array, Networks

_ALIGNED = 8
"""Tiles start at multiples of the UNet's own factor, so that its grids lie as in the whole picture."""
_OVERLAP = 16
"""Source pixels, at least, that two tiles share; over half of them one fades into the other."""
SMALLEST = 64
"""Side in source pixels: twice the overlap on either side."""


@dataclass(frozen=True, slots=True)
class _Tile:
    rows: Span
    columns: Span
    weight: Pixels
    """(rows, columns) float32; all tiles' weights sum to one at every pixel."""


class TiledNetworks:
    """Networks that see at most `side` x `side` source pixels at once; see `Networks`. One tile changes nothing."""

    def __init__(self, networks: Networks, side: int) -> None:
        """`side` in source pixels is raised to SMALLEST and rounded down to a multiple of 8."""
        self._networks = networks
        self._side = max(SMALLEST, side // _ALIGNED * _ALIGNED)
        self.runtime = networks.runtime
        self.free_bytes, self.to_device, self.to_host, self.join = networks.free_bytes, networks.to_device, networks.to_host, networks.join
        self.warp, self.shrink, self.enlarge = networks.warp, networks.shrink, networks.enlarge
        self._tiles = lru_cache(4)(self._lay)

    def encode(self, inputs: Array, timestep: int) -> tuple[Any, ...]:
        """See `Networks`; features are one part a tile, with the tiling itself in front."""
        size = tuple(inputs.shape[2:])
        return size, *(self._networks.encode(part, timestep) for part in self._cut(inputs, self._tiles(*size)))

    def pick(self, features: tuple[Any, ...], first: int, count: int) -> tuple[Any, ...]:
        """See `Networks`."""
        size, *parts = features
        return size, *(self._networks.pick(part, first, count) for part in parts)

    def control(self, inputs: Array, guidance: Array, timestep: int) -> tuple[Any, ...]:
        """See `Networks`."""
        tiles = self._tiles(*inputs.shape[2:])
        pairs = zip(self._cut(inputs, tiles), self._cut(guidance, tiles, FACTOR), strict=True)
        return tuple(self._networks.control(part, seen, timestep) for part, seen in pairs)

    def predict(self, features: tuple[Any, ...], residuals: tuple[Any, ...] | None, timestep: int) -> Array:
        """See `Networks`."""
        size, *parts = features
        added = residuals or (None,) * len(parts)
        made = [self._networks.predict(part, more, timestep) for part, more in zip(parts, added, strict=True)]
        return self._blend(made, self._tiles(*size), 1)

    def decode(self, latents: Array) -> Array:
        """See `Networks`."""
        return self._each(latents, self._networks.decode, enters=1, leaves=FACTOR)

    def encode_picture(self, pictures: Array) -> Array:
        """See `Networks`."""
        return self._each(pictures, self._networks.encode_picture, enters=FACTOR, leaves=1)

    def _each(self, values: Array, work: Callable[[Array], Array], *, enters: int, leaves: int) -> Array:
        height, width = (side // enters for side in values.shape[2:])
        tiles = self._tiles(height, width)
        return self._blend([work(part) for part in self._cut(values, tiles, enters)], tiles, leaves)

    def _lay(self, height: int, width: int) -> tuple[_Tile, ...]:
        """Tiles over a picture of source pixels."""
        down, across = self._spans(height), self._spans(width)
        down_weights, across_weights = (blend_weights(spans, guard=_OVERLAP // 4) for spans in (down, across))
        return tuple(
            _Tile(rows, columns, np.outer(row_weight, column_weight))
            for rows, row_weight in zip(down, down_weights, strict=True)
            for columns, column_weight in zip(across, across_weights, strict=True)
        )

    def _spans(self, length: int) -> tuple[Span, ...]:
        units = cover(-(-length // _ALIGNED), self._side // _ALIGNED, _OVERLAP // _ALIGNED)
        return tuple(Span(span.start * _ALIGNED, min(span.stop * _ALIGNED, length)) for span in units)

    def _cut(self, values: Array, tiles: Sequence[_Tile], factor: int = 1) -> list[Array]:
        return [
            values[:, :, tile.rows.start * factor : tile.rows.stop * factor, tile.columns.start * factor : tile.columns.stop * factor]
            for tile in tiles
        ]

    def _blend(self, parts: Sequence[Array], tiles: Sequence[_Tile], factor: int) -> Array:
        if len(tiles) == 1:
            return parts[0]
        batch, channels = parts[0].shape[:2]
        height, width = (max(getattr(tile, name).stop for tile in tiles) * factor for name in ("rows", "columns"))
        whole = self.to_device(np.zeros((batch, channels, height, width), np.float32))
        for part, tile in zip(parts, tiles, strict=True):
            weight = self.to_device(tile.weight.repeat(factor, 0).repeat(factor, 1))
            top, left = tile.rows.start * factor, tile.columns.start * factor
            whole[:, :, top : top + weight.shape[0], left : left + weight.shape[1]] += part * weight
        return whole
