"""One shot through STAR, as a stream: frames are laid on disk as they come, the first flush encodes them and makes all steps."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from uprez.core.frame import Pixels
from uprez.core.plan import Shot
from uprez.models.contract import State, Tell, Workspace
from uprez.models.runtime.failures import memory_guarded
from uprez.models.star.footage import Footage
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.kept_steps import SOURCE
from uprez.models.star.settings import SCALE

Work = Callable[[Footage, Path, Tell], Iterator[Pixels]]
"""Takes a shot's frames, a folder for what is made, and who is told how far it is; gives all pictures (3, 4h, 4w), in order."""


class ShotStream:
    """See `uprez.models.contract.Stream`."""

    def __init__(self, shot: Shot, workspace: Workspace, *, runtime: str, work: Work) -> None:
        """`work` makes the pictures, `runtime` is what runs it, in words; nothing is made before the first flush."""
        self._runtime, self._work = runtime.split()[0], work
        self._first = shot.first
        self._tell = workspace.tell
        self._own = None if workspace.folder else tempfile.TemporaryDirectory(prefix="uprez-")
        self._folder = workspace.folder or Path(self._own.name if self._own else "")
        self._source: FrameFile | None = None
        self._size = (0, 0)
        self._count = 0
        self._digest = hashlib.sha256()
        self._left: Iterator[Pixels] | None = None

    def push(self, frames: Pixels) -> Pixels:
        """Take frames; gives none."""
        if self._source is None:
            self._size = (frames.shape[2], frames.shape[3])
            self._source = FrameFile(self._folder / SOURCE, frames.shape[1:])
        self._source.write(self._count, frames)
        self._digest.update(np.ascontiguousarray(frames, np.float32).data)
        self._count += len(frames)
        return self._nothing()

    def flush(self) -> Pixels:
        """Give the next picture, (1, 3, 4h, 4w), or none at the end."""
        with memory_guarded(self._runtime):
            if self._left is None:
                self._left = self._pictures()
            picture = next(self._left, None)
        if picture is None:
            if self._own is not None:
                self._own.cleanup()
            return self._nothing()
        return picture[None]

    def state(self) -> State | None:
        """None: what a stopped shot needs lies in its folder."""
        return None

    def _pictures(self) -> Iterator[Pixels]:
        if self._source is None:
            return
        footage = Footage(self._source, self._first, self._count, self._size, self._digest.hexdigest())
        yield from self._work(footage, self._folder, self._tell)

    def _nothing(self) -> Pixels:
        return np.empty((0, 3, self._size[0] * SCALE, self._size[1] * SCALE), np.float32)
