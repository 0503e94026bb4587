"""Frames of one size in one file, in order."""

from __future__ import annotations

import os
from math import prod
from pathlib import Path

import numpy as np

from uprez.core.errors import OutputError
from uprez.core.frame import Pixels

_FIX = "Make room on that disk, then run the same command again: finished work is kept."


class FrameFile:
    """Written and read by plain calls: a full disk is an error here, where a mapped file would end the process."""

    def __init__(self, path: Path, shape: tuple[int, ...]) -> None:
        """`shape` is a frame's, float32; its folder exists."""
        self._path = path
        self._shape = tuple(shape)
        self._bytes = 4 * prod(shape)

    @property
    def frames(self) -> int:
        """Whole frames that lie there."""
        return self._path.stat().st_size // self._bytes if self._path.is_file() else 0

    def write(self, first: int, frames: Pixels) -> None:
        """Put frames (f, *shape) down from number `first` on, over what lies there.

        Raises:
            ValueError: they are not of this shape, and nothing is written.
            OutputError: the disk is full or cannot be written.
        """
        if frames.shape[1:] != self._shape:
            raise ValueError(f"frames of {frames.shape[1:]} do not belong beside those of {self._shape}")
        try:
            with self._path.open("r+b" if self._path.exists() else "w+b", buffering=0) as file:
                file.seek(first * self._bytes)
                left = np.ascontiguousarray(frames, np.float32).data.cast("B")
                while left:
                    left = left[file.write(left) :]
        except OSError as error:
            raise OutputError(f"'{self._path}' cannot be written.", why=f"{error.strerror}.", fix=_FIX) from error

    def read(self, first: int, stop: int) -> Pixels:
        """Frames `first` to, not including, `stop`, (f, *shape).

        Raises:
            OutputError: they do not lie there any more.
        """
        frames = np.empty((stop - first, *self._shape), np.float32)
        try:
            with self._path.open("rb", buffering=0) as file:
                file.seek(first * self._bytes)
                left = frames.data.cast("B")
                while left:
                    count = file.readinto(left)
                    if not count:
                        raise OSError(0, "It ends too early")
                    left = left[count:]
        except OSError as error:
            raise OutputError(f"'{self._path}' cannot be read.", why=f"{error.strerror}.", fix=_FIX) from error
        return frames

    def sync(self) -> None:
        """See that what was written outlives the machine's power.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        try:
            with self._path.open("r+b") as file:
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"'{self._path}' cannot be written.", why=f"{error.strerror}.", fix=_FIX) from error
