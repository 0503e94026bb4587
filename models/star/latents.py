"""STAR's latents of a shot, on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.star.kept_steps import KeptSteps
from uprez.models.star.schedule import Step
from uprez.models.star.solver import Solver, SolverState

Fresh = Callable[[int, Span], Pixels]
"""Takes a step's number and some frames; gives the noise that the step adds to them, (1, C, f, h, w)."""


class ShotLatents(KeptSteps):
    """See `KeptSteps`. The network makes x0, which the solver remembers for a step."""

    MODEL = "STAR"
    MOST_HELD = 1

    def __init__(
        self, folder: Path, key: str, steps: Sequence[Step], fresh: Fresh, shape: tuple[int, int, int, int], *, patches: str = ""
    ) -> None:
        """See `KeptSteps`.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        super().__init__(folder, key, shape, patches=patches)
        self._steps, self._fresh = tuple(steps), fresh

    def read(self, span: Span) -> tuple[Pixels, Pixels]:
        """The latents and the footage's of some frames, each (1, C, f, h, w)."""
        return self._now(span), self._seen(span)

    def _stepped(self, span: Span, latents: Pixels, before: tuple[Pixels, ...], made: Pixels) -> tuple[Pixels, tuple[Pixels, ...]]:
        solver = Solver.restored(self._steps, SolverState(self.done, latents, *(before or (None,))))
        last = self.done + 1 == len(self._steps)
        solver.advance(made, None if last else self._fresh(self.done, span))
        return solver.latent, (made,)
