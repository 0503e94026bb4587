"""Footage and references to latents: tile by tile over all frames, laid on disk, so that memory holds a part of one tile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels, Size
from uprez.models.contract import Tell
from uprez.models.star.cog.cuts import encoded_at_once
from uprez.models.star.cog.spread import Spread
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.tiles import Tile
from uprez.models.unimmvsr.latents import GIVEN, mapped
from uprez.models.unimmvsr.networks import Networks
from uprez.models.unimmvsr.tiles import FACTOR, tiles
from uprez.models.unimmvsr.windows import latents_of

_JOINED = 4
"""Latents that are joined of their tiles at once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Pictures that are to be encoded."""

    name: str
    """Of the file that holds their latents."""
    frames: int
    """1 + 4k."""
    size: Size
    """Of each; sides are multiples of 16."""
    picture: Callable[[int], Pixels]
    """Gives a picture by its index, (1, 3, H, W), -1 to 1."""
    laid: Path | None = None
    """The file that they lie in, which goes once they are encoded; None: they are made when they are asked."""


class TiledEncoder:
    """Encodes what it is shown, and knows what a killed run has encoded."""

    def __init__(self, networks: Networks, folder: Path, tile: tuple[int, int], tell: Tell) -> None:
        """`tile` are the rows and columns of latents that the VAE is given at once, at most."""
        self._networks, self._folder, self._tile, self._tell = networks, folder, tile, tell
        self._entered = False

    def latents(self, shown: Shown, stage: str) -> Pixels:
        """The latents (1, C, f, h, w) of pictures, on disk; `stage` is what it is called for whoever waits.

        Raises:
            OutputError: the disk is full or cannot be written.
            ResourceError: out of memory.
        """
        height, width = shown.size.height // FACTOR, shown.size.width // FACTOR
        shape = (latents_of(shown.frames), self._networks.channels, height, width)
        path = self._path(shown)
        if not path.is_file():
            self._make(shown, shape, stage)
        if shown.laid is not None:
            shown.laid.unlink(missing_ok=True)
        return mapped(path, shape)

    def laid(self, shown: Shown, stage: str) -> Shown:
        """The same pictures, made once and laid on disk, where more than one tile would have them made.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        if len(tiles(shown.size.height // FACTOR, shown.size.width // FACTOR, *self._tile)) == 1:
            return shown
        shape = (3, shown.size.height, shown.size.width)
        path = self._folder / f"{GIVEN}{shown.name}_pictures"
        if not path.is_file() and not self._path(shown).is_file():
            file = FrameFile(part := path.with_suffix(".part"), shape)
            for index in range(shown.frames):
                self._tell(stage, index, shown.frames)
                file.write(index, shown.picture(index))
            file.sync()
            part.replace(path)

        def picture(index: int) -> Pixels:
            return FrameFile(path, shape).read(index, index + 1)

        return replace(shown, picture=picture, laid=path)

    def remove(self, shown: Shown) -> None:
        """Let latents go."""
        self._path(shown).unlink(missing_ok=True)

    def _path(self, shown: Shown) -> Path:
        return self._folder / f"{GIVEN}{shown.name}"

    def _make(self, shown: Shown, shape: tuple[int, int, int, int], stage: str) -> None:
        if not self._entered:
            self._networks.enter("encode")
            self._entered = True
        count, channels, height, width = shape
        small, large = (tiles(height, width, *self._tile, factor=factor) for factor in (1, FACTOR))
        spread = Spread(self._folder, f"{GIVEN}{shown.name}_{self._tile[0]}", small, channels, count)
        for index, tile in enumerate(large):
            if spread.lacks(index):
                parts = self._networks.encode(self._seen(shown, tile))
                spread.make(index, self._told(stage, parts, index * count, len(large) * count))
        path = self._path(shown)
        joined = FrameFile(part := path.with_suffix(".part"), (channels, height, width))
        for first in range(0, count, _JOINED):
            joined.write(first, spread.frames(first, min(first + _JOINED, count)))
        joined.sync()
        part.replace(path)
        spread.remove()

    def _seen(self, shown: Shown, tile: Tile) -> Iterator[Pixels]:
        """A tile of the pictures as the encoder takes them, some (f, 3, H, W) at a time."""
        for span in encoded_at_once(shown.frames):
            yield np.concatenate([tile.cut(shown.picture(index)) for index in range(span.start, span.stop)])

    def _told(self, stage: str, parts: Iterator[Pixels], done: int, total: int) -> Iterator[Pixels]:
        """The parts, and a word about each once it is there."""
        self._tell(stage, done, total)
        for part in parts:
            done += len(part)
            self._tell(stage, done, total)
            yield part


def spans(length: int, most: int) -> Iterator[Span]:
    """All of a length, `most` at a time."""
    return (Span(first, min(first + most, length)) for first in range(0, length, most))
