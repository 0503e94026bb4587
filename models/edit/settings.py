"""What a recipe means to a base model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.models.edit.layout import SHIFT, Kind
from uprez.models.edit.windows import LENGTH
from uprez.models.unimmvsr.flow import SolverName, sigmas
from uprez.models.unimmvsr.guidance import Guidance
from uprez.models.unimmvsr.windows import FRAMES

CONDITIONS = frozenset(
    {"prompt", "edit_prompt", "negative_prompt", "reference_images", "edit_strength", "mask"}
    | {"steps", "scheduler", "seed", "quality", "options"}
)
"""Fields of a recipe that the model takes."""
STEPS, FAST = 50, 25
"""Steps from noise alone, as in diffusers' pipelines, and of the fast level."""
GUIDANCE = Guidance(text=4.0, reference=0.0)
"""What diffusers' pipelines call a guidance scale of 5."""
AUTO = "auto"
"""The mask that is measured where an edit already stands: there is none while it is made."""

Shown = Literal["source", "grey", "blank"]
"""What the base model is shown where it may change something: the source, its brightness, or nothing."""
OPTIONS: dict[str, Shown] = {"grey": "grey", "blank": "blank"}
_SOLVERS: dict[str, SolverName] = {"auto": "unipc", "unipc": "unipc", "plms": "plms", "euler": "euler"}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a recipe's shots are edited."""

    levels: tuple[float, ...]
    """Noise from the first step's to 0."""
    solver: SolverName
    shown: Shown
    length: int
    """Frames of a window, at most."""

    @classmethod
    def of(cls, recipe: Recipe, kind: Kind, shift: float = SHIFT) -> Settings:
        """Settings for a base model of `kind`, whose folder names `shift`.

        Raises:
            JobError: the recipe asks for what the model does not have, or says nothing to it.
        """
        _check(recipe, kind)
        count = recipe.steps or (FAST if recipe.quality == "fast" else STEPS)
        shown = OPTIONS[recipe.options[0]] if recipe.options else "source"
        return cls(levels(count, recipe.edit_strength, shift), _SOLVERS[recipe.scheduler], shown, recipe.window or LENGTH)

    @property
    def from_noise(self) -> bool:
        """True when an edit starts from noise alone."""
        return self.levels[0] >= 1


def levels(count: int, strength: float, shift: float) -> tuple[float, ...]:
    """Levels of noise from `strength` to 0: those of a schedule of `count` steps that are below it, and itself.

    `strength` is the noise itself, and not a share of the steps as in other programs, which at a shift of 3 and a share of 0.3
    start at 0.56 (SDEdit, arXiv 2108.01073).
    """
    return (strength, *(level for level in sigmas(count, shift) if level < strength))


def prompt_of(recipe: Recipe) -> str:
    """The text that the base model is told: what the shot shows, then the edit. It describes the result, as in training."""
    said = [text.strip() for text in (recipe.prompt, recipe.edit_prompt) if text.strip()]
    return " ".join(text if text.endswith((".", "!", "?")) or text is said[-1] else f"{text}." for text in said)


def _check(recipe: Recipe, kind: Kind) -> None:
    if not recipe.edit_prompt.strip():
        raise JobError("An edit needs a text.", why="The recipe has no edit prompt.", fix="Say what the result shows with --edit.")
    if recipe.scheduler not in _SOLVERS:
        raise JobError(
            f"A base model does not step by {recipe.scheduler}.",
            why=f"It has: {', '.join(_SOLVERS)}.",
            fix="Give one of these to --scheduler.",
        )
    unknown = [name for name in recipe.options if name not in OPTIONS]
    if unknown:
        raise JobError(f"An edit has no option '{unknown[0]}'.", why=f"It has: {', '.join(OPTIONS)}.", fix="Give one of these to --option.")
    if len(set(recipe.options)) > 1:
        raise JobError("An edit takes one of the options.", why=f"Given are: {', '.join(recipe.options)}.", fix="Leave all but one out.")
    if recipe.window is not None and recipe.window < 1 + FRAMES:
        raise JobError(f"An edit cannot go on in windows of {recipe.window} frames.", fix=f"Give --window {1 + FRAMES} or more.")
    if kind == "video":
        _check_video(recipe)


def _check_video(recipe: Recipe) -> None:
    if recipe.reference_images:
        raise JobError(
            "This base model takes no reference images.",
            why="It is a text-to-video model, which starts from the source and is told a text.",
            fix="Leave them out for the edit, or take a VACE model as --base.",
        )
    if recipe.options:
        raise JobError(
            f"This base model has no option '{recipe.options[0]}'.", why="It is not shown the source.", fix="Leave it out, or use VACE."
        )
