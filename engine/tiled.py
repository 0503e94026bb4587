"""Spatial tiles around any model: crop, push, blend. The model never knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from uprez.core.cover import Span, blend_weights, cover
from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot, Tile
from uprez.models.contract import ALONE, Model, ModelSpec, State, Stream, Tell, Workspace

FEATHER = 8
"""Source pixels over which two tiles fade into each other, between their halos."""


def plan_tiles(size: Size, side: int | None, spec: ModelSpec) -> tuple[Tile, ...]:
    """Tiles of about `side` source pixels that cover `size` and overlap by two halos and a feather.

    `side` None, or not smaller than the picture, gives one tile. A side too small for the model's
    halo is raised to twice the overlap.
    """
    overlap = 2 * spec.halo + FEATHER
    if side is None:
        side = max(size.width, size.height)
    side = max(side, 2 * overlap)
    across, down = cover(size.width, side, overlap), cover(size.height, side, overlap)
    return tuple(Tile(x=x.start, y=y.start, width=len(x), height=len(y)) for y in down for x in across)


def side_of(tiles: Sequence[Tile]) -> int | None:
    """The side that `plan_tiles` was given for these tiles; None where it came to the whole picture."""
    return None if len(tiles) == 1 else max(tiles[0].width, tiles[0].height)


class Tiled:
    """A model that sees one tile at a time. With one tile it only pads to the model's multiple."""

    def __init__(self, model: Model, tiles: Sequence[Tile]) -> None:
        """Wrap `model`; `tiles` come from `plan_tiles` for the size of the frames pushed."""
        self._model = model
        self._tiles = tuple(tiles)
        self.spec = replace(model.spec, multiple=1, halo=0)

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """See `uprez.models.contract.Model.open`; the state holds every tile's own, and so does the workspace."""
        states = [_part(state, index) for index in range(len(self._tiles))]
        places = [workspace] if len(self._tiles) == 1 else _places(workspace, self._tiles)
        streams = [self._model.open(shot, recipe, part, place) for part, place in zip(states, places, strict=True)]
        return _TiledStream(streams, self._tiles, self._model.spec)


class _TiledStream:
    def __init__(self, streams: Sequence[Stream], tiles: tuple[Tile, ...], spec: ModelSpec) -> None:
        self._streams = streams
        self._tiles = tiles
        self._spec = spec
        self._weights = _weights(tiles, spec) if len(tiles) > 1 else ()

    def push(self, frames: Pixels) -> Pixels:
        return self._blend([stream.push(self._crop(frames, tile)) for stream, tile in zip(self._streams, self._tiles, strict=True)])

    def flush(self) -> Pixels:
        return self._blend([stream.flush() for stream in self._streams])

    def state(self) -> State | None:
        states = [stream.state() for stream in self._streams]
        if any(state is None for state in states):
            return None
        return {f"tile{index}.{key}": value for index, state in enumerate(states) for key, value in (state or {}).items()}

    def _crop(self, frames: Pixels, tile: Tile) -> Pixels:
        part = frames[:, :, tile.y : tile.y + tile.height, tile.x : tile.x + tile.width]
        right, below = -tile.width % self._spec.multiple, -tile.height % self._spec.multiple
        if right or below:
            part = np.pad(part, ((0, 0), (0, 0), (0, below), (0, right)), mode="symmetric")
        return part

    def _blend(self, parts: list[Pixels]) -> Pixels:
        scale = self._spec.scale
        if not len(parts[0]):
            return parts[0]
        if not self._weights:
            tile = self._tiles[0]
            return parts[0][:, :, : tile.height * scale, : tile.width * scale]
        width = max(tile.x + tile.width for tile in self._tiles) * scale
        height = max(tile.y + tile.height for tile in self._tiles) * scale
        whole = np.zeros((len(parts[0]), 3, height, width), np.float32)
        for part, tile, weight in zip(parts, self._tiles, self._weights, strict=True):
            rows, columns = weight.shape
            y, x = tile.y * scale, tile.x * scale
            whole[:, :, y : y + rows, x : x + columns] += part[:, :, :rows, :columns] * weight
        return whole


def _weights(tiles: tuple[Tile, ...], spec: ModelSpec) -> tuple[Pixels, ...]:
    """(height, width) weights of each tile on the output grid; they sum to one at every pixel."""
    scale, guard = spec.scale, spec.halo * spec.scale
    across = {Span(tile.x * scale, (tile.x + tile.width) * scale) for tile in tiles}
    down = {Span(tile.y * scale, (tile.y + tile.height) * scale) for tile in tiles}
    columns, rows = _by_start(across, guard), _by_start(down, guard)
    return tuple(np.outer(rows[tile.y * scale], columns[tile.x * scale]).astype(np.float32) for tile in tiles)


def _by_start(spans: set[Span], guard: int) -> dict[int, Pixels]:
    ordered = tuple(sorted(spans, key=lambda span: span.start))
    return {span.start: weight for span, weight in zip(ordered, blend_weights(ordered, guard=guard), strict=True)}


def _part(state: State | None, index: int) -> State | None:
    if state is None:
        return None
    prefix = f"tile{index}."
    return {key.removeprefix(prefix): value for key, value in state.items() if key.startswith(prefix)}


def _places(workspace: Workspace, tiles: tuple[Tile, ...]) -> list[Workspace]:
    """A workspace for each tile, named by where it lies: other tiles find nothing of these."""
    return [
        Workspace(_folder(workspace.folder, tile), partial(_tell_tile, workspace.tell, index + 1, len(tiles)))
        for index, tile in enumerate(tiles)
    ]


def _folder(whole: Path | None, tile: Tile) -> Path | None:
    if whole is None:
        return None
    folder = whole / f"tile_{tile.x}_{tile.y}_{tile.width}x{tile.height}"
    folder.mkdir(exist_ok=True)
    return folder


def _tell_tile(tell: Tell, number: int, count: int, stage: str, done: int, total: int) -> None:
    tell(f"Tile {number} of {count}: {stage}", done, total)
