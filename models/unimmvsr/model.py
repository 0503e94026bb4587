"""UniMMVSR as a model of uprez: whole shots and references in, steps on disk, pictures out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from pathlib import Path

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, Fitting, ModelSpec, Reach, State, Stream, Tell, Temporal, Workspace
from uprez.models.star.footage import Footage
from uprez.models.star.stream import ShotStream
from uprez.models.unimmvsr.layout import NAME
from uprez.models.unimmvsr.networks import Networks
from uprez.models.unimmvsr.settings import CONDITIONS, LARGEST, SMALLEST, Settings
from uprez.models.unimmvsr.tiles import FACTOR
from uprez.models.unimmvsr.tiles import SMALLEST as SMALLEST_TILE
from uprez.models.unimmvsr.work import References, ShotWork, Way


class UniMmvsr:
    """The model around loaded networks, with the prompts in place."""

    def __init__(
        self, networks: Networks, texts: Pixels, factor: float, *, weights: str, prompts: str = "", fit: Fitting | None = None
    ) -> None:
        """`texts` (2, words, C) are prompt and negative prompt as the transformer takes them, and `prompts` names them. Pictures are
        enlarged by `factor`, as far as the model goes. `weights` is the SHA-256 over the networks' files; `fit` chooses the tile."""
        self._networks, self._texts, self._prompts = networks, texts, prompts
        self._scale = scale_of(factor)
        self.spec = ModelSpec(
            name=NAME,
            scale=ceil(self._scale),
            temporal=Temporal(Reach.SHOT),
            conditions=CONDITIONS,
            weights=weights,
            runtime=networks.runtime,
            tiles_itself=True,
            fit=fit,
            least_tile=ceil(SMALLEST_TILE * FACTOR / self._scale),
        )

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start a shot; there is no state, a stopped run goes on from `workspace.folder`.

        Raises:
            JobError: the recipe asks for an option or a scheduler that the model does not have.
            ModelError: the recipe names references, and `workspace` brings none.
        """
        if state is not None:
            raise ValueError("a whole shot goes on from its folder, not from a state")
        if len(recipe.reference_images) != len(workspace.images) or bool(recipe.reference_video) != (workspace.film is not None):
            raise ModelError(
                "The references cannot be shown to the model here.",
                why="What runs it hands over frames only.",
                fix="Upscale with the panel or with `uprez upscale`, or leave the references out.",
            )
        settings = Settings.of(recipe)
        name = f"{self.spec.weights} {self.spec.runtime} {self._prompts} {recipe.seed} {self._scale} {replace(settings, side=None)}"
        way = Way(self._networks, settings, self._scale, self._texts, recipe.seed, name)
        references = References(workspace.images, workspace.film)

        def work(footage: Footage, folder: Path, tell: Tell) -> Iterator[Pixels]:
            return ShotWork(way, references, footage, folder, tell).pictures()

        return ShotStream(shot, workspace, runtime=self.spec.runtime, work=work)


def scale_of(factor: float) -> float:
    """How much the model enlarges pictures where `factor` is wanted: just that, from 1 to 4."""
    return min(LARGEST, max(SMALLEST, factor))
