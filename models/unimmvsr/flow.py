"""Solvers of a flow from noise to clean latents, in the runtime's own arrays.

A latent is (1 - sigma) x0 + sigma noise, and the network predicts its velocity, noise - x0, the change with sigma. This is the sign
of Wan and diffusers; the paper's is the opposite. diffusers has no PNDM for flows, its UniPC rounds timesteps to whole
numbers, and neither can stop and go on; so all are here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import expm1, log
from typing import Literal, Protocol, Self

import numpy as np

from uprez.models.unimmvsr.guidance import Array

SolverName = Literal["plms", "euler", "unipc"]
_NEARLY = 1e-6
"""UniPC starts so far below sigma 1, where its logarithm of signal over noise ends."""


def sigmas(steps: int, shift: float = 1.0) -> tuple[float, ...]:
    """`steps` + 1 levels of noise from 1 to 0; a `shift` above 1 takes more of the steps where noise is strong. The paper's are 50 and 1.

    Raises:
        ValueError: no steps, or no positive shift.
    """
    if steps < 1 or shift <= 0:
        raise ValueError(f"{steps} steps with a shift of {shift}")
    even = (1 - index / steps for index in range(steps + 1))
    return tuple(shift * sigma / (1 + (shift - 1) * sigma) for sigma in even)


@dataclass(frozen=True, slots=True)
class FlowState:
    """A run between two steps; keep it, and the run can go on anywhere."""

    done: int
    """Steps made."""
    latent: Array
    """What the network sees next; after the last step, the clean latent."""
    before: tuple[Array, ...] = ()
    """What the solver remembers of earlier steps."""


class Solver(Protocol):
    """Takes latents of any shape through the levels of noise. A step is linear in all that it is given."""

    @property
    def state(self) -> FlowState:
        """What goes on elsewhere; later steps do not change it."""
        ...

    @property
    def latent(self) -> Array:
        """What the network sees next; after the last step, the clean latent."""
        ...

    @property
    def sigma(self) -> float | None:
        """Noise in it; None after the last step."""
        ...

    def advance(self, velocity: Array) -> None:
        """Make a step with the velocity at `latent` and `sigma`.

        Raises:
            ValueError: the run is over.
        """
        ...


class _Run:
    """Where a run is."""

    def __init__(self, levels: Sequence[float], start: Array) -> None:
        """`levels` as of `sigmas`; `start` is the latent at the first of them."""
        self._levels = tuple(levels)
        self._state = FlowState(0, start)

    def restored(self, state: FlowState) -> Self:
        """Go on where another solver of the same kind and levels was; changes this one."""
        self._state = state
        return self

    @property
    def state(self) -> FlowState:
        """See `Solver`."""
        return self._state

    @property
    def latent(self) -> Array:
        """See `Solver`."""
        return self._state.latent

    @property
    def sigma(self) -> float | None:
        """See `Solver`."""
        return self._levels[self._state.done] if self._state.done < len(self._levels) - 1 else None

    def _now(self) -> tuple[int, float, float]:
        """Steps made, and the levels before and after the next."""
        if self.sigma is None:
            raise ValueError("the run is over")
        return self._state.done, self._levels[self._state.done], self._levels[self._state.done + 1]


class Plms(_Run):
    """Adams-Bashforth on the velocity, the pseudo linear multistep of PNDM (Liu et al., 2022, arXiv 2202.09778, eq. 9) for a flow.

    One call of the network a step: the first steps are of orders 1, 2 and 3. Order 1 throughout is Euler's method. Weights are of the
    polynomial through the velocities at their own levels, so a shifted schedule keeps its order.
    """

    def __init__(self, levels: Sequence[float], start: Array, order: int = 4) -> None:
        """See `_Run`; `order` from 1."""
        super().__init__(levels, start)
        self._order = order

    def advance(self, velocity: Array) -> None:
        """See `Solver`."""
        done, here, there = self._now()
        known = (velocity, *self._state.before)[: self._order]
        at = [self._levels[done - back] for back in range(len(known))]
        change = sum(weight * each for weight, each in zip(_integrals(at, here, there), known, strict=True))
        self._state = FlowState(done + 1, self._state.latent + change, known[: self._order - 1])


class UniPC(_Run):
    """UniPC of order 2, on the clean latent, with B(h) = e^h - 1 (Zhao et al., 2023, arXiv 2302.04867, section 3 and appendix)."""

    def advance(self, velocity: Array) -> None:
        """See `Solver`. Remembers the last corrected latent and the last two clean latents."""
        done, here, there = self._now()
        seen = self._state.latent
        clean = seen - here * velocity
        latent = seen if not done else self._corrected(done, clean)
        known = (clean, *self._state.before[1:2])
        if not there:
            self._state = FlowState(done + 1, clean)
            return
        self._state = FlowState(done + 1, self._predicted(done, latent, known), (latent, *known))

    def _predicted(self, done: int, latent: Array, known: tuple[Array, ...]) -> Array:
        made, grown, step = self._first_order(done, latent, known[0])
        if len(known) > 1:
            made = made - grown * 0.5 * (known[1] - known[0]) / self._ratio(done, step)
        return made

    def _corrected(self, done: int, clean: Array) -> Array:
        """The latent at this step, now that the clean latent there is known."""
        latent, *known = self._state.before
        made, grown, step = self._first_order(done - 1, latent, known[0])
        if len(known) == 1:
            return made - grown * 0.5 * (clean - known[0])
        ratio = self._ratio(done - 1, step)
        shape = expm1(-step)
        first = (shape / -step - 1) / shape
        second = 2 * ((shape / -step - 1) / -step - 0.5) / shape
        of_before, of_now = np.linalg.solve([[1.0, 1.0], [ratio, 1.0]], [first, second])
        return made - grown * (float(of_before) * (known[1] - known[0]) / ratio + float(of_now) * (clean - known[0]))

    def _first_order(self, done: int, latent: Array, clean: Array) -> tuple[Array, float, float]:
        """DDIM's step, the factor of what corrects it, and the step's length in log(signal / noise)."""
        here, there = self._level(done), self._level(done + 1)
        step = _log_ratio(there) - _log_ratio(here)
        grown = (1 - there) * expm1(-step)
        return there / here * latent - grown * clean, grown, step

    def _ratio(self, done: int, step: float) -> float:
        return (_log_ratio(self._level(done - 1)) - _log_ratio(self._level(done))) / step

    def _level(self, index: int) -> float:
        return min(self._levels[index], 1 - _NEARLY)


def solver(name: SolverName, levels: Sequence[float], start: Array) -> Plms | UniPC:
    """PLMS of order 4 as in the paper, for about 50 steps; UniPC for 10 to 30; Euler, the simplest."""
    return UniPC(levels, start) if name == "unipc" else Plms(levels, start, 1 if name == "euler" else 4)


def _log_ratio(sigma: float) -> float:
    return log((1 - sigma) / sigma)


def _integrals(at: Sequence[float], start: float, stop: float) -> list[float]:
    """Integrals from `start` to `stop` of the polynomials that are 1 at one of `at` and 0 at the others."""
    powers = np.arange(len(at))
    scale = stop - start
    places = (np.asarray(at) - start) / scale
    moments = scale / (powers + 1)
    return [float(weight) for weight in np.linalg.solve(places[None, :] ** powers[:, None], moments)]
