"""STAR's noise schedule: how noisy each timestep is, which of them a run visits, and what each step does to a latent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import expm1, inf, log
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from uprez.core.errors import JobError

Kind = Literal["fast", "normal"]
"""`fast`: the release's 15-step run, which makes 14; `normal`: as many steps as asked for."""

TOP = 899
"""Where the release starts: nearly, not wholly, noise."""
_TABLE = Path(__file__).with_name("schedule.safetensors")
_COARSE, _FINE, _BEND = 4, 11, 500
"""The fast run: steps above timestep 500, and steps from there down."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, as plain numbers.

    With x the latent that the network sees and v its output: x0 = `x_to_x0` x + `v_to_x0` v, and the next latent is
    `x_to_next` x + `x0_to_next` x0 + `change_to_next` (x0 - the step before's x0) + `noise` fresh noise.
    """

    timestep: int
    """0 to 999; high is noisy."""
    x_to_x0: float
    v_to_x0: float
    x_to_next: float
    x0_to_next: float
    change_to_next: float
    """0 in the first step, which has no step before it, and in the last, which ends with x0."""
    noise: float
    """Standard deviation of the fresh noise; 0 in the last step."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Signal and noise at each timestep: a latent is `alphas` times the clean one plus `sigmas` times noise.

    The release's: log-SNR by a shifted cosine (Hoogeboom et al., 2023, arXiv 2301.11093, on noise schedules) between two shifts,
    then stretched so that timestep 999 is noise alone (Lin et al., 2023, arXiv 2305.08891, section 3.1). With u from 1 to 0 over
    the timesteps, a0 = atan(exp(7.5)), a1 = atan(exp(-7.5)) and l = -2 ln tan(a0 + u (a1 - a0)):
    log-SNR = u (l - 2 ln 2) + (1 - u) (l - 2 ln 4). Near timestep 999 the last bit of a float32 changes a step's size by
    a quarter, so the numbers are kept, not computed: they are the authors' on every machine.
    """

    alphas: NDArray[np.float32]
    """(1000,), falling to 0."""
    sigmas: NDArray[np.float32]
    """(1000,), rising to 1."""

    @property
    def ratios(self) -> NDArray[np.float32]:
        """Noise over signal, (1000,), the last infinite."""
        with np.errstate(divide="ignore"):
            return self.sigmas / self.alphas

    def ratio(self, timestep: float) -> float:
        """Noise over signal at any timestep from 0 to 999, log-linear between whole ones."""
        below = min(int(timestep), len(self.sigmas) - 2)
        share = timestep - below
        low, high = (float(value) for value in self.ratios[below : below + 2])
        if not share:
            return low
        return inf if high == inf else float(np.exp((1 - share) * log(low) + share * log(high)))

    def timesteps(self, steps: int = 15, kind: Kind = "fast", top: int = TOP) -> tuple[float, ...]:
        """The timesteps of a run from `top` down, "trailing", some of them between whole ones.

        The release leaves out the last of those that its rule gives, so `fast`, where `steps` has no say, is 14 long.

        Raises:
            JobError: more steps than there are timesteps, or none, or a start outside of the schedule.
        """
        least = _BEND if kind == "fast" else 1
        if not least < top < len(self.sigmas):
            raise JobError(f"A run cannot start at timestep {top}.", fix=f"Start between {least + 1} and {len(self.sigmas) - 1}.")
        if kind == "fast":
            return (*_trailing(top, _BEND - 1, _COARSE), *_trailing(_BEND, -1, _FINE)[:-1])
        if not 1 <= steps < top:
            raise JobError(
                f"{steps} steps are not possible.", why=f"The run starts at timestep {top}.", fix=f"Give --steps 1 to {top - 1}."
            )
        return _trailing(top, -1, steps + 1)[:-1]

    def steps(self, timesteps: Sequence[float]) -> tuple[Step, ...]:
        """The steps of a run over `timesteps`, falling: DPM-Solver++(2M) as an SDE, eta 1, midpoint.

        Lu et al., 2022 (arXiv 2211.01095), algorithm 2 and appendix; the SDE's form as in the release, where noise over signal
        r takes the place of sigma: with h = ln(r / r') the next latent, unscaled, is e^-2h x + (1 - e^-2h) (x0 + h / (2 h_before)
        (x0 - x0_before)) + r' sqrt(1 - e^-2h) noise. Here latents are those that the network sees, x / sqrt(r^2 + 1).

        Raises:
            JobError: timesteps that do not fall, or lie outside the schedule.
        """
        if not timesteps or not all(late < early for early, late in pairwise(timesteps)) or timesteps[0] > 999 or timesteps[-1] < 0:
            raise JobError(f"The timesteps {list(timesteps)} do not fall from 999 to 0.")
        ratios = [self.ratio(timestep) for timestep in timesteps]
        made: list[Step] = []
        before = 0.0
        for timestep, (ratio, after) in zip(timesteps, pairwise((*ratios, 0.0)), strict=True):
            whole = round(timestep)
            x_to_x0, v_to_x0 = float(self.alphas[whole]), -float(self.sigmas[whole])
            if after == 0:
                made.append(Step(whole, x_to_x0, v_to_x0, 0.0, 1.0, 0.0, 0.0))
                continue
            length = log(ratio / after)
            kept, scale = after / ratio, (after * after + 1) ** -0.5
            given = -expm1(-2 * length)
            change = 0.5 * given * length / before if before else 0.0
            x_to_next = 0.0 if ratio == inf else kept * kept * (ratio * ratio + 1) ** 0.5 * scale
            made.append(Step(whole, x_to_x0, v_to_x0, x_to_next, given * scale, change * scale, after * given**0.5 * scale))
            before = length
        return tuple(made)


@cache
def release_schedule() -> Schedule:
    """The schedule of the published weights."""
    table = load_file(_TABLE)
    return Schedule(table["alphas"], table["sigmas"])


def _trailing(top: int, bottom: int, count: int) -> tuple[float, ...]:
    """`count` timesteps from `top`, evenly towards `bottom`, which is left out."""
    return tuple(top - (top - bottom) * index / count for index in range(count))
