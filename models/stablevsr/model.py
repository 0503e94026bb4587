"""StableVSR as a model of uprez: whole shots in, passes on disk, pictures out."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakSet

from uprez.core.errors import JobError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, ModelSpec, Reach, State, Stream, Temporal, Workspace
from uprez.models.stablevsr.flows import Estimator
from uprez.models.stablevsr.networks import FACTOR, MULTIPLE, Networks
from uprez.models.stablevsr.sampler import Departures, Sampler
from uprez.models.stablevsr.schedule import Kind, Schedule, Step
from uprez.models.stablevsr.stream import ShotStream, Way
from uprez.models.stablevsr.tiles import SMALLEST, TiledNetworks

CONDITIONS = frozenset({"prompt", "strength", "steps", "scheduler", "quality", "options"})
"""Fields of a recipe that the model takes."""
OPTIONS = {"exact-warp": "exact_warp", "occlusion": "occlusion", "guided-first": "guided_first"}
"""Named departures from the authors' code, and the field of `Departures` that each sets."""
DIS_FLOW = "dis-flow"
"""The option that replaces RAFT by OpenCV's DIS."""
_STEPS = {"standard": 50, "fast": 8}
"""Sampling steps of each quality; 50 is the authors'."""
BYTES_PER_PIXEL = 60_000
"""Peak working memory per source pixel in float32: the VAE's decoder at 16 times the pixels."""


def check_options(recipe: Recipe) -> None:
    """Refuse options that StableVSR does not have.

    Raises:
        JobError: there is one.
    """
    unknown = [name for name in recipe.options if name not in (*OPTIONS, DIS_FLOW)]
    if unknown:
        raise JobError(
            f"StableVSR has no option '{unknown[0]}'.",
            why=f"It has: {', '.join((*OPTIONS, DIS_FLOW))}.",
            fix="Give one of these to --option.",
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What a recipe means to StableVSR."""

    steps: tuple[Step, ...]
    departures: Departures

    @classmethod
    def of(cls, recipe: Recipe, schedule: Schedule) -> Settings:
        """Raises:
        JobError: an option or a scheduler that StableVSR does not have, or too many steps.
        """
        check_options(recipe)
        fast = recipe.quality == "fast"
        count = recipe.steps or _STEPS[recipe.quality]
        steps = schedule.steps(count, _kind(recipe))
        taken = max(1, round(count * recipe.strength))
        flags = {field: name in recipe.options for name, field in OPTIONS.items()}
        return cls(steps[count - taken :], Departures(**flags, half_guidance=fast))


def _kind(recipe: Recipe) -> Kind:
    match recipe.scheduler:
        case "auto":
            return "ddim" if recipe.quality == "fast" else "ddpm"
        case "ddpm" | "ddim":
            return recipe.scheduler
        case other:
            raise JobError(f"StableVSR has no scheduler '{other}'.", why="It has: ddpm, ddim.", fix="Give one of these to --scheduler.")


class StableVsr:
    """The model around loaded networks."""

    def __init__(
        self, networks: Networks, schedule: Schedule, flows: Estimator, *, weights: str, batch: int = 1, together: int = 1
    ) -> None:
        """`weights` is the checkpoint's SHA-256; `batch` pictures go through the UNet's encoder at once, and up to
        `together` shots, if that many are filled, through all networks."""
        self._networks = networks
        self._schedule = schedule
        self._flows = flows
        self._batch = batch
        self._open: WeakSet[ShotStream] = WeakSet()
        self.spec = ModelSpec(
            name="stablevsr",
            scale=FACTOR,
            temporal=Temporal(Reach.SHOT),
            multiple=MULTIPLE,
            bytes_per_pixel=BYTES_PER_PIXEL,
            conditions=CONDITIONS,
            weights=weights,
            runtime=networks.runtime,
            tiles_itself=True,
            least_tile=SMALLEST,
            together=together,
        )

    def open(self, shot: Shot, recipe: Recipe, state: State | None = None, workspace: Workspace = ALONE) -> Stream:
        """Start a shot; there is no state, a stopped run goes on from `workspace.folder`.

        Raises:
            JobError: the recipe asks for an option or a number of steps that StableVSR does not have.
        """
        if state is not None:
            raise ValueError("a whole shot goes on from its folder, not from a state")
        settings = Settings.of(recipe, self._schedule)
        networks = TiledNetworks(self._networks, recipe.tile) if recipe.tile else self._networks
        sampler = Sampler(networks, settings.steps, departures=settings.departures, batch=self._batch)
        chosen = recipe.model_dump_json(include={"tile", "seed", "prompt", "strength", "options", "quality"})
        way = Way(networks, sampler, self._flows, recipe, f"{self.spec.weights} {self.spec.runtime} {chosen} {settings.steps}")
        stream = ShotStream(way, shot, workspace, self._company)
        self._open.add(stream)
        return stream

    def _company(self, lead: ShotStream) -> list[ShotStream]:
        """`lead` and the other filled shots that can share its passes."""
        others = sorted((stream for stream in self._open if stream is not lead and stream.goes_with(lead)), key=lambda stream: stream.first)
        return [lead, *others][: self.spec.together]
