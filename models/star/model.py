"""STAR as a model of uprez: whole shots in, steps on disk, pictures out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, Fitting, ModelSpec, Reach, State, Stream, Tell, Temporal, Workspace
from uprez.models.star.footage import Footage
from uprez.models.star.layout import NAME
from uprez.models.star.needs import Needs
from uprez.models.star.networks import Networks
from uprez.models.star.settings import CONDITIONS, SCALE, Settings
from uprez.models.star.stream import ShotStream
from uprez.models.star.tiles import FACTOR, SMALLEST
from uprez.models.star.work import ShotWork, Way

BYTES_PER_PIXEL = 700_000
"""Peak working memory per source pixel in float32, 32 frames at once, without slices: what ONNX Runtime takes. Half of it in fp16."""


class Star:
    """The model around loaded networks, with the prompts in place."""

    def __init__(
        self, networks: Networks, *, weights: str, prompts: str = "", needs: Needs | None = None, fit: Fitting | None = None
    ) -> None:
        """`weights` is the SHA-256 over the networks' files; `prompts` names the text that the networks were given.

        `needs` are the release's if None; `fit` chooses tiles (see `ModelSpec.fit`).
        """
        self._networks = networks
        self._prompts = prompts
        self._needs = needs or Needs(precision=networks.runtime.split()[-1])
        self.spec = ModelSpec(
            name=NAME,
            scale=SCALE,
            temporal=Temporal(Reach.SHOT),
            bytes_per_pixel=BYTES_PER_PIXEL // (1 if networks.runtime.endswith("fp32") else 2),
            conditions=CONDITIONS,
            weights=weights,
            runtime=networks.runtime,
            tiles_itself=True,
            fit=fit,
            least_tile=SMALLEST * FACTOR // SCALE,
        )

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start a shot; there is no state, a stopped run goes on from `workspace.folder`.

        Raises:
            JobError: the recipe asks for an option or a number of steps that STAR does not have.
        """
        if state is not None:
            raise ValueError("a whole shot goes on from its folder, not from a state")
        settings = Settings.of(recipe)
        name = f"{self.spec.weights} {self.spec.runtime} {self._prompts} {recipe.seed} {replace(settings, side=None)}"
        way = Way(self._networks, replace(self._needs, window=settings.longest), settings, recipe.seed, name)

        def work(footage: Footage, folder: Path, tell: Tell) -> Iterator[Pixels]:
            return ShotWork(way, footage, folder, tell).pictures()

        return ShotStream(shot, workspace, runtime=self.spec.runtime, work=work)
