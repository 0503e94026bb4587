"""A run over one clip: the network sees windows; latent and solver are the whole clip's in every step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from uprez.core.cover import Span
from uprez.models.star.windows import Windows
from uprez.models.unimmvsr.flow import Solver
from uprez.models.unimmvsr.guidance import Array, Branch, Guidance

TIMESTEPS = 1000
"""Timesteps from no noise to noise alone, as the network counts them."""
LR_NOISE = 300
"""Noise on the low-resolution latents, in timesteps. The paper trains 200 to 600 and does not say what it runs; more invents more."""


class Predict(Protocol):
    """The network of a runtime, with text, references and low-resolution latents in place."""

    @property
    def references(self) -> bool:
        """Whether there are any."""
        ...

    def __call__(self, latent: Array, sigma: float, branch: Branch, span: Span) -> Array:
        """Velocity (1, C, f, h, w) of noisy latents of that shape, which are the clip's latent frames `span`."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What the network made of one window in one step."""

    step: int
    """Number of the step, from 0."""
    window: int
    """Number of the window, from 0."""
    velocities: dict[Branch, Array]
    """Of each branch that was asked, (1, C, f, h, w)."""


Watch = Callable[[Made], None]
"""Called after each window of each step; may raise."""


def noised_footage(footage: Array, noise: Array, level: float = LR_NOISE) -> Array:
    """Low-resolution latents as the network sees them in all steps: under noise of `level`, 0 to 1000, by the flow's own law.

    Raises:
        ValueError: `level` is out of range.
    """
    if not 0 <= level <= TIMESTEPS:
        raise ValueError(f"noise of {level} is not from 0 to {TIMESTEPS}")
    share = level / TIMESTEPS
    return (1 - share) * footage + share * noise


class Sampler:
    """Makes steps; holds no state of a clip."""

    def __init__(self, predict: Predict, guidance: Guidance | None = None) -> None:
        """`guidance` is the paper's if None."""
        self._predict = predict
        self._guidance = guidance or Guidance()

    def step(self, solver: Solver, windows: Windows, *, watch: Watch | None = None) -> None:
        """Make one step of a run.

        Raises:
            ValueError: the run is over.
        """
        sigma, done = solver.sigma, solver.state.done
        if sigma is None:
            raise ValueError("the run is over")
        branches = self._guidance.branches(done, references=self._predict.references)
        parts: list[Array] = []
        for index, (latent, span) in enumerate(zip(windows.cut(solver.latent), windows.spans, strict=True)):
            made: dict[Branch, Array] = {branch: self._predict(latent, sigma, branch, span) for branch in branches}
            parts.append(self._guidance.joined(made))
            if watch is not None:
                watch(Made(done, index, made))
        solver.advance(windows.join(parts, solver.latent))


def sample(
    predict: Predict, solver: Solver, *, guidance: Guidance | None = None, windows: Windows | None = None, watch: Watch | None = None
) -> Array:
    """Run a solver to its end over one clip; gives the clean latents (1, C, F, h, w). Without `windows` the network sees the whole clip."""
    frames = solver.latent.shape[2]
    sampler = Sampler(predict, guidance)
    windows = windows or Windows.balanced(frames, frames, 0)
    while solver.sigma is not None:
        sampler.step(solver, windows, watch=watch)
    return solver.latent
