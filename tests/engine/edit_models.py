"""A base model for edits that needs no network: it swaps red and blue in part of the picture, and makes it a little soft."""

from __future__ import annotations

import cv2
import numpy as np

from uprez.engine import planning, preview, run
from uprez.models import open as opening
from uprez.models.contract import ALONE, ModelSpec, Reach, Temporal
from uprez.models.edit.settings import CONDITIONS


def edited_part(height: int, width: int) -> tuple[slice, slice]:
    """Rows and columns of what the base edits."""
    return slice(height // 4, 3 * height // 4), slice(width // 4, 3 * width // 4)


class Swapping:
    """The edit; remembers the recipes and the masks that it was given."""

    def __init__(self) -> None:
        self.spec = ModelSpec("swapping", 1, Temporal(Reach.SHOT), conditions=CONDITIONS, weights="swap", runtime="numpy cpu fp32")
        self.recipes = []
        self.masks = []

    def open(self, shot, recipe, state=None, workspace=ALONE):
        self.recipes.append(recipe)
        return _Swapping(self, shot, workspace)


class _Swapping:
    def __init__(self, model, shot, workspace) -> None:
        self._model, self._number, self._workspace = model, shot.first, workspace
        self._frames, self._given = [], 0

    def push(self, frames):
        for frame in frames:
            if self._workspace.mask is not None:
                self._model.masks.append(self._workspace.mask(self._number))
            self._number += 1
            self._frames.append(frame.copy())
        return np.empty((0, 3, 0, 0), np.float32)

    def flush(self):
        frames, self._given = self._frames[self._given : self._given + 2], self._given + 2
        self._workspace.tell("Editing", min(self._given, len(self._frames)), len(self._frames))
        return np.stack([swapped(frame) for frame in frames]) if frames else np.empty((0, 3, 0, 0), np.float32)

    def state(self):
        return None


def swapped(frame):
    """The edit of (3, H, W)."""
    made = np.stack([cv2.GaussianBlur(plane, (0, 0), 0.5) for plane in frame])
    rows, columns = edited_part(*frame.shape[1:])
    made[:, rows, columns] = made[::-1, rows, columns]
    return made


def use(monkeypatch) -> Swapping:
    """Let this base stand for every base; other models are what they are."""
    model = Swapping()
    for place in (planning, run, preview):
        monkeypatch.setattr(
            place,
            "open_model",
            lambda recipe, factor, on_note: model if recipe.edit_prompt else opening.open_model(recipe, factor, on_note=on_note),
        )
    return model
