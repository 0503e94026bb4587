"""Run the pipeline on given tensors: frames, flows and noise that come from elsewhere, for tests and research."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from uprez.core.frame import Pixels
from uprez.models.stablevsr.networks import MULTIPLE, Array, Networks
from uprez.models.stablevsr.sampler import Departures, Sampler, Track, Watch
from uprez.models.stablevsr.schedule import Step
from uprez.models.stablevsr.shot import bicubic


@dataclass(frozen=True, slots=True)
class GivenFootage:
    """A shot whose flows are known; see `sampler.Footage`."""

    pictures: Pixels
    """(N, 3, h, w) float32 in [-1, 1]; h and w are multiples of 4."""
    forward: Pixels
    """(N-1, 2, 4h, 4w): entry k lies on frame k+1 and points into frame k."""
    backward: Pixels
    """(N-1, 2, 4h, 4w): entry k lies on frame k and points into frame k+1."""

    def __len__(self) -> int:
        """Frames."""
        return len(self.pictures)

    def picture(self, frame: int) -> Pixels:
        """See `Footage`."""
        return self.pictures[frame]

    def flow(self, target: int, source: int) -> Pixels:
        """See `Footage`."""
        return self.forward[source] if source < target else self.backward[target]

    def enlarged(self, frame: int) -> Pixels:
        """See `Footage`."""
        return bicubic(self.pictures[frame])


@dataclass(frozen=True, slots=True)
class GivenNoise:
    """Noise that is known; see `sampler.Noise`."""

    start: Pixels
    """(N, 4, h, w)."""
    steps: Pixels
    """(T, N, 4, h, w), by step and frame."""

    def initial(self, frame: int) -> Pixels:
        """See `Noise`."""
        return self.start[frame]

    def fresh(self, step: int, frame: int) -> Pixels:
        """See `Noise`."""
        return self.steps[step, frame]


@dataclass(frozen=True, slots=True)
class Sample:
    """What a run ends with."""

    latents: Pixels
    """(N, 4, h, w)."""
    pictures: Pixels
    """(N, 3, 4h, 4w) in about [-1, 1], unclipped."""


def sample(
    networks: Networks,
    steps: Sequence[Step],
    footage: GivenFootage,
    noise: GivenNoise,
    *,
    departures: Departures | None = None,
    batch: int = 1,
    watch: Watch | None = None,
) -> Sample:
    """Run all passes of the shipped sampler over one shot.

    `steps` come from `Schedule.steps`, `watch` sees v, x0, latent and guidance of every frame and step.
    """
    sampler = Sampler(networks, steps, departures=departures, batch=batch)
    track = sampler.start(footage, noise)
    kept: dict[int, Pixels] = {}

    def keep(_: Track, frame: int, picture: Array) -> None:
        kept[frame] = networks.to_host(picture)[0]

    last = len(sampler.steps) - 1
    for step in range(last + 1):
        sampler.run_pass(step, [track], watch=watch, keep=keep if step == last and sampler.keeps_pictures else None)
    pictures = [kept[frame] for frame in range(len(footage))] if kept else [networks.to_host(each)[0] for each in sampler.pictures(track)]
    return Sample(np.concatenate([networks.to_host(latent) for latent in track.latents]), np.stack(pictures))


def authors_picture(frame: NDArray[np.uint8]) -> Pixels:
    """An (H, W, 3) 8-bit frame as the authors' code takes it: (3, h, w) float32 in [-1, 1].

    Sides that are no multiple of 4 are resized down to one, by Pillow's Lanczos. uprez itself pads instead.
    """
    height, width = (side - side % MULTIPLE for side in frame.shape[:2])
    picture = Image.fromarray(frame)
    if picture.size != (width, height):
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    scaled = np.asarray(picture, np.float32).transpose(2, 0, 1) / 255 * 2 - 1
    return scaled.astype(np.float32, copy=False)
