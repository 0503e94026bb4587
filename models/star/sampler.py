"""A run over one clip: the network sees windows; latent, noise and solver are the whole clip's in every step.

Windows agree before each step ends, so they cannot drift apart, and they need nothing of each other but x0: they
may be worked on anywhere and in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from uprez.models.star.guidance import Guidance, clean
from uprez.models.star.schedule import Step
from uprez.models.star.solver import Array, Solver
from uprez.models.star.windows import Windows


class Predict(Protocol):
    """The network of a runtime, with the prompts in place."""

    def __call__(self, latent: Array, timestep: int, footage: Array, *, both: bool) -> tuple[Array, Array | None]:
        """Latents and the footage's latents (B, 4, f, h, w) to v of the prompt and, if `both`, of the negative prompt."""
        ...


class Cuts(Protocol):
    """`Windows`, or `Patches`: what the network sees at once."""

    def cut(self, values: Array) -> list[Array]:
        """Each part of (B, C, F, h, w)."""
        ...

    def join(self, parts: Sequence[Array], like: Array) -> Array:
        """The parts as a whole again, of the shape and kind of `like`."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What the network made of one window in one step."""

    step: int
    """Number of the step, from 0."""
    window: int
    """Number of the window, from 0."""
    latent: Array
    """What it saw, (B, 4, f, h, w)."""
    v: tuple[Array, Array | None]
    """Of the prompt, and of the negative prompt."""
    x0: Array
    """The clean latent, guided."""


Watch = Callable[[Made], None]
"""Called after each window of each step; may raise."""


class Sampler:
    """Makes steps; holds no state of a clip."""

    def __init__(self, predict: Predict, guidance: Guidance | None = None) -> None:
        """`guidance` is the release's if None."""
        self._predict = predict
        self._guidance = guidance or Guidance()

    def clean(self, step: Step, latent: Array, footage: Array) -> tuple[Array, tuple[Array, Array | None]]:
        """x0 of one window in a step, guided, and the v of both prompts that it is made of; latents (B, 4, f, h, w)."""
        v = self._predict(latent, step.timestep, footage, both=self._guidance.both)
        return clean(step, latent, self._guidance.joined(*v)), v

    def step(self, solver: Solver, windows: Cuts, footage: Array, noise: Array | None, *, watch: Watch | None = None) -> None:
        """Make one step of a run; `footage` and `noise` (B, 4, F, h, w) are the whole clip's."""
        now = solver.step
        if now is None:
            raise ValueError("the run is over")
        done = solver.state.done
        parts: list[Array] = []
        for index, (latent, seen) in enumerate(zip(windows.cut(solver.latent), windows.cut(footage), strict=True)):
            x0, v = self.clean(now, latent, seen)
            parts.append(x0)
            if watch is not None:
                watch(Made(done, index, latent, v, x0))
        solver.advance(windows.join(parts, solver.latent), noise)


def noised(step: Step, footage: Array, noise: Array) -> Array:
    """The latent at a run's first step: the footage's latents under noise, both (B, 4, F, h, w)."""
    return step.x_to_x0 * footage - step.v_to_x0 * noise


def started(step: Step, noisy: Array) -> Array:
    """What the network sees first of `noised` latents: at timestep 899, as the release, a thousandth less of them.

    The release's solver starts as if they were noise alone, which they nearly are there.
    """
    return -step.v_to_x0 * noisy


def sample(
    predict: Predict,
    steps: Sequence[Step],
    footage: Array,
    start: Array,
    noises: Sequence[Array],
    *,
    guidance: Guidance | None = None,
    windows: Cuts | None = None,
    watch: Watch | None = None,
) -> Array:
    """Run the shipped sampler over one clip with given noise, for tests and research.

    `steps` come from `Schedule.steps`; `footage` (B, 4, F, h, w) are the footage's latents, `start` the `noised` ones,
    `noises` one array for each step but the last. Without `windows` the network sees the whole clip. Gives the clean latents.
    """
    frames = footage.shape[2]
    sampler, solver = Sampler(predict, guidance), Solver(steps, started(steps[0], start))
    windows = windows or Windows.release(frames, frames)
    for noise in (*noises[: len(steps) - 1], None):
        sampler.step(solver, windows, footage, noise, watch=watch)
    return solver.latent
