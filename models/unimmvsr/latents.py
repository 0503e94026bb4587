"""UniMMVSR's latents of a shot, on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.star.kept_steps import FOOTAGE, KeptSteps
from uprez.models.unimmvsr.flow import FlowState, Plms, UniPC

GIVEN = "given_"
"""Begins the names of what is encoded, which outlives a step."""

Solving = Callable[[Pixels], Plms | UniPC]
"""Gives a run's solver for some frames' latents at its start, (1, C, f, h, w)."""


class FlowLatents(KeptSteps):
    """See `KeptSteps`. The network makes velocities, of which the solver remembers up to three."""

    MODEL = "UniMMVSR"
    MOST_HELD = 3
    OUTLIVING = (GIVEN,)

    def __init__(self, folder: Path, key: str, solving: Solving, shape: tuple[int, int, int, int], *, patches: str = "") -> None:
        """See `KeptSteps`.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        super().__init__(folder, key, shape, patches=patches)
        self._solving, self._mapped = solving, (folder / FOOTAGE, shape)

    def read(self, span: Span) -> Pixels:
        """Some frames' latents, (1, C, f, h, w)."""
        return self._now(span)

    @property
    def footage(self) -> Pixels:
        """The latents of all footage, (1, C, F, h, w), which stay on disk until they are read."""
        return mapped(*self._mapped)

    def _stepped(self, span: Span, latents: Pixels, before: tuple[Pixels, ...], made: Pixels) -> tuple[Pixels, tuple[Pixels, ...]]:
        run = self._solving(latents).restored(FlowState(self.done, latents, before))
        run.advance(made)
        return run.state.latent, run.state.before


def mapped(path: Path, shape: tuple[int, int, int, int]) -> Pixels:
    """A file of frames (f, C, h, w) as (1, C, f, h, w), of which only what is looked at is read."""
    return np.memmap(path, np.float32, "c", shape=shape).swapaxes(0, 1)[None]
