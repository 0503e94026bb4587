"""What a recipe means to the CogVideoX variant of STAR."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.models.star.cog.cuts import COLUMNS, FACTOR, LENGTH, ROWS, SMALLEST, VAE_COLUMNS, VAE_ROWS
from uprez.models.star.cog.schedule import STEPS, Guided, run

SCALE = 4
"""Output pixels a source pixel, along each side, as in the release and in training."""
CONDITIONS = frozenset({"prompt", "negative_prompt", "strength", "steps", "quality", "options"})
"""Fields of a recipe that the model takes."""
FAITHFUL = "faithful"
"""The option that stands for all of `AS_RELEASED`."""
AS_RELEASED = {"release-guidance": "guidance", "drawn-latents": "latents", "whole-vae": "vae", "adain": "colour"}
"""Named ways of the release that uprez leaves by default, and the field of `Release` that each sets."""
_FAST = 20
"""Steps of the fast level."""
_TOGETHER, _TOGETHER_RELEASED = 8, 24
"""Frames that the encoder is given at once, and as the release, with the first that is over."""


def check_options(options: Collection[str]) -> None:
    """Refuse options that the model does not have.

    Raises:
        JobError: there is one.
    """
    known = (FAITHFUL, *AS_RELEASED)
    unknown = [name for name in options if name not in known]
    if unknown:
        raise JobError(
            f"STAR on CogVideoX has no option '{unknown[0]}'.", why=f"It has: {', '.join(known)}.", fix="Give one of these to --option."
        )


def tile_of(side: int | None) -> tuple[tuple[int, int], tuple[int, int]]:
    """Rows and columns of latents that the transformer, and the VAE, see at once for a tile of `side` source pixels; None: the most."""
    latents = COLUMNS if side is None else max(SMALLEST, side * SCALE // FACTOR)
    return (min(ROWS, latents), min(COLUMNS, latents)), (min(VAE_ROWS, latents), min(VAE_COLUMNS, latents))


@dataclass(frozen=True, slots=True)
class Release:
    """What is done as in the release, and not in uprez's own way."""

    guidance: bool = False
    """Guidance jumps from step to step, in place of rising over the run."""
    latents: bool = False
    """The footage's latents are drawn from what the encoder finds likely, with noise of each frame's own; else the likeliest are taken."""
    vae: bool = False
    """The VAE is given pictures as large as the transformer is, and 25 frames at once; else a quarter of that, and 9."""
    colour: bool = False
    """Mean and contrast of each frame are the source's (AdaIN), in place of its coarse content."""

    @classmethod
    def of(cls, options: Collection[str]) -> Release:
        """By the names in `options`."""
        return cls(**{field: FAITHFUL in options or name in options for name, field in AS_RELEASED.items()})


@dataclass(frozen=True, slots=True)
class Settings:
    """How a recipe's shots are sampled."""

    steps: tuple[Guided, ...]
    release: Release
    window: int
    """Frames that the transformer sees at once, at most."""
    tile: tuple[int, int]
    """Rows and columns of latents that the transformer sees at once, at most."""
    vae_tile: tuple[int, int]
    """The same for the VAE."""
    match_colour: bool
    """Whether the result is given its source's colours."""

    @classmethod
    def of(cls, recipe: Recipe) -> Settings:
        """Raises:
        JobError: an option that the model does not have, or too many steps.
        """
        check_options(recipe.options)
        release = Release.of(recipe.options)
        tile, vae_tile = tile_of(recipe.tile)
        count = recipe.steps or (_FAST if recipe.quality == "fast" else STEPS)
        taken = max(1, round(count * recipe.strength))
        steps = run(count, as_coded=release.guidance)[count - taken :]
        return cls(steps, release, recipe.window or LENGTH, tile, tile if release.vae else vae_tile, recipe.match_colour)

    @property
    def encoded_at_once(self) -> int:
        """Frames that the encoder is given at once."""
        return _TOGETHER_RELEASED if self.release.vae else _TOGETHER
