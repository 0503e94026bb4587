"""A shot that lies on disk, from its frames to the edited ones: window by window encoded, taken through all steps, decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uprez.core.frame import Pixels, Size
from uprez.models.contract import Tell
from uprez.models.edit.control import FACTOR, changing, control, letterboxed
from uprez.models.edit.networks import Networks
from uprez.models.edit.record import EditRecord
from uprez.models.edit.scene import Scene, softness
from uprez.models.edit.settings import GUIDANCE, Settings
from uprez.models.edit.windows import Windows
from uprez.models.noise import PhiloxNoise
from uprez.models.star.cog.cuts import encoded_at_once
from uprez.models.star.footage import Footage
from uprez.models.unimmvsr.flow import FlowState, solver
from uprez.models.unimmvsr.windows import FRAMES, latents_of


@dataclass(frozen=True, slots=True)
class Way:
    """How shots are edited."""

    networks: Networks
    settings: Settings
    references: Sequence[Pixels]
    """Pictures (3, H, W), 0 to 1, of any sizes."""
    seed: int
    name: str
    """Names everything that a result depends on but the shot itself."""


class EditWork:
    """Makes one shot's pictures, and goes on where a killed run of the same work stopped."""

    def __init__(self, way: Way, footage: Footage, folder: Path, tell: Tell) -> None:
        """`footage` has the base model's size, and a mask as its fourth channel if there is one; `folder` holds what is made."""
        self._way, self._networks, self._footage, self._tell = way, way.networks, footage, tell
        self._steps = len(way.settings.levels) - 1
        self._windows = Windows.over(footage.count, way.settings.length)
        height, width = footage.size
        self._shape = (way.networks.channels, height // FACTOR, width // FACTOR)
        self._noise = PhiloxNoise(way.seed, footage.first, self._shape)
        key = hashlib.sha256(f"{way.name} {footage.first} {footage.sha256}".encode()).hexdigest()
        self._record = EditRecord(folder, key, footage.size)

    def pictures(self) -> Iterator[Pixels]:
        """All pictures (3, h, w) float32, 0 to 1, in order; where the mask is black, the source's.

        Raises:
            PictureError: the network made NaN or infinities.
            OutputError: the disk is full or cannot be written.
            ResourceError: out of memory.
        """
        for index in range(len(self._windows)):
            if not self._record.has(index):
                self._make(index)
        for frame in range(self._footage.count):
            yield self._finished(frame)

    def _make(self, index: int) -> None:
        """All steps of a window that are left, and its pictures."""
        scene, state = self._scene(index), self._record.step(index)
        whole = state is not None and state.done == self._steps
        latent = state.latent if state is not None and whole else self._sampled(index, scene, state)
        self._networks.enter("decode")
        file, done = self._record.begin(index), 0
        latents = latent[0, :, self._ahead :].swapaxes(0, 1)
        frames = sum(len(span) for span in self._windows.spans)
        made = sum(len(span) for span in self._windows.spans[:index])
        for pictures in self._networks.decode(latents[start : start + 1] for start in range(len(latents))):
            self._tell("decoding", made + done, frames)
            file.write(done, (pictures * 0.5 + 0.5).clip(0, 1))
            done += len(pictures)
        self._record.finish(index)
        self._tell("decoding", made + done, frames)

    @property
    def _ahead(self) -> int:
        """Latents of reference pictures, in front of the shot's."""
        return len(self._way.references)

    def _scene(self, index: int) -> Scene:
        span, before = self._windows.spans[index], np.empty((0, 3, *self._footage.size), np.float32)
        if index:
            first = span.start - self._windows.spans[index - 1].start
            before = self._record.pictures(index - 1, first, first + self._windows.shared)
        return Scene(self._footage, span, before)

    def _sampled(self, index: int, scene: Scene, state: FlowState | None) -> Pixels:
        """The clean latents (1, C, n + k, h, w) of a window, by the steps that are left."""
        settings, networks = self._way.settings, self._networks
        self._tell("encoding", index, len(self._windows))
        networks.enter("encode")
        references = self._references()
        told = self._control(scene, references)
        free = changing(scene.masks()) if networks.kind == "video" else np.ones(1, np.float32)
        noise = self._drawn(index)
        source = noise if settings.from_noise and free.all() else self._with(references, self._encoded(scene))
        self._tell("encoding", index + 1, len(self._windows))
        start = (1 - settings.levels[0]) * source + settings.levels[0] * noise
        run = solver(settings.solver, settings.levels, np.asarray(start, np.float32))
        if state is not None:
            run = run.restored(state)
        networks.enter("denoise")
        networks.show(told)
        while run.sigma is not None:
            self._tell("sampling", index * self._steps + run.state.done, len(self._windows) * self._steps)
            velocity = self._velocity(run.latent, run.sigma, run.state.done)
            if not free.all():  # what stays goes straight from its noise to itself, which every solver follows exactly
                velocity = free * velocity + (1 - free) * (noise - source)
            run.advance(velocity)
            run = run.restored(_single(run.state))
            self._record.keep(index, run.state)
        networks.show(None)
        self._tell("sampling", (index + 1) * self._steps, len(self._windows) * self._steps)
        return run.latent

    def _velocity(self, latent: Pixels, sigma: float, step: int) -> Pixels:
        made = {}
        for told in GUIDANCE.branches(step, references=False):
            assert told != "no reference"
            made[told] = self._networks.predict(latent, sigma, told)
        return GUIDANCE.joined(made)

    def _references(self) -> list[Pixels]:
        """Latents (1, C, h, w) of the reference pictures."""
        height, width = self._footage.size
        pictures = [letterboxed(np.asarray(picture * 2 - 1, np.float32), Size(width, height)) for picture in self._way.references]
        return [next(self._networks.encode([picture[None]])) for picture in pictures]

    def _control(self, scene: Scene, references: Sequence[Pixels]) -> Pixels | None:
        if self._networks.kind != "vace":
            return None
        how = self._way.settings.shown
        return control(self._networks.encode, lambda part: scene.shown(part, how), scene.masks(), references, scene.kept)

    def _encoded(self, scene: Scene) -> Pixels:
        """(k, C, h, w)."""
        return np.concatenate([*self._networks.encode(scene.pictures(part) for part in encoded_at_once(len(scene.span)))])

    def _with(self, references: Sequence[Pixels], latents: Pixels) -> Pixels:
        """(1, C, n + k, h, w)."""
        return np.concatenate((*references, latents)).swapaxes(0, 1)[None]

    def _drawn(self, index: int) -> Pixels:
        """A window's noise (1, C, n + k, h, w): that of a frame among a latent's own, so that windows agree where they meet."""
        span = self._windows.spans[index]
        ahead = [self._noise.fresh(number, span.start) for number in range(self._ahead)]
        own = [self._noise.initial(span.start + FRAMES * latent) for latent in range(latents_of(len(span)))]
        return np.stack((*ahead, *own), axis=1)[None]

    def _finished(self, frame: int) -> Pixels:
        """A frame of all windows that hold it, over the source where the mask says so."""
        made = np.zeros((3, *self._footage.size), np.float32)
        for index, share in self._windows.holding(frame):
            place = frame - self._windows.spans[index].start
            made += np.float32(share) * self._record.pictures(index, place, place + 1)[0]
        source = self._footage.frame(frame)
        taken = softness(source)
        return np.asarray(made if np.all(taken == 1) else taken * made + (1 - taken) * source[:3], np.float32)


def _single(state: FlowState) -> FlowState:
    """Everything float32, as it is kept: a run that goes on sees the same numbers as one that never stopped."""
    return FlowState(state.done, np.asarray(state.latent, np.float32), tuple(np.asarray(each, np.float32) for each in state.before))
