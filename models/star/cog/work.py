"""A shot that lies on disk, from its frames to its pictures: encoded, taken through all steps, decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.contract import Tell
from uprez.models.stablevsr.shot import bicubic
from uprez.models.star.cog import cuts
from uprez.models.star.cog.networks import Networks
from uprez.models.star.cog.noise import LatentNoise
from uprez.models.star.cog.schedule import Guided
from uprez.models.star.cog.settings import SCALE, Settings
from uprez.models.star.cog.spread import Spread
from uprez.models.star.colour import Match, finished
from uprez.models.star.footage import Footage
from uprez.models.star.guidance import clean
from uprez.models.star.latents import ShotLatents
from uprez.models.star.patches import Patches
from uprez.models.star.sampler import noised

_JOINED = 4
"""Latents that are joined of their tiles between two records."""


@dataclass(frozen=True, slots=True)
class Way:
    """How shots are sampled."""

    networks: Networks
    settings: Settings
    seed: int
    name: str
    """Names everything that a result depends on but the shot itself."""


class ShotWork:
    """Makes one shot's pictures, and goes on where a killed run of the same work stopped."""

    def __init__(self, way: Way, footage: Footage, folder: Path, tell: Tell) -> None:
        """`folder` holds what is made; `tell` is told how far it is."""
        self._networks, self._settings, self._footage, self._tell = way.networks, way.settings, footage, tell
        height, width = (side * SCALE for side in footage.size)
        self._margins = cuts.margins(height, width)
        tall = (height + self._margins.top + self._margins.bottom) // cuts.FACTOR
        wide = (width + self._margins.left + self._margins.right) // cuts.FACTOR
        channels, latents = way.networks.channels, cuts.latents_of(footage.count)
        self._frames = cuts.frames_of(latents)
        self._noise = LatentNoise(way.seed, footage.first, (channels, tall, wide))
        windows = cuts.windows(latents, way.settings.window)
        self._patches = Patches(windows, cuts.tiles(tall, wide, *way.settings.tile))
        self._small, self._large = (
            cuts.tiles(tall, wide, *way.settings.vae_tile, overlap=cuts.VAE_OVERLAP, factor=factor) for factor in (1, cuts.FACTOR)
        )
        key = hashlib.sha256(f"{way.name} {footage.first} {footage.sha256}".encode()).hexdigest()
        steps = [guided.step for guided in way.settings.steps]
        self._latents = ShotLatents(folder, key, steps, self._noise.fresh, (latents, channels, tall, wide))
        self._laid = Spread(folder, "enlarged", self._large, 3, self._frames)
        self._encoded = Spread(folder, "encoded", self._small, channels, latents)
        self._decoded = Spread(folder, "decoded", self._large, 3, self._frames)

    def pictures(self) -> Iterator[Pixels]:
        """All pictures (3, 4h, 4w) float32 in model space, in order; what lay outside 0 to 1 comes back by Lanczos.

        Raises:
            PictureError: the network made NaN or infinities.
            OutputError: the disk is full or cannot be written.
            ResourceError: out of memory.
        """
        self._encode()
        self._sample()
        self._each_tile("decode", self._decoded, self._decoding)
        for index in range(self._footage.count):
            yield self._finished(index, self._decoded.frames(index, index + 1))

    def _each_tile(self, stage: Literal["encode", "decode"], spread: Spread, make: Callable[[int], Iterator[Pixels]]) -> None:
        """Make the tiles that are left, each over the whole shot."""
        left = [index for index in range(len(self._small)) if spread.lacks(index)]
        if not left:
            return
        self._networks.enter(stage)
        for index in left:
            spread.make(index, self._told(f"{stage[:-1]}ing", make(index), index * spread.count, len(self._small) * spread.count))

    def _told(self, stage: str, parts: Iterator[Pixels], done: int, total: int) -> Iterator[Pixels]:
        """The parts, and a word about each once it is there."""
        self._tell(stage, done, total)
        for part in parts:
            done += len(part)
            self._tell(stage, done, total)
            yield part

    def _encode(self) -> None:
        latents = self._latents
        if latents.encoded == latents.frames:
            return
        self._lay_enlarged()
        self._each_tile("encode", self._encoded, self._encoding)
        while latents.encoded < latents.frames:
            span = Span(latents.encoded, min(latents.encoded + _JOINED, latents.frames))
            footage = self._encoded.frames(span.start, span.stop).swapaxes(0, 1)[None]
            latents.encode(footage, noised(self._settings.steps[0].step, footage, self._noise.initial(span)))
        self._encoded.remove()
        self._laid.remove()

    def _lay_enlarged(self) -> None:
        """Make the footage as the encoder takes it once, and lay its tiles on disk, where each of several tiles would have it made."""
        left = [index for index in range(len(self._large)) if self._encoded.lacks(index)]
        if len(self._large) > 1 and any(self._laid.lacks(index) for index in left):
            self._laid.cut(left, self._told("enlarging", map(self._widened, range(self._frames)), 0, self._frames))

    def _enlarged(self, index: int) -> Pixels:
        """A frame as the network sees it but for its margins, (1, 3, 4h, 4w), about 0 to 1: bicubic, as the release."""
        return bicubic(self._footage.frame(index).clip(0, 1))[None]

    def _encoding(self, index: int) -> Iterator[Pixels]:
        """A tile's latents (f, C, h, w), in order."""
        spans = cuts.encoded_at_once(self._frames, self._settings.encoded_at_once)
        first = 0
        for mean, deviation in self._networks.encode(self._seen(span, index) for span in spans):
            if self._settings.release.latents:
                noise = self._noise.encoding(Span(first, first + len(mean)))[0].swapaxes(0, 1)
                mean = mean + deviation * self._small[index].cut(noise)
            first += len(mean)
            yield mean

    def _widened(self, index: int) -> Pixels:
        """A frame as the encoder takes it, (1, 3, H, W), about -1 to 1."""
        return self._margins.add(self._enlarged(index)) * 2 - 1

    def _seen(self, span: Span, index: int) -> Pixels:
        """Tile `index` of some frames as the encoder takes them, (f, 3, rows, columns)."""
        if len(self._large) > 1:
            return self._laid.tile(index, span)
        return np.concatenate([self._widened(frame) for frame in range(span.start, span.stop)])

    def _decoding(self, index: int) -> Iterator[Pixels]:
        """A tile's pictures (f, 3, H, W), in order."""
        spans = cuts.decoded_at_once(self._latents.frames)
        return self._networks.decode(self._small[index].cut(self._latents.read(span)[0])[0].swapaxes(0, 1) for span in spans)

    def _sample(self) -> None:
        """Make the steps that are left; of the step at hand, the patches that are left."""
        latents, patches = self._latents, self._patches
        steps = self._settings.steps
        if latents.done == len(steps):
            return
        self._networks.enter("denoise")
        total = len(patches) * len(steps)
        for step in steps[latents.done :]:
            made = len(patches) * latents.done
            for index, patch in enumerate(patches):
                self._tell("sampling", made + index, total)
                if not latents.has_part(index):
                    latents.keep_part(index, self._clean(step, *(patch.tile.cut(values) for values in latents.read(patch.frames))))
            latents.advance(patches)
        self._tell("sampling", total, total)

    def _clean(self, guided: Guided, latent: Pixels, footage: Pixels) -> Pixels:
        """x0 of one patch, guided; latents (1, C, f, h, w)."""
        v = self._networks.predict(latent, guided.step.timestep, footage, both=guided.guidance.both)
        return clean(guided.step, latent, guided.guidance.joined(*v))

    def _finished(self, index: int, decoded: Pixels) -> Pixels:
        """A decoded picture (1, 3, H, W), -1 to 1, cut out of its margins, with its source's colours and what networks do not see."""
        how: Match = "none" if not self._settings.match_colour else "adain" if self._settings.release.colour else "wavelet"
        return finished(self._margins.remove(decoded), self._footage.frame(index)[None], lambda: self._enlarged(index), how)[0]
