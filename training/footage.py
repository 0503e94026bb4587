"""Frames for training, in the models' space, read as a run reads them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uprez.core.errors import InputError
from uprez.core.frame import Pixels, Size
from uprez.media.alpha import straight
from uprez.media.colour.space import ModelSpace, clean, model_space
from uprez.media.picture import read_header, read_picture
from uprez.media.reader import open_clip
from uprez.media.sequence_info import tag_of_picture


@dataclass(frozen=True, slots=True)
class Shape:
    """What a clip is."""

    size: Size
    frames: int


class Shelf:
    """Reads clips; what was read can be kept, for data sets that are small. Pictures are float32 R'G'B', 0 to 1, clipped."""

    def __init__(self, keep_bytes: int = 0) -> None:
        """`keep_bytes`: memory for decoded frames; the least used go first."""
        self._most, self._held = keep_bytes, 0
        self._kept: OrderedDict[tuple[Path, int], Pixels] = OrderedDict()
        self._shapes: dict[Path, Shape] = {}

    def shape(self, path: Path) -> Shape:
        """Size and frames of a clip.

        Raises:
            InputError: it cannot be read.
        """
        if path not in self._shapes:
            with open_clip(path) as reader:
                self._shapes[path] = Shape(reader.info.size, reader.info.frames)
        return self._shapes[path]

    def frames(self, path: Path, first: int, count: int, shown: Callable[[Pixels], Pixels]) -> Pixels:
        """`count` frames from `first`, each (4, H, W) with alpha last, 1 where the clip has none, given to `shown` one by one; its
        pictures as one array (count, C, h, w). No more than one whole frame is held.

        Raises:
            InputError: they cannot be read, or the clip ends before.
        """
        pictures = [shown(picture) for picture in self._each(path, first, count)]
        if len(pictures) != count:
            raise InputError(f"'{path}' ends before frame {first + count - 1}.", why=f"Frame {first + len(pictures)} is not there.")
        return np.stack(pictures)

    def picture(self, path: Path) -> Pixels:
        """One picture file, (4, H, W) with alpha last, whatever numbers its name holds.

        Raises:
            InputError: it cannot be read.
        """
        name = (path, -1)
        if name not in self._kept:
            made = _still(path)
            self._keep(name, made)
            return made
        self._kept.move_to_end(name)
        return self._kept[name]

    def _each(self, path: Path, first: int, count: int) -> Iterator[Pixels]:
        names = [(path, number) for number in range(first, first + count)]
        if all(name in self._kept for name in names):
            for name in names:
                self._kept.move_to_end(name)
                yield self._kept[name]
            return
        for name, picture in zip(names, _decoded(path, first, first + count - 1), strict=False):
            self._keep(name, picture)
            yield picture

    def _keep(self, name: tuple[Path, int], picture: Pixels) -> None:
        if name in self._kept or picture.nbytes > self._most:
            return
        self._kept[name] = picture
        self._held += picture.nbytes
        while self._held > self._most:
            self._held -= self._kept.popitem(last=False)[1].nbytes


def _still(path: Path) -> Pixels:
    try:
        header, found = read_header(path), read_picture(path)
    except OSError as error:
        raise InputError(f"'{path}' cannot be read.", why=f"{error.strerror or error}.") from error
    alpha = None if found.alpha is None else np.clip(clean(found.alpha)[0], 0, 1)
    rgb = clean(found.rgb)[0]
    if alpha is not None and not header.straight:
        rgb = clean(np.ascontiguousarray(straight(rgb, alpha), np.float32))[0]
    return _seen(model_space(tag_of_picture(header)[0], is_float=header.is_float), rgb, alpha)


def _seen(space: ModelSpace, rgb: Pixels, alpha: Pixels | None) -> Pixels:
    """A picture in the models' space, (4, H, W)."""
    solid = np.ones(rgb.shape[1:], np.float32) if alpha is None else alpha
    return np.concatenate((np.clip(space.forward(rgb), 0, 1), solid[None])).astype(np.float32, copy=False)


def _decoded(path: Path, first: int, last: int) -> Iterator[Pixels]:
    with open_clip(path) as reader:
        space = model_space(reader.info.tag, is_float=reader.info.is_float)
        for frame in reader.frames(first, last):
            yield _seen(space, clean(frame.rgb)[0], None if frame.alpha is None else np.clip(frame.alpha, 0, 1))
