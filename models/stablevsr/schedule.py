"""The noise schedule: which timesteps a run visits, and what each does to a latent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import JobError, ModelError

Kind = Literal["ddpm", "ddim"]

LEAST_VARIANCE = 1e-20
"""Floor of the posterior variance, as in diffusers' DDPM with `fixed_small`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of v-prediction sampling, as plain numbers.

    With x the latent and v the network's output: x0 = `x_to_x0` x + `v_to_x0` v, and the next
    latent is `x0_to_next` x0 + `x_to_next` x + `sigma` noise.
    """

    timestep: int
    """0 to 999; high is noisy."""
    x_to_x0: float
    v_to_x0: float
    x0_to_next: float
    x_to_next: float
    sigma: float
    """Standard deviation of the fresh noise; 0 for DDIM."""

    @property
    def lands_on_x0(self) -> bool:
        """True when the next latent is x0 itself, but for noise that float32 does not show."""
        return self.x0_to_next == 1 and self.x_to_next == 0 and self.sigma <= LEAST_VARIANCE**0.5


@dataclass(frozen=True, slots=True)
class Schedule:
    """The training schedule of a checkpoint, read from its `scheduler_config.json`."""

    alphas_cumprod: NDArray[np.float32]
    """Share of the picture left at each timestep, (1000,)."""
    steps_offset: int = 1
    set_alpha_to_one: bool = False
    """What DDIM takes after the last step: 1, or the first of `alphas_cumprod`."""

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Schedule:
        """From a scheduler's configuration, as diffusers writes it.

        Raises:
            ModelError: a schedule that StableVSR does not have.
        """
        wanted = {"beta_schedule": "scaled_linear", "prediction_type": "v_prediction", "clip_sample": False, "thresholding": False}
        wrong = [f"{name} is {config[name]!r}" for name, value in wanted.items() if config.get(name, value) != value]
        wrong += ["trained_betas are given"] if config.get("trained_betas") is not None else []
        wrong += ["timestep_spacing is not 'leading'"] if config.get("timestep_spacing", "leading") != "leading" else []
        if wrong:
            raise ModelError(
                "The scheduler's configuration is not StableVSR's.",
                why=f"{'; '.join(wrong)}.",
                fix="Use the scheduler folder of the StableVSR checkpoint.",
            )
        count = int(config.get("num_train_timesteps", 1000))
        roots = np.linspace(float(config["beta_start"]) ** 0.5, float(config["beta_end"]) ** 0.5, count, dtype=np.float32)
        alphas = np.cumprod(np.float32(1) - roots**2, dtype=np.float32)
        return cls(alphas, int(config.get("steps_offset", 1)), bool(config.get("set_alpha_to_one", False)))

    @classmethod
    def read(cls, path: Path) -> Schedule:
        """From a `scheduler_config.json`.

        Raises:
            ModelError: as `of`, or the file is no JSON.
        """
        try:
            return cls.of(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"'{path}' cannot be read as a scheduler's configuration.", why=str(error)) from error

    def timesteps(self, steps: int) -> tuple[int, ...]:
        """`steps` timesteps, "leading": 50 gives 981, 961, …, 1.

        Raises:
            JobError: more steps than the schedule has, or none.
        """
        count = len(self.alphas_cumprod)
        most = count - self.steps_offset
        if not 1 <= steps <= most:
            raise JobError(f"{steps} steps are not possible.", why=f"The schedule has {most}.", fix=f"Give --steps 1 to {most}.")
        stride = count // steps
        return tuple(index * stride + self.steps_offset for index in reversed(range(steps)))

    def steps(self, timesteps: Sequence[int] | int, kind: Kind = "ddpm") -> tuple[Step, ...]:
        """The steps of a run over `timesteps`, falling, or over that many "leading" ones.

        `ddpm`: Ho et al. 2020 (arXiv 2006.11239) eq. 6-7, with the posterior's own variance
        (`fixed_small`). `ddim`: Song et al. 2021 (arXiv 2010.02502) eq. 12 with eta 0.

        Raises:
            JobError: timesteps that do not fall, or lie outside the schedule.
        """
        if isinstance(timesteps, int):
            stride = len(self.alphas_cumprod) // timesteps if timesteps else 0
            listed = self.timesteps(timesteps)
            following = tuple(timestep - stride for timestep in listed)
        else:
            listed = tuple(timesteps)
            following = (*listed[1:], -1)
        falling = all(late < early for early, late in pairwise(listed))
        if not listed or not falling or listed[0] >= len(self.alphas_cumprod) or listed[-1] < 0:
            raise JobError(f"The timesteps {list(listed)} do not fall from {len(self.alphas_cumprod) - 1} to 0.")
        make = self._ddpm if kind == "ddpm" else self._ddim
        return tuple(make(timestep, after) for timestep, after in zip(listed, following, strict=True))

    def _ddpm(self, timestep: int, after: int) -> Step:
        alpha = float(self.alphas_cumprod[timestep])
        next_alpha = float(self.alphas_cumprod[after]) if after >= 0 else 1.0
        kept = alpha / next_alpha
        variance = max((1 - next_alpha) / (1 - alpha) * (1 - kept), LEAST_VARIANCE)
        return Step(
            timestep,
            x_to_x0=alpha**0.5,
            v_to_x0=-((1 - alpha) ** 0.5),
            x0_to_next=next_alpha**0.5 * (1 - kept) / (1 - alpha),
            x_to_next=kept**0.5 * (1 - next_alpha) / (1 - alpha),
            sigma=variance**0.5,
        )

    def _ddim(self, timestep: int, after: int) -> Step:
        alpha = float(self.alphas_cumprod[timestep])
        last = 1.0 if self.set_alpha_to_one else float(self.alphas_cumprod[0])
        next_alpha = float(self.alphas_cumprod[after]) if after >= 0 else last
        noise = ((1 - next_alpha) / (1 - alpha)) ** 0.5
        return Step(
            timestep,
            x_to_x0=alpha**0.5,
            v_to_x0=-((1 - alpha) ** 0.5),
            x0_to_next=next_alpha**0.5 - noise * alpha**0.5,
            x_to_next=noise,
            sigma=0.0,
        )
