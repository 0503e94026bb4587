"""Frames that are made tile by tile, each tile over the whole shot, and lie on disk until all of them are there.

The VAE carries what it saw of a tile from frames to the next ones, so that a tile is made from its first frame to its last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.tiles import Tile


class Spread:
    """Tiles of frames in a folder, and the frames that they make."""

    def __init__(self, folder: Path, name: str, tiles: Sequence[Tile], channels: int, frames: int) -> None:
        """`tiles` cover frames of `channels`; their files' names begin with `name`."""
        self._tiles, self._channels = tuple(tiles), channels
        self.count = frames
        """Frames of each tile."""
        self._paths = [folder / f"{name}_{index:04}" for index in range(len(self._tiles))]
        self._shapes = [(channels, len(tile.rows), len(tile.columns)) for tile in self._tiles]
        self._files = [FrameFile(path, shape) for path, shape in zip(self._paths, self._shapes, strict=True)]

    def lacks(self, index: int) -> bool:
        """True while tile `index` has not all of its frames."""
        return self._files[index].frames < self.count

    def make(self, index: int, parts: Iterable[Pixels]) -> None:
        """Take tile `index`'s frames, some (f, C, rows, columns) at a time, in order.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        begun, first = self._begun(index), 0
        for frames in parts:
            begun.write(first, frames)
            first += len(frames)
        self._finish(index, begun)

    def cut(self, indices: Sequence[int], whole: Iterable[Pixels]) -> None:
        """Take some tiles' frames out of all frames as they are outside the tiles, some (f, C, h, w) at a time, in order.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        begun, first = {index: self._begun(index) for index in indices}, 0
        for frames in whole:
            for index, file in begun.items():
                file.write(first, self._tiles[index].cut(frames))
            first += len(frames)
        for index, file in begun.items():
            self._finish(index, file)

    def tile(self, index: int, span: Span) -> Pixels:
        """Some frames (f, C, rows, columns) of tile `index`, which has all of them."""
        return self._files[index].read(span.start, span.stop)

    def frames(self, first: int, stop: int) -> Pixels:
        """Frames (f, C, h, w) of all tiles; each pixel's weights sum to one."""
        height, width = self._tiles[-1].rows.stop, self._tiles[-1].columns.stop
        if len(self._tiles) == 1:
            return self._files[0].read(first, stop)
        whole = np.zeros((stop - first, self._channels, height, width), np.float32)
        for tile, file in zip(self._tiles, self._files, strict=True):
            tile.cut(whole)[...] += file.read(first, stop) * tile.weights
        return whole

    def remove(self) -> None:
        """Let the files go."""
        for path in self._paths:
            path.unlink(missing_ok=True)

    def _begun(self, index: int) -> FrameFile:
        """Where tile `index`'s frames are laid down, until `_finish`."""
        return FrameFile(self._part(index), self._shapes[index])

    def _finish(self, index: int, begun: FrameFile) -> None:
        begun.sync()
        self._part(index).replace(self._paths[index])
        assert self._files[index].frames >= self.count

    def _part(self, index: int) -> Path:
        return self._paths[index].with_suffix(".part")
