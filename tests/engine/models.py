"""Small models of every kind that the engine's contract knows, with arithmetic that a test can repeat."""

from __future__ import annotations

import numpy as np

from uprez.core.errors import OutOfMemory
from uprez.models.contract import ALONE, ModelSpec, Reach, Temporal


def doubled(frames):
    """(T, C, H, W) to twice the size by repetition."""
    return frames.repeat(2, axis=2).repeat(2, axis=3)


class Neighbours:
    """Mean of the frames up to `radius` away; shot ends count what there is."""

    def __init__(self, radius: int) -> None:
        self.spec = ModelSpec("neighbours", 2, Temporal(radius=radius))

    def open(self, shot, recipe, state=None, workspace=ALONE):
        return _NeighboursStream(self.spec.temporal.radius)


class _NeighboursStream:
    def __init__(self, radius: int) -> None:
        self._radius = radius
        self._frames: list[np.ndarray] = []
        self._out = 0

    def push(self, frames):
        self._frames.extend(frame.copy() for frame in frames)
        return self._take(len(self._frames) - self._radius)

    def flush(self):
        return self._take(len(self._frames))

    def _take(self, until: int):
        radius = self._radius
        ready = [np.mean(self._frames[max(0, at - radius) : at + radius + 1], axis=0) for at in range(self._out, until)]
        self._out = max(self._out, until)
        return doubled(np.stack(ready).astype(np.float32)) if ready else np.empty((0, 3, 0, 0), np.float32)

    def state(self):
        return None


class Recurrent:
    """Carries a state: h = (h + x) / 2; output h. Tells its state when `keeps_state`."""

    def __init__(self, *, keeps_state: bool = True, lookahead: int = 0) -> None:
        self.spec = ModelSpec("recurrent", 2, Temporal(Reach.PAST, radius=lookahead))
        self.keeps_state = keeps_state
        self.opened: list[bool] = []

    def open(self, shot, recipe, state=None, workspace=ALONE):
        self.opened.append(state is not None)
        return _RecurrentStream(self.keeps_state, self.spec.temporal.radius, state)


class _RecurrentStream:
    def __init__(self, keeps_state: bool, lookahead: int, state) -> None:
        self._keeps_state = keeps_state
        self._lookahead = lookahead
        self._hidden = None if state is None else state["hidden"]
        self._waiting = [] if state is None else list(state["waiting"])

    def push(self, frames):
        ready = []
        for frame in frames:
            self._hidden = frame.copy() if self._hidden is None else (self._hidden + frame) / np.float32(2)
            self._waiting.append(self._hidden)
            if len(self._waiting) > self._lookahead:
                ready.append(self._waiting.pop(0))
        return doubled(np.stack(ready)) if ready else np.empty((0, 3, 0, 0), np.float32)

    def flush(self):
        ready, self._waiting = self._waiting, []
        return doubled(np.stack(ready)) if ready else np.empty((0, 3, 0, 0), np.float32)

    def state(self):
        if not self._keeps_state:
            return None
        waiting = np.stack(self._waiting) if self._waiting else np.empty((0, *self._hidden.shape), np.float32)
        return {"hidden": self._hidden, "waiting": waiting}


class InWindows:
    """Adds the mean of its whole window to every frame."""

    def __init__(self, length: int, overlap: int) -> None:
        self.spec = ModelSpec("in windows", 2, Temporal(Reach.WINDOW, length=length, overlap=overlap))

    def open(self, shot, recipe, state=None, workspace=ALONE):
        return _InWindowsStream()


class _InWindowsStream:
    def __init__(self) -> None:
        self._frames = []

    def push(self, frames):
        self._frames.extend(frames.copy())
        return np.empty((0, 3, 0, 0), np.float32)

    def flush(self):
        if not self._frames:
            return np.empty((0, 3, 0, 0), np.float32)
        clip = np.stack(self._frames)
        self._frames = []
        return doubled((clip + clip.mean(axis=0)) / np.float32(2))

    def state(self):
        return None


class Blurring:
    """A 5x5 box blur at twice the size: exact halo 2 with edges repeated; runs out of memory above `most_pixels`."""

    def __init__(self, *, halo: int = 2, most_pixels: int | None = None) -> None:
        self.spec = ModelSpec("blurring", 2, halo=halo)
        self.most_pixels = most_pixels

    def open(self, shot, recipe, state=None, workspace=ALONE):
        return _BlurringStream(self.most_pixels)


class _BlurringStream:
    def __init__(self, most_pixels) -> None:
        self._most_pixels = most_pixels

    def push(self, frames):
        height, width = frames.shape[2:]
        if self._most_pixels is not None and height * width > self._most_pixels:
            raise OutOfMemory("The test model ran out of memory.")
        padded = np.pad(frames, ((0, 0), (0, 0), (2, 2), (2, 2)), mode="edge")
        total = sum(padded[:, :, y : y + height, x : x + width] for y in range(5) for x in range(5))
        return doubled((total / 25).astype(np.float32))

    def flush(self):
        return np.empty((0, 3, 0, 0), np.float32)

    def state(self):
        return None
