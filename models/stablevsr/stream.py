"""One shot through StableVSR, as a stream: frames are laid on disk as they come, the first flush runs all passes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uprez.core.frame import Pixels
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.contract import State, Workspace
from uprez.models.noise import PhiloxNoise
from uprez.models.runtime.failures import memory_guarded
from uprez.models.shelf import Shelf
from uprez.models.stablevsr.flows import Estimator
from uprez.models.stablevsr.networks import FACTOR, LATENT_CHANNELS, Array, Networks
from uprez.models.stablevsr.pass_record import PassRecord
from uprez.models.stablevsr.sampler import Made, Sampler, Track
from uprez.models.stablevsr.shot import ShelvedShot
from uprez.models.star.colour import with_unseen


@dataclass(frozen=True, slots=True)
class Way:
    """How a shot is sampled."""

    networks: Networks
    sampler: Sampler
    flows: Estimator
    recipe: Recipe
    name: str
    """Names everything that a result depends on but the shot itself."""


class ShotStream:
    """See `uprez.models.contract.Stream`."""

    def __init__(self, way: Way, shot: Shot, workspace: Workspace, company: Callable[[ShotStream], Sequence[ShotStream]]) -> None:
        """`company` gives the streams, this one first, whose passes run in lock-step with this one's."""
        self._way = way
        self.first = shot.first
        """Number of the shot's first frame."""
        self._length = len(shot.range)
        self._tell = workspace.tell
        self._company = company
        self._own = None if workspace.folder else tempfile.TemporaryDirectory(prefix="uprez-")
        self._shelf = Shelf(workspace.folder or Path(self._own.name if self._own else ""))
        self._shot = ShelvedShot(self._shelf, way.flows)
        self._size = (0, 0)
        self._record: PassRecord | None = None
        self._track: Track | None = None
        self._done = 0
        self._left: Iterator[Pixels] | None = None

    def goes_with(self, other: ShotStream) -> bool:
        """True when the two shots are filled, not sampled yet, and can share their passes."""
        lengths = len(self._shot), len(other._shot)
        alike = self._way.name == other._way.name and self._size == other._size and (1 in lengths) == (lengths == (1, 1))
        return alike and self._left is None and self._track is None and lengths[0] == self._length

    def push(self, frames: Pixels) -> Pixels:
        """Take frames; gives none."""
        self._size = (frames.shape[2], frames.shape[3])
        for frame in frames:
            self._shot.add(frame)
        return self._nothing()

    def flush(self) -> Pixels:
        """Give the next picture, (1, 3, 4h, 4w), or none at the end."""
        if self._left is None:
            self._left = self._results(self._sampled()) if len(self._shot) else iter(())
        picture = next(self._left, None)
        if picture is None:
            if self._own is not None:
                self._own.cleanup()
            return self._nothing()
        return picture[None]

    def state(self) -> State | None:
        """None: what a stopped shot needs lies in its folder."""
        return None

    def _nothing(self) -> Pixels:
        return np.empty((0, 3, self._size[0] * FACTOR, self._size[1] * FACTOR), np.float32)

    def _sampled(self) -> Track:
        """The shot after its last pass; passes that an earlier run finished are not repeated."""
        if self._track is None or self._done < len(self._way.sampler.steps):
            crew = [(stream, stream._begun()) for stream in self._company(self)]
            try:
                with memory_guarded(self._way.networks.runtime.split()[0]):
                    self._run([(stream, track) for stream, track in crew if stream._done == self._done])
            finally:
                self._way.flows.release()
        assert self._track is not None
        return self._track

    def _begun(self) -> Track:
        """The shot after the passes that are done, or before the first."""
        if self._track is None:
            key = hashlib.sha256(f"{self._way.name} {self.first} {self._shot.sha256}".encode()).hexdigest()
            self._record = PassRecord(self._shelf, self._way.networks, key)
            height, width = self._size
            noise = PhiloxNoise(self._way.recipe.seed, self.first, (LATENT_CHANNELS, height, width))
            self._done, track = self._record.load(self._shot, noise)
            self._track = track or self._started(noise)
        return self._track

    def _run(self, crew: Sequence[tuple[ShotStream, Track]]) -> None:
        """Run the passes that are left, of all shots of the crew in lock-step."""
        sampler, tracks = self._way.sampler, [track for _, track in crew]
        owners = {id(track): stream for stream, track in crew}
        frames = sum(len(track.footage) for track in tracks)
        passes = len(sampler.steps)

        def keep(track: Track, frame: int, picture: Array) -> None:
            owners[id(track)]._keep(frame, picture)

        for step in range(self._done, passes):
            self._tell("sampling", step * frames, passes * frames)
            places = iter(range(step * frames + 1, (step + 1) * frames + 1))

            def watch(_: Made, places: Iterator[int] = places) -> None:
                self._tell("sampling", next(places), passes * frames)

            sampler.run_pass(step, tracks, watch=watch, keep=keep if step == passes - 1 and sampler.keeps_pictures else None)
            for stream, track in crew:
                stream._record_pass(step + 1, track)
            if step == 1:  # one pass forwards and one backwards have asked for all flows
                self._way.flows.release()

    def _record_pass(self, done: int, track: Track) -> None:
        assert self._record is not None
        self._record.save(done, track)
        self._done = done

    def _started(self, noise: PhiloxNoise) -> Track:
        """Pure noise, or at a strength below 1 the noised encoding of the bicubic enlargement (SDEdit, arXiv 2108.01073)."""
        networks, track = self._way.networks, self._way.sampler.start(self._shot, noise)
        if self._way.recipe.strength == 1:
            return track
        first = self._way.sampler.steps[0]
        for frame, drawn in enumerate(track.latents):
            clean = networks.encode_picture(networks.to_device(self._shot.enlarged(frame)[None]))
            track.latents[frame] = first.x_to_x0 * clean - first.v_to_x0 * drawn
        return track

    def _keep(self, frame: int, picture: Array) -> None:
        self._shot.keep_result(frame, self._way.networks.to_host(picture)[0])

    def _results(self, track: Track) -> Iterator[Pixels]:
        """Final pictures in frame order, in model space; what lay outside 0 to 1 comes back by Lanczos."""
        for frame, latent in enumerate(track.latents):
            picture = self._shot.result(frame)
            if picture is None:
                picture = self._way.networks.to_host(self._way.networks.decode(latent))[0]
            yield with_unseen(picture[None] * np.float32(0.5) + np.float32(0.5), self._shot.source(frame)[None])[0]
