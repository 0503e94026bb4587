"""A small model that needs a whole shot: passes over all frames, each kept in the workspace, then a few outputs at a time."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from tests.engine.models import doubled
from uprez.models.contract import ALONE, ModelSpec, Reach, Temporal


class WholeShot:
    """Output t: frame t doubled, plus the colour that the passes, from the shot's first and last frame on, arrive at.

    log: a file that gets a line for each pass begun. pause: seconds of each step. most_side: runs out of memory in the
    second pass with larger tiles, which it cuts itself.
    """

    def __init__(self, *, passes=3, chunk=3, log: Path | None = None, pause=0.0, most_side: int | None = None) -> None:
        self.spec = ModelSpec("whole shot", 2, Temporal(Reach.SHOT), tiles_itself=most_side is not None)
        self.passes, self.chunk, self.log, self.pause, self.most_side = passes, chunk, log, pause, most_side
        self.sides: list[int | None] = []
        self.folders: list[Path | None] = []
        self.pushed: list[tuple[int, ...]] = []
        self.flushed: list[int] = []

    def open(self, shot, recipe, state=None, workspace=ALONE):
        self.sides.append(recipe.tile)
        self.folders.append(workspace.folder)
        return _WholeShotStream(self, recipe.tile, workspace)


class _WholeShotStream:
    def __init__(self, model: WholeShot, side, workspace) -> None:
        self._model = model
        self._side = side
        self._tell = workspace.tell
        self._temporary = None if workspace.folder else tempfile.TemporaryDirectory()
        self._folder = workspace.folder or Path(self._temporary.name)
        self._count = self._given = 0
        self._colour = None

    def push(self, frames):
        for frame in frames:
            self._model.pushed.append(frame.shape)
            np.save(self._frame(self._count), frame)
            self._count += 1
        return np.empty((0, 3, 0, 0), np.float32)

    def flush(self):
        if self._colour is None:
            self._colour = self._work()
        numbers = range(self._given, min(self._given + self._model.chunk, self._count))
        self._given = numbers.stop
        self._model.flushed.append(len(numbers))
        if not numbers:
            return np.empty((0, 3, 0, 0), np.float32)
        return doubled(np.stack([np.load(self._frame(at)) for at in numbers]) + self._colour[:, None, None])

    def state(self):
        return None

    def _frame(self, at):
        return self._folder / f"frame_{at:06}.npy"

    def _work(self):
        colour = start_colour(np.load(self._frame(0)), np.load(self._frame(self._count - 1)))
        for number in range(self._model.passes):
            kept = self._folder / f"pass_{number}_{self._side}.npy"
            colour = np.load(kept) if kept.exists() else self._one_pass(number, colour)
            whole = kept.with_suffix(".part")
            with whole.open("wb") as file:
                np.save(file, colour)
            whole.rename(kept)
        return colour

    def _one_pass(self, number, colour):
        if self._model.log is not None:
            with self._model.log.open("a") as log:
                log.write(f"{number}\n")
        if number == 1 and self._model.most_side is not None and (self._side or 10**9) > self._model.most_side:
            raise MemoryError("the test model ran out of memory")
        for at in range(self._count):
            self._tell("Passing over the shot", number * self._count + at, self._model.passes * self._count)
            time.sleep(self._model.pause)
            colour = blend(colour, np.load(self._frame(at)))
        return colour


def start_colour(first, last):
    """(3,) what the passes start from."""
    return ((first.mean((1, 2)) - last.mean((1, 2))) / 2).astype(np.float32)


def blend(colour, frame):
    """(3,) the colour after a frame was seen."""
    return (colour * np.float32(0.75) + frame.mean((1, 2)) * np.float32(0.125)).astype(np.float32)


def expected(frames, passes=3):
    """The outputs of a shot of (T, 3, H, W) frames."""
    colour = start_colour(frames[0], frames[-1])
    for _ in range(passes):
        for frame in frames:
            colour = blend(colour, frame)
    return doubled(frames + colour[:, None, None])
