"""StableVSR as a model of uprez: whole shots in, passes on disk, pictures out."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uprez.core.errors import JobError, PictureError
from uprez.core.frame import Pixels, Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import ALONE, ModelSpec, Reach, State, Stream, Temporal, Workspace
from uprez.models.resample import resample
from uprez.models.stablevsr.flows import Estimator
from uprez.models.stablevsr.networks import FACTOR, MULTIPLE, Array, Networks
from uprez.models.stablevsr.noise import PhiloxNoise
from uprez.models.stablevsr.passes import PassRecord
from uprez.models.stablevsr.sampler import Departures, Sampler, Track
from uprez.models.stablevsr.schedule import Kind, Schedule, Step
from uprez.models.stablevsr.shelf import Shelf
from uprez.models.stablevsr.shot import ShelvedShot
from uprez.models.stablevsr.tiles import TiledNetworks

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


@dataclass(frozen=True, slots=True)
class Settings:
    """What a recipe means to StableVSR."""

    steps: tuple[Step, ...]
    departures: Departures

    @classmethod
    def of(cls, recipe: Recipe, schedule: Schedule) -> Settings:
        """Raises:
        JobError: an option that StableVSR does not have, or too many steps.
        """
        unknown = [name for name in recipe.options if name not in (*OPTIONS, DIS_FLOW)]
        if unknown:
            raise JobError(
                f"StableVSR has no option '{unknown[0]}'.",
                why=f"It has: {', '.join((*OPTIONS, DIS_FLOW))}.",
                fix="Give one of these to --option.",
            )
        fast = recipe.quality == "fast"
        count = recipe.steps or _STEPS[recipe.quality]
        kind: Kind = recipe.scheduler if recipe.scheduler != "auto" else "ddim" if fast else "ddpm"
        steps = schedule.steps(count, kind)
        taken = max(1, round(count * recipe.strength))
        flags = {field: name in recipe.options for name, field in OPTIONS.items()}
        return cls(steps[count - taken :], Departures(**flags, half_guidance=fast))


class StableVsr:
    """The model around loaded networks."""

    def __init__(self, networks: Networks, schedule: Schedule, flows: Estimator, *, weights: str, batch: int = 1) -> None:
        """`weights` is the checkpoint's SHA-256; `batch` pictures go through the UNet's encoder at once."""
        self._networks = networks
        self._schedule = schedule
        self._flows = flows
        self._batch = batch
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
        name = f"{self.spec.weights} {self.spec.runtime} {chosen} {settings.steps}"
        return _ShotStream(networks, sampler, self._flows, shot, recipe, name, workspace)


class _ShotStream:
    """One shot: frames are laid on disk as they come; the first flush runs all passes."""

    def __init__(
        self, networks: Networks, sampler: Sampler, flows: Estimator, shot: Shot, recipe: Recipe, name: str, workspace: Workspace
    ) -> None:
        self._networks = networks
        self._sampler = sampler
        self._flows = flows
        self._recipe = recipe
        self._first = shot.first
        self._name = name
        self._tell = workspace.tell
        self._own = None if workspace.folder else tempfile.TemporaryDirectory(prefix="uprez-")
        self._shelf = Shelf(workspace.folder or Path(self._own.name if self._own else ""))
        self._shot = ShelvedShot(self._shelf, flows)
        self._size = (0, 0)
        self._left: Iterator[Pixels] | None = None

    def push(self, frames: Pixels) -> Pixels:
        self._size = (frames.shape[2], frames.shape[3])
        for frame in frames:
            self._shot.add(frame)
        return self._nothing()

    def flush(self) -> Pixels:
        if self._left is None:
            self._left = self._results(self._sampled()) if len(self._shot) else iter(())
        picture = next(self._left, None)
        if picture is None:
            if self._own is not None:
                self._own.cleanup()
            return self._nothing()
        return picture[None]

    def state(self) -> State | None:
        return None

    def _nothing(self) -> Pixels:
        return np.empty((0, 3, self._size[0] * FACTOR, self._size[1] * FACTOR), np.float32)

    def _sampled(self) -> Track:
        """The shot after its last pass; passes that an earlier run finished are not repeated."""
        key = hashlib.sha256(f"{self._name} {self._first} {self._shot.sha256}".encode()).hexdigest()
        record = PassRecord(self._shelf, self._networks, key)
        noise = PhiloxNoise(self._recipe.seed, self._first, *self._size)
        done, track = record.load(self._shot, noise)
        if track is None:
            done, track = 0, self._started(noise)
        passes, frames = len(self._sampler.steps), len(self._shot)
        for step in range(done, passes):
            last = step == passes - 1
            self._tell("passes", step * frames, passes * frames)
            places = iter(range(step * frames + 1, passes * frames + 1))
            self._sampler.run_pass(
                step,
                [track],
                watch=lambda _, places=places: self._tell("passes", next(places), passes * frames),
                keep=self._keep if last and self._sampler.keeps_pictures else None,
            )
            record.save(step + 1, track)
            if step == 1:  # one pass forwards and one backwards have asked for all flows
                self._flows.release()
        return track

    def _started(self, noise: PhiloxNoise) -> Track:
        """Pure noise, or at a strength below 1 the noised encoding of the bicubic enlargement (SDEdit, arXiv 2108.01073)."""
        track = self._sampler.start(self._shot, noise)
        if self._recipe.strength == 1:
            return track
        first = self._sampler.steps[0]
        for frame, drawn in enumerate(track.latents):
            clean = self._networks.encode_picture(self._networks.to_device(self._shot.enlarged(frame)[None]))
            track.latents[frame] = first.x_to_x0 * clean - first.v_to_x0 * drawn
        return track

    def _keep(self, _: Track, frame: int, picture: Array) -> None:
        self._shot.keep_result(frame, self._networks.to_host(picture)[0])

    def _results(self, track: Track) -> Iterator[Pixels]:
        """Final pictures in frame order, in model space; what lay outside 0 to 1 comes back by Lanczos."""
        for frame, latent in enumerate(track.latents):
            picture = self._shot.result(frame)
            if picture is None:
                picture = self._networks.to_host(self._networks.decode(latent))[0]
            if not np.isfinite(picture).all():
                raise PictureError(
                    f"StableVSR made NaN or infinite pixels in frame {self._first + frame}.",
                    why="Half precision overflows, and damaged weights, do this.",
                    fix="Run again with --precision fp32, or get the weights again.",
                )
            picture /= 2
            picture += np.float32(0.5)
            source = self._shot.source(frame)
            outside = source - source.clip(0, 1)
            if outside.any():
                picture += resample(outside[None], Size(picture.shape[2], picture.shape[1]))[0]
            yield picture
