"""STAR on CogVideoX as a model of uprez: whole shots in, steps on disk, pictures out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, Fitting, ModelSpec, Reach, State, Stream, Tell, Temporal, Workspace
from uprez.models.star.cog.layout import NAME
from uprez.models.star.cog.networks import Networks
from uprez.models.star.cog.settings import CONDITIONS, SCALE, Settings
from uprez.models.star.cog.work import ShotWork, Way
from uprez.models.star.footage import Footage
from uprez.models.star.stream import ShotStream

BYTES_PER_PIXEL = 370_000
"""Peak working memory per source pixel of the training's tile in float32: the VAE's decoder on a quarter of it."""


class CogStar:
    """The model around loaded networks, with the prompts in place."""

    def __init__(self, networks: Networks, *, weights: str, prompts: str = "", fit: Fitting | None = None) -> None:
        """`weights` is the SHA-256 over the networks' files; `prompts` names the text that the networks were given; `fit` chooses
        the tile."""
        self._networks = networks
        self._prompts = prompts
        self.spec = ModelSpec(
            name=NAME,
            scale=SCALE,
            temporal=Temporal(Reach.SHOT),
            bytes_per_pixel=BYTES_PER_PIXEL,
            conditions=CONDITIONS,
            weights=weights,
            runtime=networks.runtime,
            tiles_itself=True,
            fit=fit,
        )

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start a shot; there is no state, a stopped run goes on from `workspace.folder`.

        Raises:
            JobError: the recipe asks for an option or a number of steps that the model does not have.
        """
        if state is not None:
            raise ValueError("a whole shot goes on from its folder, not from a state")
        settings = Settings.of(recipe)
        name = f"{self.spec.weights} {self.spec.runtime} {self._prompts} {recipe.seed} {settings}"
        way = Way(self._networks, settings, recipe.seed, name)

        def work(footage: Footage, folder: Path, tell: Tell) -> Iterator[Pixels]:
            return ShotWork(way, footage, folder, tell).pictures()

        return ShotStream(shot, workspace, runtime=self.spec.runtime, work=work)
