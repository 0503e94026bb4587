"""The networks on tiles: every call cuts, works tile by tile, and blends, so the tiles of a step agree before the next begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from uprez.core.cover import Span, blend_weights, cover
from uprez.core.frame import Pixels
from uprez.models.stablevsr.networks import FACTOR, Array, Networks

_ALIGNED = 8
"""Tiles start at multiples of the UNet's own factor, so that its grids lie as in the whole picture."""
_OVERLAP = 32
"""Source pixels, at least, that two tiles share; over half of them one fades into the other. At 16 the UNet's result steps
nearly twice as much where tiles meet as inside of one, at 32 a tenth more, at 48 no less."""
SMALLEST = 96
"""Side in source pixels: three overlaps."""


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
        self.to_device, self.to_host, self.join = networks.to_device, networks.to_host, networks.join
        self.warp, self.shrink, self.enlarge = networks.warp, networks.shrink, networks.enlarge
        self._tiles = lru_cache(4)(self._lay)

    def encode(self, inputs: Array, timestep: int) -> Array:
        """See `Networks`; the features are the inputs: a tile's own are made, used and let go in `predict`."""
        return inputs

    def pick(self, features: Array, first: int, count: int) -> Array:
        """See `Networks`."""
        return features[first : first + count]

    def control(self, inputs: Array, guidance: Array, timestep: int) -> Array:
        """See `Networks`; the residuals are the guidance, for `predict`."""
        return guidance

    def predict(self, features: Array, residuals: Array | None, timestep: int) -> Array:
        """See `Networks`."""
        tiles = self._tiles(*features.shape[2:])
        seen = [None] * len(tiles) if residuals is None else self._cut(residuals, tiles, FACTOR)
        made = [self._tile(part, guidance, timestep) for part, guidance in zip(self._cut(features, tiles), seen, strict=True)]
        return self._blend(made, tiles, 1)

    def _tile(self, inputs: Array, guidance: Array | None, timestep: int) -> Array:
        networks = self._networks
        residuals = None if guidance is None else networks.control(inputs, guidance, timestep)
        return networks.predict(networks.encode(inputs, timestep), residuals, timestep)

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
