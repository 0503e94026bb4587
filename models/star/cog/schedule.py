"""The variant's noise schedule, its solver's steps, and how far each step goes away from the empty prompt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import cos, expm1, inf, log, log1p, pi

import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import JobError
from uprez.models.star.guidance import Guidance
from uprez.models.star.schedule import Step

COUNT = 1000
"""Timesteps of the schedule."""
STEPS = 50
"""Steps of a run, as the release."""
_FIRST, _LAST = 0.00085, 0.0120
"""Betas, evenly spaced in their square roots."""
_SCALE, _POWER = 6.0, 5
"""The release's dynamic guidance: 1 at a run's start, 1 + 6 at its end."""
_NOTICED = 1e-3
"""Below this share of the difference between two prompts, a step asks for one of them only."""


@dataclass(frozen=True, slots=True)
class Guided:
    """One step of a run and its guidance."""

    step: Step
    guidance: Guidance


def timesteps(count: int) -> tuple[int, ...]:
    """The timesteps of a run of `count` steps, from 999 down, evenly spaced and cut to whole numbers.

    Raises:
        JobError: more steps than there are timesteps, or none.
    """
    if not 1 <= count <= COUNT:
        raise JobError(f"{count} steps are not possible.", fix=f"Give --steps 1 to {COUNT}.")
    return tuple(int(value) for value in np.linspace(COUNT - 1, 0, count, endpoint=False).astype(int))


@cache
def alphas(count: int) -> NDArray[np.float32]:
    """How much of a latent is signal at each step of a run, rising from exactly 0, and 1 after the last: (count + 1,).

    A run's first timestep is made noise alone (Lin et al., 2023, arXiv 2305.08891, section 3.1) by the signal at its own first
    and last timesteps, as in the release, and not by the whole schedule's: the numbers depend on the number of steps.
    """
    signal = np.cumprod(1 - np.linspace(_FIRST**0.5, _LAST**0.5, COUNT, dtype=np.float64) ** 2)
    kept = np.sqrt(signal[list(timesteps(count))].astype(np.float32))
    first, last = kept[0], kept[-1]
    stretched = (kept - first) * (last / (last - first)) if count > 1 else np.zeros(1, np.float32)
    return np.append(stretched, np.float32(1))


def run(count: int = STEPS, *, as_coded: bool = False) -> tuple[Guided, ...]:
    """The steps of a run: DPM-Solver++(2M) as an SDE, without clipping, and dynamic guidance.

    Lu et al., 2022 (arXiv 2211.01095), algorithm 2, in the variance-preserving form: with signal a, noise s = sqrt(1 - a^2),
    l = ln(a / s) and h = l' - l, the next latent is s' / s e^-h x + a' (1 - e^-2h) (x0 + h / (2 h_before) (x0 - x0_before)) +
    s' sqrt(1 - e^-2h) noise. Step 0, from noise alone, has an infinite h, so the second step has no step before it.

    Guidance is 1 + 3 (1 - cos(pi p^5)). The formula means p to go from 0 to 1 over a run; the release's code (`as_coded`) has
    (steps - timestep) / steps there, which makes it jump between 1 and 7 from step to step.

    Raises:
        JobError: more steps than there are timesteps, or none.
    """
    signal = [float(value) for value in alphas(count)]
    made: list[Guided] = []
    before = 0.0
    for index, (timestep, (now, after)) in enumerate(zip(timesteps(count), pairwise(signal), strict=True)):
        noise = (1 - now * now) ** 0.5
        if after == 1:
            step = Step(timestep, now, -noise, 0.0, 1.0, 0.0, 0.0)
        else:
            length = _log_ratio(after) - _log_ratio(now)
            left = (1 - after * after) ** 0.5
            given = -expm1(-2 * length) * after
            change = 0.5 * given * length / before if before not in (0.0, inf) else 0.0
            kept = left / noise * np.exp(-length)
            step = Step(timestep, now, -noise, float(kept), given, change, left * (-expm1(-2 * length)) ** 0.5)
            before = length
        made.append(Guided(step, Guidance(_scale(index, timestep, count, as_coded=as_coded), rescale=0.0)))
    return tuple(made)


def _scale(index: int, timestep: int, count: int, *, as_coded: bool) -> float:
    place = (count - timestep) / count if as_coded else index / count
    scale = 1 + _SCALE * (1 - cos(pi * place**_POWER)) / 2
    return scale if as_coded or scale - 1 > _NOTICED else 1.0


def _log_ratio(signal: float) -> float:
    """The logarithm of signal over noise."""
    return log(signal) - 0.5 * log1p(-signal * signal) if signal else -inf
