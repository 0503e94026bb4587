"""What a recipe means to UniMMVSR."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.models.unimmvsr.flow import SolverName, sigmas
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.windows import LONG, SHORT

CONDITIONS = frozenset({"prompt", "negative_prompt", "reference_images", "reference_video", "steps", "scheduler", "quality", "options"})
"""Fields of a recipe that the model takes."""
LARGEST, SMALLEST = 4.0, 1.0
"""How much pictures are enlarged, at most and at least; what is beyond is left to the engine. The paper's pairs lie at 2 to 4."""
LR_NOISE = 300.0
"""Noise on the low-resolution latents, in timesteps. The paper trains 200 to 600 and does not say what it runs; more invents more."""
OPTIONS: Mapping[str, tuple[float, float, float]] = {
    "text-guidance": (3.0, 0.0, 30.0),
    "reference-guidance": (1.0, 0.0, 30.0),
    "reference-steps": (15.0, 0.0, 1000.0),
    "lr-noise": (LR_NOISE, 0.0, 1000.0),
    "shift": (1.0, 0.1, 20.0),
}
"""Options with a number, as `text-guidance=3`: what it is without, the least and the most."""
LOCAL, FRESH = "local-attention", "fresh-references"
"""Options: windows of attention in tokens, as `local-attention=34x59`; references made anew in every step, where memory is short."""
_STEPS: Mapping[SolverName, int] = {"plms": 50, "unipc": 20, "euler": 50}
"""Steps of each solver; PLMS's are the paper's."""
_FAST = 15
_OF_REFERENCES = 15 / 50
"""Share of a run that references guide in the paper."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a recipe's shots are sampled."""

    solver: SolverName
    levels: tuple[float, ...]
    """Of noise, from 1 to 0: one more than there are steps."""
    guidance: Guidance
    lr_noise: float
    """0 to 1000."""
    window: int
    """Frames that the transformer sees at once, at most."""
    attention: tuple[int, int] | None
    """Rows and columns of tokens that attention sees around a token; None: all."""
    side: int | None
    """Side of a tile in source pixels; None for the most that there is."""
    keep: bool
    """Whether references may be kept between steps."""
    match_colour: bool
    """Whether the result is given its source's colours."""

    @classmethod
    def of(cls, recipe: Recipe) -> Settings:
        """The paper's run where nothing else is asked: 50 PLMS steps, windows of 77 frames. The fast level takes 15 UniPC steps and 21
        frames. References guide three tenths of any run.

        Raises:
            JobError: a scheduler or an option that UniMMVSR does not have, or a number out of its range.
        """
        numbers = _numbers(recipe.options)
        fast = recipe.quality == "fast"
        solver = _solver(recipe.scheduler, fast=fast)
        steps = recipe.steps or (_FAST if fast else _STEPS[solver])
        until = round(numbers["reference-steps"]) if _given(recipe.options, "reference-steps") else max(1, round(_OF_REFERENCES * steps))
        return cls(
            solver=solver,
            levels=sigmas(steps, numbers["shift"]),
            guidance=Guidance(numbers["text-guidance"], numbers["reference-guidance"], until),
            lr_noise=numbers["lr-noise"],
            window=recipe.window or (SHORT if fast else LONG),
            attention=_area(recipe.options),
            side=recipe.tile,
            keep=FRESH not in recipe.options,
            match_colour=recipe.match_colour,
        )

    @property
    def steps(self) -> int:
        """Of a run."""
        return len(self.levels) - 1


def _solver(asked: str, *, fast: bool) -> SolverName:
    if asked == "auto":
        return "unipc" if fast else "plms"
    for name in _STEPS:
        if name == asked:
            return name
    raise JobError(
        f"UniMMVSR has no scheduler '{asked}'.",
        why="That one is for models of noise; UniMMVSR is a flow.",
        fix="Give plms (the paper's), unipc or euler to --scheduler.",
    )


def _numbers(options: Collection[str]) -> dict[str, float]:
    """Every option with a number, as asked or as it is without.

    Raises:
        JobError: an option that there is not, or a number out of its range.
    """
    found = {name: usual for name, (usual, _, _) in OPTIONS.items()}
    for option in options:
        name, _, value = option.partition("=")
        if option == FRESH or name == LOCAL:
            continue
        if name not in OPTIONS:
            known = ", ".join((*(f"{each}=NUMBER" for each in OPTIONS), f"{LOCAL}=ROWSxCOLUMNS", FRESH))
            raise JobError(f"UniMMVSR has no option '{option}'.", why=f"It has: {known}.", fix="Give one of these to --option.")
        _, least, most = OPTIONS[name]
        number = _number(value)
        if not least <= number <= most:
            raise JobError(
                f"'{option}' is not an option of UniMMVSR.",
                why=f"Its number is from {least:g} to {most:g}.",
                fix=f"Give for example --option {name}={OPTIONS[name][0]:g}.",
            )
        found[name] = number
    return found


def _given(options: Collection[str], name: str) -> bool:
    return any(option.partition("=")[0] == name for option in options)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return float("inf")
    return number if isfinite(number) else float("inf")


def _area(options: Collection[str]) -> tuple[int, int] | None:
    """The windows of attention.

    Raises:
        JobError: they are no two whole numbers.
    """
    for option in options:
        name, _, value = option.partition("=")
        if name != LOCAL:
            continue
        rows, _, columns = value.partition("x")
        if not (rows.isdecimal() and columns.isdecimal() and int(rows) and int(columns)):
            raise JobError(
                f"'{option}' is not an option of UniMMVSR.",
                why="Its windows are rows and columns of tokens, which are 16 pixels.",
                fix=f"Give for example --option {LOCAL}=34x59.",
            )
        return int(rows), int(columns)
    return None
