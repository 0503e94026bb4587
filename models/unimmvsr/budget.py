"""Which tile of a picture fits into memory, and what it costs: computed, no GPU is asked (see `needs`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.contract import Fitted, Fitting
from uprez.models.room import room
from uprez.models.star.tiles import Tile
from uprez.models.unimmvsr.needs import Needs
from uprez.models.unimmvsr.tiles import FACTOR, MOST, SMALLEST, margins, tile_of, tiles

_STEP = 8
"""Latent pixels from a tile's side to the next smaller one's."""


def fitting(needs: Needs, free_of: Callable[[int], int], runtime: str, *, scale: int) -> Fitting:
    """What `ModelSpec.fit` wants, for pictures that are enlarged by `scale`. `free_of` gives the bytes that a run may use, the weights'
    own already included, where it is told those of the machine's free memory; `runtime` ends the sentence."""

    def fitted(size: Size, asked: int | None, free: int) -> Fitted:
        memory = free_of(free)
        side = asked or _largest(memory, needs, size, scale)
        laid = _laid(size, side, scale)
        whole = len(laid) == 1 and side >= _side(MOST, scale)
        words = _words(side, laid, needs, memory, scale, size, runtime)
        return Fitted(None if whole else side, words, _peak(side, laid, needs, scale))

    return fitted


def lean(needs: Needs, memory: int) -> Needs:
    """The same where the greatest tile fits into `memory` free bytes with references kept; else they are made anew in every step."""
    largest, of_vae = tile_of(None, 1)
    return needs if needs.peak(largest, of_vae) <= room(memory) else replace(needs, keep=False)


def _largest(memory: int, needs: Needs, size: Size, scale: int) -> int:
    """The side of the largest tile that fits, in source pixels.

    Raises:
        ResourceError: not even the smallest fits.
    """
    for latents in range(MOST, SMALLEST - 1, -_STEP):
        side = _side(latents, scale)
        if _peak(side, _laid(size, side, scale), needs, scale) <= room(memory):
            return side
    side = _side(SMALLEST, scale)
    raise ResourceError(
        f"{memory / 1e9:.1f} GB of free memory is too little for UniMMVSR.",
        why=f"Its smallest tile, {side} pixels of {needs.frames} frames, takes "
        f"{_peak(side, _laid(size, side, scale), needs, scale) / 1e9:.1f} GB{_of_references(needs)}.",
        fix="Close other programs, give fewer or smaller references, --precision bf16, or --window a smaller number.",
    )


def _side(latents: int, scale: int) -> int:
    """Source pixels."""
    return -(-latents * FACTOR // scale)


def _peak(side: int, laid: tuple[Tile, ...], needs: Needs, scale: int) -> int:
    rows, columns = laid[0].size
    of_vae = tile_of(side, scale)[1]
    return needs.peak((rows, columns), (min(rows, of_vae[0]), min(columns, of_vae[1])))


def _latents(size: Size, scale: int) -> tuple[int, int]:
    """Rows and columns of the latents of source pictures."""
    height, width = size.height * scale, size.width * scale
    around = margins(height, width)
    return (height + around.top + around.bottom) // FACTOR, (width + around.left + around.right) // FACTOR


def _laid(size: Size, side: int, scale: int) -> tuple[Tile, ...]:
    return tiles(*_latents(size, scale), *tile_of(side, scale)[0])


def _words(side: int, laid: tuple[Tile, ...], needs: Needs, memory: int, scale: int, size: Size, runtime: str) -> str:
    rows, columns = laid[0].size
    more = sum(needs.work(*tile.size) for tile in laid) / needs.work(*_latents(size, scale)) - 1
    largest = f"{columns * FACTOR // scale}x{rows * FACTOR // scale} px"
    parts = f"{len(laid)} tiles of {largest}" if len(laid) > 1 else "whole pictures"
    price = f", {abs(more):.0%} {'more' if more >= 0 else 'less'} work than whole pictures" if len(laid) > 1 else ""
    return (
        f"{memory / 1e9:.1f} GB of memory is free: {parts} ({needs.frames} frames at once{price}), "
        f"about {_peak(side, laid, needs, scale) / 1e9:.1f} GB at work{_of_references(needs, (rows, columns))} in {runtime}."
    )


def _of_references(needs: Needs, tile: tuple[int, int] = (SMALLEST, SMALLEST)) -> str:
    """What of the memory references take."""
    alone = replace(needs, image_tokens=0, video=0.0)
    taken = needs.pass_bytes(*tile) - alone.pass_bytes(*tile)
    kept = needs.kept_bytes(*tile)
    return f", {taken / 1e9:.1f} GB of it for references{', kept between steps' if kept else ''}" if taken >= 5e7 else ""
