"""How much memory a run of STAR takes at its released size, and which tile fits: computed, no GPU is asked.

The networks are on the device by turns (see `networks.Networks.enter`), so that the greatest of three stages counts.
What a device adds to the bytes of `needs`, scratch space and gaps, is an allowance: no GPU was there to measure it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.contract import Fitted, Fitting
from uprez.models.room import room, usable
from uprez.models.star.margins import Margins
from uprez.models.star.needs import Needs
from uprez.models.star.tiles import FACTOR, SMALLEST, Tile, latent_side, lay, sides

_FIXED, _SQUARED = 4.16e8, 9.99e3
"""Operations a latent position: those that do not depend on the tile, and those for each position of the tile (attention)."""
_SCALE = 4
Laid = Callable[[int, int], Margins]
"""Gives the margins of enlarged pictures of a height and width."""
_DECODED = 8
"""Frames that the VAE decodes at once, outside of the release's way."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A tile, and what it costs."""

    side: int | None
    """Source pixels, as `Recipe.tile`; None for the whole picture."""
    tiles: int
    """Tiles of a picture."""
    needs: int
    """Bytes at the worst moment."""
    more_work: float
    """0.25: a quarter more operations than with the whole picture; below 0 where attention saves more than overlaps cost."""
    words: str
    """A sentence for people, less its end."""


def fit(memory: int, size: Size, needs: Needs, margins: Laid = Margins.least, *, asked: int | None = None) -> Fit:
    """The largest tile of a picture of `size` source pixels that `memory` free bytes hold, or what the `asked` one takes.

    Windows keep their length: STAR was trained on 32 frames, and shorter windows would share more of theirs.

    Raises:
        ResourceError: not even the smallest tile fits.
    """
    height, width = _latents(size, margins)
    most = max(size.width, size.height) * _SCALE // FACTOR  # a tile of the picture's own side is the whole picture
    if asked is not None:
        side = latent_side(asked, _SCALE)
        return _described((height, width), None if side is None or side >= most else side, needs, memory)
    for side in (None, *(side for side in sides(height, width) if side < most)):
        if _peak(lay(height, width, side)[0], needs) <= room(memory):
            return _described((height, width), side, needs, memory)
    least = _peak(lay(height, width, SMALLEST)[0], needs)
    raise ResourceError(
        f"{_gigabytes(memory)} of free memory is too little for STAR.",
        why=f"Its smallest tile, {2 * SMALLEST} pixels of {needs.window} frames, takes {_gigabytes(least)}.",
        fix="Close other programs, or give --window a smaller number.",
    )


def fitting(needs: Needs, margins: Laid = Margins.least, *, device: str, runtime: str, loaded: bool = True) -> Fitting:
    """What `ModelSpec.fit` wants, for a network on a device, `cpu`, `cuda:0` …, where it is `loaded` already or not; `runtime`
    ends the sentence."""

    def fitted(size: Size, asked: int | None, free: int) -> Fitted:
        found = fit(usable(device, needs.network_bytes(0, 0))(free) if loaded else free, size, needs, margins, asked=asked)
        return Fitted(found.side, f"{found.words} in {runtime}.", found.needs)

    return fitted


def _described(latents: tuple[int, int], side: int | None, needs: Needs, memory: int) -> Fit:
    height, width = latents
    tiles = lay(height, width, side)
    whole, peak = len(tiles) == 1, _peak(tiles[0], needs)
    more = sum(map(_work, tiles)) / _work(lay(height, width, None)[0]) - 1
    chosen = None if whole or side is None else side * FACTOR // _SCALE
    parts = "whole pictures" if whole else f"{len(tiles)} tiles of about {max(tiles[0].size) * FACTOR // _SCALE} px"
    price = "" if whole else f", {abs(more):.0%} {'more' if more >= 0 else 'less'} work than whole pictures"
    words = f"{_gigabytes(memory)} of memory is free: {parts} ({needs.window} frames at once{price}), about {_gigabytes(peak)} at work"
    return Fit(chosen, len(tiles), peak, more, words)


def _peak(tile: Tile, needs: Needs) -> int:
    """Bytes that a run takes with such tiles: the VAE takes smaller ones if it must, down to the smallest."""
    height, width = (min(length, SMALLEST) for length in tile.size)
    return max(needs.network_bytes(*tile.size), needs.decoder_bytes(height, width, _DECODED))


def _work(tile: Tile) -> float:
    """Operations of a pass over a frame of a tile."""
    rows, columns = tile.size
    return rows * columns * (_FIXED + _SQUARED * rows * columns)


@cache
def _latents(size: Size, margins: Laid) -> tuple[int, int]:
    """Height and width of the latents of source pictures."""
    height, width = size.height * _SCALE, size.width * _SCALE
    around = margins(height, width)
    return (height + around.top + around.bottom) // FACTOR, (width + around.left + around.right) // FACTOR


def _gigabytes(count: float) -> str:
    return f"{count / 2**30:.1f} GiB"
