"""What a recipe means to STAR."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.models.star.fading import groups_of_three
from uprez.models.star.margins import Margins
from uprez.models.star.schedule import TOP, Step, release_schedule
from uprez.models.star.tiles import latent_side
from uprez.models.star.windows import LENGTH, OVERLAP, Windows

SCALE = 4
"""Output pixels a source pixel, along each side, as in the release and in training."""
CONDITIONS = frozenset({"prompt", "negative_prompt", "strength", "steps", "quality", "options"})
"""Fields of a recipe that the model takes."""
FAITHFUL = "faithful"
"""The option that stands for all of `AS_RELEASED`."""
AS_RELEASED = {
    "release-windows": "windows",
    "white-margins": "margins",
    "three-frame-vae": "decoding",
    "drawn-latents": "latents",
    "adain": "colour",
    "cut-prompt": "prompt",
}
"""Named ways of the release that uprez leaves by default, and the field of `Release` that each sets."""
CAPTION = "caption"
"""The option that has a captioner say what the shot shows, where no prompt does."""
PLAIN = "plain-prompt"
"""The option that leaves out what the release adds to every prompt."""
_FAST = 8
"""Steps of the fast level."""
_DECODED, _DECODED_TWICE = 8, 4
"""Frames that the VAE decodes at once, and those of them that neighbours share."""


def check_options(options: Collection[str]) -> None:
    """Refuse options that STAR does not have.

    Raises:
        JobError: there is one.
    """
    known = (FAITHFUL, *AS_RELEASED, PLAIN, CAPTION)
    unknown = [name for name in options if name not in known]
    if unknown:
        raise JobError(f"STAR has no option '{unknown[0]}'.", why=f"It has: {', '.join(known)}.", fix="Give one of these to --option.")


@dataclass(frozen=True, slots=True)
class Release:
    """What is done as in the release, and not in uprez's own way."""

    windows: bool = False
    """Windows half a window apart, cut hard in the middle of each overlap, in place of windows that fade."""
    margins: bool = False
    """White margins up to the training's size, in place of the least ones that the network needs, mirrored."""
    decoding: bool = False
    """Three frames are decoded at a time, in place of windows that share frames and fade."""
    latents: bool = False
    """The footage's latents are drawn from what the encoder finds likely, with noise of each frame's own; else the likeliest are taken."""
    colour: bool = False
    """Mean and contrast of each frame are the source's (AdaIN), in place of its coarse content."""
    prompt: bool = False
    """Prompt and suffix are joined without a gap and cut at 77 tokens."""

    @classmethod
    def of(cls, options: Collection[str]) -> Release:
        """By the names in `options`."""
        return cls(**{field: FAITHFUL in options or name in options for name, field in AS_RELEASED.items()})


@dataclass(frozen=True, slots=True)
class Settings:
    """How a recipe's shots are sampled."""

    steps: tuple[Step, ...]
    release: Release
    window: int
    """Frames that the network sees at once, at most; in the release's windows up to a quarter more."""
    side: int | None
    """Side of a tile in latent pixels; None for whole pictures."""
    match_colour: bool
    """Whether the result is given its source's colours."""

    @property
    def longest(self) -> int:
        """Frames of the longest window that there can be."""
        return self.window * 5 // 4 if self.release.windows else self.window

    @property
    def margins(self) -> Callable[[int, int], Margins]:
        """Gives the margins of enlarged pictures of a height and width."""
        return Margins.release if self.release.margins else Margins.least

    @classmethod
    def of(cls, recipe: Recipe) -> Settings:
        """Raises:
        JobError: an option that STAR does not have, or too many steps.
        """
        check_options(recipe.options)
        return cls(
            steps=_steps(recipe),
            release=Release.of(recipe.options),
            window=recipe.window or LENGTH,
            side=latent_side(recipe.tile, SCALE),
            match_colour=recipe.match_colour,
        )

    def windows(self, frames: int) -> Windows:
        """What the network sees of a shot at once."""
        if self.release.windows:
            return Windows.release(frames, self.window)
        return Windows.balanced(frames, self.window, min(OVERLAP, self.window // 3))

    def decoded(self, frames: int) -> Windows:
        """What the VAE decodes of a shot at once."""
        return groups_of_three(frames) if self.release.decoding else Windows.balanced(frames, _DECODED, _DECODED_TWICE)


def _steps(recipe: Recipe) -> tuple[Step, ...]:
    """The release's 14 steps, or as many as asked for; those that start above the strength's share of the noise levels are left out."""
    schedule = release_schedule()
    if recipe.steps is None and recipe.quality == "standard":
        timesteps = schedule.timesteps()
    else:
        timesteps = schedule.timesteps(recipe.steps or _FAST, "normal")
    top = (TOP + 1) * recipe.strength - 1
    return schedule.steps([timestep for timestep in timesteps if timestep <= top] or timesteps[-1:])
