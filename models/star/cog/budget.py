"""How much memory a run takes, and which tile fits: computed from the tensors of a pass at the release's size, no GPU is asked.

Transformer and VAE are on the device by turns, so that the greater of the two counts (docs/models/star-cogvideox.md has the table).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.contract import Fitted, Fitting
from uprez.models.room import room
from uprez.models.star.cog import cuts
from uprez.models.star.cog.settings import SCALE, tile_of

_TOKEN = 18.75
"""Numbers that a pass holds at most for each channel of a token, of text or pictures."""
_TEXT = 226
_VAE = 11_500
"""Numbers that the VAE's decoder holds at most for each latent pixel of a tile and each channel at the pictures' size, three latents
at once."""
_STEP = 20
"""Source pixels from a tile's side to the next smaller one's."""
_NATIVE = cuts.COLUMNS * cuts.FACTOR // SCALE
"""Source pixels: from this side on, tiles are the training's 120 x 180."""
_LEAST = cuts.SMALLEST * cuts.FACTOR // SCALE


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run takes of a device's memory; the networks' defaults are the release's."""

    number: int
    """Bytes of a number: 4 in fp32, 2 in half precision."""
    frames: int = cuts.LENGTH
    """Frames of a window."""
    whole_vae: bool = False
    """Whether the VAE is given tiles as large as the transformer's."""
    fed: bool = False
    """Whether the transformer's layers come to the device one by one."""
    parameters: int = 5_570_483_880
    """Of the transformer."""
    layer: int = 132_197_732
    """Those of one of its layers."""
    width: int = 3072
    """Channels of a token."""
    vae_parameters: int = 215_583_907
    vae_width: int = 128
    """Channels of the VAE at the pictures' size."""

    @property
    def weights(self) -> int:
        """Bytes of the transformer's weights on the device."""
        return self.number * (3 * self.layer if self.fed else self.parameters)  # what is not in layers is less than one of them

    def pass_bytes(self, rows: int, columns: int) -> int:
        """Peak of a pass of both prompts over a window of a tile of latents, without weights."""
        pictures = (1 + (self.frames - 1) // cuts.FRAMES) * rows * columns // cuts.PATCH**2
        return int(2 * (pictures + _TEXT) * _TOKEN * self.width * self.number)

    def vae_bytes(self, rows: int, columns: int) -> int:
        """Peak of decoding a tile of latents, weights included; encoding takes less."""
        return self.number * (self.vae_parameters + _VAE * self.vae_width * rows * columns)

    def peak(self, side: int = _NATIVE) -> int:
        """Peak of a run with tiles of `side` source pixels."""
        tile, vae_tile = tile_of(side)
        stays = 2 * self.layer * self.number if self.fed else 0
        return max(self.weights + self.pass_bytes(*tile), stays + self.vae_bytes(*(tile if self.whole_vae else vae_tile)))


def fitting(needs: Needs, free_of: Callable[[int], int], runtime: str) -> Fitting:
    """What `ModelSpec.fit` wants. `free_of` gives the bytes that a run may use, the weights' own already included, where it is
    told those of the machine's free memory; `runtime` ends the sentence."""

    def fitted(size: Size, asked: int | None, free: int) -> Fitted:
        memory = free_of(free)
        side = asked or _largest(memory, needs)
        tiles, more = _laid(size, side)
        whole = tiles == 1 and side == _NATIVE
        return Fitted(None if whole else side, _words(side, tiles, more, needs, memory, runtime), needs.peak(side))

    return fitted


def _largest(memory: int, needs: Needs) -> int:
    """The side of the largest tile that fits, in source pixels.

    Raises:
        ResourceError: not even the smallest fits.
    """
    for side in (*range(_NATIVE, _LEAST, -_STEP), _LEAST):
        if needs.peak(side) <= room(memory):
            return side
    raise ResourceError(
        f"{memory / 1e9:.1f} GB of free memory is too little for STAR on CogVideoX.",
        why=f"Its smallest tile, {_LEAST} pixels of {needs.frames} frames, takes {needs.peak(_LEAST) / 1e9:.1f} GB.",
        fix="Close other programs, or give --precision bf16 or --window a smaller number.",
    )


def _laid(size: Size, side: int) -> tuple[int, float]:
    """How many tiles a source picture is cut into, and which share of it is worked on more than once."""
    height, width = size.height * SCALE, size.width * SCALE
    margins = cuts.margins(height, width)
    tall, wide = (height + margins.top + margins.bottom) // cuts.FACTOR, (width + margins.left + margins.right) // cuts.FACTOR
    tiles = cuts.tiles(tall, wide, *tile_of(side)[0])
    return len(tiles), sum(len(tile.rows) * len(tile.columns) for tile in tiles) / (tall * wide) - 1


def _words(side: int, tiles: int, more: float, needs: Needs, memory: int, runtime: str) -> str:
    (rows, columns), _ = tile_of(side)
    largest = f"{columns * cuts.FACTOR // SCALE}x{rows * cuts.FACTOR // SCALE} px"
    parts = f"{tiles} tiles of at most {largest}" if tiles > 1 else "whole pictures"
    price = f", {more:.0%} more work" if tiles > 1 else ""
    fed = ", layers from the host one by one" if needs.fed else ""
    return (
        f"{memory / 1e9:.1f} GB of memory is free: {parts} ({needs.frames} frames at once{price}{fed}), "
        f"about {needs.peak(side) / 1e9:.1f} GB at work in {runtime}."
    )
