"""A shot that lies on disk, from its frames to its pictures: encoded, taken through all steps, decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.contract import Tell
from uprez.models.star.colour import Match, finished
from uprez.models.star.crew import Crew
from uprez.models.star.fading import faded
from uprez.models.star.footage import Footage
from uprez.models.star.latents import ShotLatents
from uprez.models.star.margins import WHITE, enlarge
from uprez.models.star.needs import Needs
from uprez.models.star.networks import Networks
from uprez.models.star.noise import FrameNoise
from uprez.models.star.patches import Patches
from uprez.models.star.sampler import Sampler, noised, started
from uprez.models.star.schedule import TOP
from uprez.models.star.settings import SCALE, Settings
from uprez.models.star.tiles import FACTOR, TiledNetworks

_ENCODED = 4
"""Frames that are encoded between two records."""


@dataclass(frozen=True, slots=True)
class Way:
    """How shots are sampled."""

    networks: Networks
    """Those of one device, or a `Crew` of several."""
    needs: Needs
    """What the networks take."""
    settings: Settings
    seed: int
    name: str
    """Names everything that a result depends on but the shot itself and the tiles."""


class ShotWork:
    """Makes one shot's pictures, and goes on where a killed run of the same work stopped."""

    def __init__(self, way: Way, footage: Footage, folder: Path, tell: Tell) -> None:
        """`folder` holds what is made; `tell` is told how far it is."""
        settings = way.settings
        height, width = (side * SCALE for side in footage.size)
        self._settings, self._footage, self._tell = settings, footage, tell
        self._margins = settings.margins(height, width)
        tall = (height + self._margins.top + self._margins.bottom) // FACTOR
        wide = (width + self._margins.left + self._margins.right) // FACTOR
        self._crew = way.networks if isinstance(way.networks, Crew) else Crew([way.networks])
        self._networks = TiledNetworks(self._crew, settings.side, way.needs)
        self._noise = FrameNoise(way.seed, range(footage.first, footage.first + footage.count), tall, wide)
        self._patches = Patches.plan(settings.windows(footage.count), tall, wide, settings.side)
        key = hashlib.sha256(f"{way.name} {footage.first} {footage.sha256}".encode()).hexdigest()
        shape, cut = (footage.count, 4, tall, wide), f"{settings.side or 'whole'}"
        self._latents = ShotLatents(folder, key, settings.steps, self._fresh, shape, patches=cut)

    def pictures(self) -> Iterator[Pixels]:
        """All pictures (3, 4h, 4w) float32 in model space, in order; what lay outside 0 to 1 comes back by Lanczos.

        Raises:
            PictureError: the network made NaN or infinities.
            OutputError: the disk is full or cannot be written.
            ResourceError: out of memory.
        """
        self._encode()
        self._sample()
        self._networks.enter("decode")
        for index, decoded in enumerate(faded(self._settings.decoded(self._footage.count), self._decoded)):
            yield self._finished(index, decoded)

    def _encode(self) -> None:
        latents, count = self._latents, self._footage.count
        if latents.encoded == count:
            return
        self._networks.enter("encode")
        self._tell("encoding", latents.encoded, count)
        while latents.encoded < count:
            span = Span(latents.encoded, min(latents.encoded + _ENCODED, count))
            encoded = np.concatenate([self._encoded(index) for index in range(span.start, span.stop)], axis=2)
            latents.encode(encoded, self._start(encoded, span))
            self._tell("encoding", latents.encoded, count)

    def _start(self, encoded: Pixels, span: Span) -> Pixels:
        """What the first step takes of some frames, encoded (1, 4, f, h, w)."""
        first = self._settings.steps[0]
        start = noised(first, encoded, self._noise.part(span).initial())
        return started(first, start) if first.timestep == TOP else start

    def _fresh(self, step: int, span: Span) -> Pixels:
        return self._noise.part(span).fresh(step)

    def _enlarged(self, index: int) -> Pixels:
        """A frame as the network sees it but for its margins, (1, 3, 4h, 4w), 0 to 1."""
        height, width = self._footage.size
        return enlarge(self._footage.frame(index)[None].clip(0, 1), height * SCALE, width * SCALE)

    def _encoded(self, index: int) -> Pixels:
        """A frame's latents, (1, 4, 1, h, w)."""
        picture = self._margins.add(self._enlarged(index) * 2 - 1, WHITE if self._settings.release.margins else None)
        drawn = self._noise.part(Span(index, index + 1)).encoding() if self._settings.release.latents else None
        return self._networks.encode(picture, drawn)

    def _sample(self) -> None:
        """Make the steps that are left; of the step at hand, the patches that are left."""
        latents, patches, steps = self._latents, self._patches, self._settings.steps
        if latents.done == len(steps):
            return
        self._networks.enter("denoise")
        sampler, total = Sampler(self._crew.predict), len(patches) * len(steps)

        def clean(index: int) -> Pixels:
            seen = [patches[index].tile.cut(values) for values in latents.read(patches[index].frames)]
            return sampler.clean(steps[latents.done], *seen)[0]

        while latents.done < len(steps):
            left = [index for index in range(len(patches)) if not latents.has_part(index)]
            made = len(patches) * (latents.done + 1) - len(left)
            self._tell("sampling", made, total)
            for count, (index, x0) in enumerate(self._crew.each(clean, left), start=1):
                latents.keep_part(index, x0)
                self._tell("sampling", made + count, total)
            latents.advance(patches)

    def _decoded(self, span: Span) -> Pixels:
        return self._networks.decode(self._latents.read(span)[0])

    def _finished(self, index: int, decoded: Pixels) -> Pixels:
        """A decoded picture (3, H, W), -1 to 1, cut out of its margins, with its source's colours and what networks do not see."""
        how: Match = "none" if not self._settings.match_colour else "adain" if self._settings.release.colour else "wavelet"
        return finished(self._margins.remove(decoded[None]), self._footage.frame(index)[None], lambda: self._enlarged(index), how)[0]
