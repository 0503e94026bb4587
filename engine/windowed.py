"""Temporal windows around a model that works window by window: the joins are part of the algorithm."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from uprez.core.cover import Span, blend_weights, cover
from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, Model, State, Stream, Workspace, drain


def shot_spans(frames: int, length: int, overlap: int) -> tuple[Span, ...]:
    """The windows of a shot of `frames` frames, positions counted from the shot's start."""
    return cover(frames, length, overlap)


class Windowed:
    """A window model as one continuous stream.

    Opened on a shot that starts at a later window's first frame, it lays the same windows from
    there on: their grid is regular and the last one ends with the shot.
    """

    def __init__(self, model: Model) -> None:
        """Wrap `model`, whose `spec.temporal` gives the window's length and overlap."""
        self._model = model
        self.spec = replace(model.spec)

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """See `uprez.models.contract.Model.open`; there is no state, a resumed run repeats one window, and so no folder either."""
        if state is not None:
            raise ValueError("a windowed stream starts at a window, not from a state")
        return _WindowedStream(self._model, shot, recipe, Workspace(tell=workspace.tell))


class _WindowedStream:
    def __init__(self, model: Model, shot: Shot, recipe: Recipe, workspace: Workspace) -> None:
        self._model = model
        self._shot = shot
        self._recipe = recipe
        self._workspace = workspace
        temporal = model.spec.temporal
        self._spans = shot_spans(len(shot.range), temporal.length, temporal.overlap)
        self._weights = blend_weights(self._spans)
        self._next = 0
        self._inputs: dict[int, Pixels] = {}
        self._sums: dict[int, Pixels] = {}
        self._pushed = 0

    def push(self, frames: Pixels) -> Pixels:
        for frame in frames:
            self._inputs[self._pushed] = frame.copy()
            self._pushed += 1
        ready: list[Pixels] = []
        while self._next < len(self._spans) and self._spans[self._next].stop <= self._pushed:
            ready += self._run_window()
        return self._stack(ready)

    def flush(self) -> Pixels:
        return self._stack([])

    def state(self) -> State | None:
        return None

    def _run_window(self) -> list[Pixels]:
        """Run the next window; give the frames that no later window touches."""
        span, weights = self._spans[self._next], self._weights[self._next]
        stream = self._model.open(self._shot, self._recipe, None, self._workspace)
        clip = np.stack([self._inputs[position] for position in range(span.start, span.stop)])
        outputs = [*stream.push(clip), *drain(stream)]
        for position, output, weight in zip(range(span.start, span.stop), outputs, weights, strict=True):
            share = output * weight
            self._sums[position] = self._sums[position] + share if position in self._sums else share
        self._next += 1
        settled = self._spans[self._next].start if self._next < len(self._spans) else span.stop
        for position in [old for old in self._inputs if old < settled]:
            del self._inputs[position]
        return [self._sums.pop(position) for position in sorted(self._sums) if position < settled]

    def _stack(self, frames: list[Pixels]) -> Pixels:
        return np.stack(frames) if frames else np.empty((0, 3, 0, 0), np.float32)
