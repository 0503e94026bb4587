"""The solver of a run: it is given x0 and noise, and holds all that a run needs to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from uprez.models.star.schedule import Step

Array = Any
"""The runtime's own array: a NumPy array, or a torch tensor on the network's device. Always float32 between calls."""


@dataclass(frozen=True, slots=True)
class SolverState:
    """A run between two steps; keep it, and the run can go on anywhere."""

    done: int
    """Steps made."""
    latent: Array
    """What the network sees next; after the last step, the clean latent."""
    before: Array | None
    """x0 of the last step made; None before the first."""


class Solver:
    """Takes latents of any shape through the steps of `Schedule.steps`.

    It asks no network: x0 comes from outside, of a whole clip or joined from windows or tiles. A step is
    linear in everything that it is given, so what is true of a frame or a pixel is true of it alone.
    """

    def __init__(self, steps: Sequence[Step], start: Array) -> None:
        """`start` is the latent at the first timestep."""
        self._steps = tuple(steps)
        self._state = SolverState(0, start, None)

    @classmethod
    def restored(cls, steps: Sequence[Step], state: SolverState) -> Solver:
        """Go on where another solver of the same steps was."""
        solver = cls(steps, state.latent)
        solver._state = state
        return solver

    @property
    def state(self) -> SolverState:
        """What `restored` takes; later steps do not change it."""
        return self._state

    @property
    def latent(self) -> Array:
        """What the network sees next; after the last step, the clean latent."""
        return self._state.latent

    @property
    def step(self) -> Step | None:
        """The step to make; None after the last."""
        return self._steps[self._state.done] if self._state.done < len(self._steps) else None

    def advance(self, x0: Array, noise: Array | None = None) -> None:
        """Make a step with the clean latent as it is predicted, and fresh noise of the same shape; the last step takes none.

        Raises:
            ValueError: the run is over, or noise is missing.
        """
        now, state = self.step, self._state
        if now is None or (now.noise and noise is None):
            raise ValueError("the run is over" if now is None else "this step needs noise")
        latent = x0
        if noise is not None and now.noise:
            latent = now.x_to_next * state.latent + now.x0_to_next * x0 + now.noise * noise
            if state.before is not None:
                latent = latent + now.change_to_next * (x0 - state.before)
        self._state = SolverState(state.done + 1, latent, x0)
