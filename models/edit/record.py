"""How far an edit is, in files that outlive the process."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from uprez.core.errors import PictureError
from uprez.core.frame import Pixels
from uprez.models.shelf import Shelf
from uprez.models.star.frame_file import FrameFile
from uprez.models.star.kept_steps import SOURCE
from uprez.models.unimmvsr.flow import FlowState

_RUN, _STEP, _MADE = "run", "step", "made_"


class EditRecord:
    """The pictures of finished windows, and the window at hand after its last step.

    A window counts as made when its file is there, which is named last. What another run left in the folder is thrown away.
    """

    def __init__(self, folder: Path, key: str, size: tuple[int, int]) -> None:
        """`key` (hex) names everything that the result depends on; `size` is a picture's height and width.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        self._folder, self._shelf = folder, Shelf(folder)
        self._shape = (3, *size)
        self._key = np.frombuffer(bytes.fromhex(key), np.uint8)
        kept = self._shelf.get(_RUN)
        if kept is None or not np.array_equal(kept["key"], self._key):
            self._shelf.keep_only(SOURCE)
            self._shelf.put(_RUN, {"key": self._key})

    def has(self, window: int) -> bool:
        """True when all pictures of a window are there."""
        return self._path(window).is_file()

    def pictures(self, window: int, first: int, stop: int) -> Pixels:
        """Some pictures (f, 3, H, W) of a finished window, 0 to 1."""
        return FrameFile(self._path(window), self._shape).read(first, stop)

    def begin(self, window: int) -> FrameFile:
        """Where a window's pictures are laid down, until `finish`."""
        part = self._path(window).with_suffix(".part")
        part.unlink(missing_ok=True)
        return FrameFile(part, self._shape)

    def finish(self, window: int) -> None:
        """All of a window's pictures are laid down.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        part = self._path(window).with_suffix(".part")
        FrameFile(part, self._shape).sync()
        part.replace(self._path(window))

    def step(self, window: int) -> FlowState | None:
        """Where a window's steps stopped; None for a window that was not begun."""
        kept = self._shelf.get(_STEP)
        if kept is None or int(kept["window"][0]) != window:
            return None
        before = tuple(kept[f"before_{index}"] for index in range(len(kept) - 3))
        return FlowState(int(kept["done"][0]), kept["latent"], before)

    def keep(self, window: int, state: FlowState) -> None:
        """Remember a window after a step.

        Raises:
            PictureError: it holds NaN or infinities, and is not kept.
            OutputError: the disk is full or cannot be written.
        """
        if not np.isfinite(state.latent).all():
            raise PictureError(
                f"The base model made NaN or infinite numbers in step {state.done}.",
                why="Half precision overflows, or the weights are damaged.",
                fix="Run again with --precision bf16 or fp32, and --overwrite; or get the weights again.",
            )
        before = {f"before_{index}": np.asarray(values) for index, values in enumerate(state.before)}
        self._shelf.put(_STEP, {"window": np.array([window]), "done": np.array([state.done]), "latent": state.latent, **before})

    def _path(self, window: int) -> Path:
        return self._folder / f"{_MADE}{window:04}"
