"""Parts of a picture: how latents are laid out in tiles, and the VAE on tiles.

Tiles are equal in size, lie on the network's own grid, and fade into each other over what they share, so that their
weights sum to one at every pixel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np

from uprez.core.cover import Span, blend_weights
from uprez.core.frame import Pixels
from uprez.models.star.needs import Needs
from uprez.models.star.networks import Networks
from uprez.models.star.windows import even_spans

UNIT = 8
"""Tiles start at multiples of this, where three halvings of the whole picture have their grids."""
_ABOVE = 2
"""Rows that the network's heights have above a multiple of `UNIT`."""
FACTOR = 8
"""Pixels a latent pixel, along each side."""
OVERLAP = 24
"""Latent pixels, at least, that two tiles share (docs/models/star-memory.md, seams)."""
SMALLEST = 64
"""Side of a tile in latent pixels: below it, most of a tile would be overlap."""

_ArrayT = TypeVar("_ArrayT")


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A part of a picture; its weight at a pixel is the product of its row's and its column's."""

    rows: Span
    columns: Span
    row_weights: Pixels
    """(rows,) float32."""
    column_weights: Pixels
    """(columns,) float32."""

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.rows), len(self.columns)

    @property
    def weights(self) -> Pixels:
        """(rows, columns) float32, 0 to 1; all tiles' sum to one at every pixel."""
        return np.outer(self.row_weights, self.column_weights)

    def cut(self, values: _ArrayT) -> _ArrayT:
        """The tile's part, a view, of (..., h, w)."""
        return values[..., self.rows.start : self.rows.stop, self.columns.start : self.columns.stop]  # type: ignore[index]


@lru_cache(16)
def lay(height: int, width: int, side: int | None, factor: int = 1) -> tuple[Tile, ...]:
    """Tiles of at most about `side` latent pixels over latents of height x width, row by row; None: one tile.

    As few as there can be, all of one size, neighbours sharing `OVERLAP` or more. `side` is raised to `SMALLEST`. With
    `factor`, rows and columns are those of pictures so much larger.

    Raises:
        ValueError: the network takes no latents of this size (see `margins`), and they need more than one tile.
    """
    down, across = _spans(height, side, _ABOVE), _spans(width, side, 0)
    rows, columns = (tuple(Span(span.start * factor, span.stop * factor) for span in spans) for spans in (down, across))
    guard = OVERLAP // 4 * factor
    return tuple(
        Tile(row, column, row_weights, column_weights)
        for row, row_weights in zip(rows, blend_weights(rows, guard=guard), strict=True)
        for column, column_weights in zip(columns, blend_weights(columns, guard=guard), strict=True)
    )


def latent_side(side: int | None, scale: int = 4) -> int | None:
    """The side of a tile in latent pixels, of one in source pixels, which are enlarged by `scale`."""
    return None if side is None else max(SMALLEST, side * scale // FACTOR)


class TiledNetworks:
    """Networks whose VAE takes no more memory than the denoising of a patch does, by tiles of its own; see `Networks`.

    One tile changes nothing. `predict` takes what it is given: patches bound it (see `patches`).
    """

    def __init__(self, networks: Networks, side: int | None, needs: Needs | None = None) -> None:
        """`side` is that of the patches' tiles in latent pixels, None for whole pictures; `needs` are the release's if None."""
        self._networks = networks
        self._side = side
        self._needs = needs or Needs(precision=networks.runtime.split()[-1])
        self.runtime = networks.runtime
        self.enter = networks.enter
        self.predict = networks.predict

    def encode(self, pictures: Pixels, noise: Pixels | None) -> Pixels:
        """See `Networks`; where tiles overlap they draw the same noise."""
        height, width = (side // FACTOR for side in pictures.shape[2:])
        side = self._vae_side(height, width, self._needs.encoder_bytes)
        small, large = (lay(height, width, side, factor) for factor in (1, FACTOR))
        if len(small) == 1:
            return self._networks.encode(pictures, noise)
        whole = np.zeros((1, 4, len(pictures), height, width), np.float32)
        for tile, source in zip(small, large, strict=True):
            part = self._networks.encode(source.cut(pictures), None if noise is None else tile.cut(noise))
            tile.cut(whole)[...] += part * tile.weights
        return whole

    def decode(self, latents: Pixels) -> Pixels:
        """See `Networks`."""
        frames, height, width = latents.shape[2:]
        side = self._vae_side(height, width, lambda rows, columns: self._needs.decoder_bytes(rows, columns, frames))
        small, large = (lay(height, width, side, factor) for factor in (1, FACTOR))
        if len(small) == 1:
            return self._networks.decode(latents)
        whole = np.zeros((frames, 3, height * FACTOR, width * FACTOR), np.float32)
        for tile, target in zip(small, large, strict=True):
            target.cut(whole)[...] += self._networks.decode(tile.cut(latents)) * target.weights
        return whole

    def _vae_side(self, height: int, width: int, takes: Callable[[int, int], int]) -> int | None:
        """The side of the largest tile that does not take more than a patch does; `takes` says the bytes of a height and width.

        It follows from the sizes alone, not from what is free, so that every machine takes the same.
        """
        room = self._needs.network_bytes(*lay(height, width, self._side)[0].size)
        if takes(height, width) <= room:
            return None
        return next((side for side in sides(height, width) if takes(*lay(height, width, side)[0].size) <= room), SMALLEST)


def sides(height: int, width: int) -> range:
    """Sides that a tile may have, in latent pixels, the largest first."""
    return range(max(height, width) // UNIT * UNIT, SMALLEST - 1, -UNIT)


def _spans(length: int, side: int | None, above: int) -> tuple[Span, ...]:
    """Spans over one side of latents, which are `above` longer than a multiple of `UNIT`."""
    if side is None or length <= max(side, SMALLEST):
        return (Span(0, length),)
    if (length - above) % UNIT:
        raise ValueError(f"latents of {length} cannot be cut into tiles; see `margins`")
    most = (max(side, SMALLEST) - above) // UNIT
    units = even_spans((length - above) // UNIT, most, OVERLAP // UNIT)
    return tuple(Span(span.start * UNIT, span.stop * UNIT + above) for span in units)
