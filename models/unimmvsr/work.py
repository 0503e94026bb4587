"""A shot that lies on disk, from its frames to its pictures: encoded with its references, taken through all steps, decoded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from uprez.core.frame import Pixels, Size
from uprez.models.contract import Film, Still, Tell
from uprez.models.star.cog.cuts import decoded_at_once
from uprez.models.star.cog.noise import LatentNoise
from uprez.models.star.cog.spread import Spread
from uprez.models.star.colour import finished
from uprez.models.star.footage import Footage
from uprez.models.star.margins import enlarge
from uprez.models.star.patches import Patch, Patches
from uprez.models.unimmvsr.encoding import Shown, TiledEncoder, spans
from uprez.models.unimmvsr.flow import Plms, UniPC, solver
from uprez.models.unimmvsr.latents import GIVEN, FlowLatents
from uprez.models.unimmvsr.networks import Conditions, Given, Networks, Predictor
from uprez.models.unimmvsr.pictures import IMAGE_AREA, fitted, prepared
from uprez.models.unimmvsr.sampler import noised_footage
from uprez.models.unimmvsr.settings import Settings
from uprez.models.unimmvsr.tiles import FACTOR, margins, tile_of, tiles
from uprez.models.unimmvsr.windows import FRAMES, latents_of, windows

_JOINED = 4
"""Latents that get their noise between two records."""


@dataclass(frozen=True, slots=True)
class Way:
    """How shots are sampled."""

    networks: Networks
    settings: Settings
    scale: float
    """How much pictures are enlarged."""
    texts: Pixels
    """(2, words, C): prompt and negative prompt."""
    seed: int
    name: str
    """Names everything that a result depends on but the shot and its references."""


@dataclass(frozen=True, slots=True)
class References:
    """What a shot is shown beside its own frames."""

    images: Sequence[Still] = ()
    film: Film | None = None

    @property
    def name(self) -> str:
        """Names what they show."""
        return " ".join((*(still.name for still in self.images), self.film.name if self.film else ""))


class ShotWork:
    """Makes one shot's pictures, and goes on where a killed run of the same work stopped."""

    def __init__(self, way: Way, references: References, footage: Footage, folder: Path, tell: Tell) -> None:
        """`folder` holds what is made; `tell` is told how far it is."""
        self._way, self._networks, self._settings = way, way.networks, way.settings
        self._references, self._footage, self._tell = references, footage, tell
        self._size = Size(*(round(side * way.scale) for side in reversed(footage.size)))
        self._margins = margins(self._size.height, self._size.width)
        tall = (self._size.height + self._margins.top + self._margins.bottom) // FACTOR
        wide = (self._size.width + self._margins.left + self._margins.right) // FACTOR
        self._wide = Size(wide * FACTOR, tall * FACTOR)
        latents = latents_of(footage.count)
        self._frames = 1 + FRAMES * (latents - 1)
        tile, vae_tile = tile_of(None if way.settings.side is None else round(way.settings.side * way.scale), 1)
        shape = (latents, way.networks.channels, tall, wide)
        self._noise = LatentNoise(way.seed, footage.first, shape[1:])
        laid = tiles(tall, wide, *tile)
        self._whole, self._patches = len(laid) == 1, Patches(windows(latents, way.settings.window), laid)
        key = hashlib.sha256(f"{way.name} {references.name} {footage.first} {footage.sha256}".encode()).hexdigest()
        self._latents = FlowLatents(folder, key, self._solver, shape, patches=f"{tile[0]}")
        self._encoder = TiledEncoder(way.networks, folder, vae_tile, tell)
        self._small, large = (tiles(tall, wide, *vae_tile, factor=factor) for factor in (1, FACTOR))
        self._decoded = Spread(folder, f"{GIVEN}decoded_{vae_tile[0]}", large, 3, self._frames)

    def pictures(self) -> Iterator[Pixels]:
        """All pictures (3, H, W) float32 in model space, in order; what lay outside 0 to 1 comes back by Lanczos.

        Raises:
            PictureError: the network made NaN or infinities.
            InputError: a reference cannot be read.
            OutputError: the disk is full or cannot be written.
            ResourceError: out of memory.
        """
        self._encode()
        self._sample()
        self._decode()
        for index in range(self._footage.count):
            yield self._finished(index, self._decoded.frames(index, index + 1))

    def _solver(self, start: Pixels) -> Plms | UniPC:
        return solver(self._settings.solver, self._settings.levels, start)

    def _encode(self) -> None:
        """The footage's latents, with their noise, and what the first step starts from."""
        latents = self._latents
        if latents.encoded == latents.frames:
            return
        shown = Shown("footage", self._frames, self._wide, lambda index: self._margins.add(self._enlarged(index)) * 2 - 1)
        clean = self._encoder.latents(self._encoder.laid(shown, "enlarging"), "encoding")
        for span in spans(latents.frames, _JOINED):
            if span.start >= latents.encoded:
                footage = noised_footage(clean[:, :, span.start : span.stop], self._noise.encoding(span), self._settings.lr_noise)
                latents.encode(footage, self._noise.initial(span))
        del clean  # a mapped file cannot be removed everywhere
        self._encoder.remove(shown)

    def _sample(self) -> None:
        """Make the steps that are left; of the step at hand, the patches that are left."""
        latents, patches, steps = self._latents, self._patches, self._settings.steps
        if latents.done == steps:
            return
        given = self._given()
        self._networks.enter("denoise")
        prompt, null = self._way.texts[:1], self._way.texts[1:]
        told = Conditions(latents.footage, self._settings.lr_noise, prompt, null, given, self._settings.attention)
        predict = self._networks.predictor(told)
        total = len(patches) * steps
        for step in range(latents.done, steps):
            for index, patch in enumerate(patches):
                self._tell("sampling", len(patches) * step + index, total)
                if not latents.has_part(index):
                    latents.keep_part(index, self._velocity(predict, step, patch))
            latents.advance(patches)
        self._tell("sampling", total, total)

    def _velocity(self, predict: Predictor, step: int, patch: Patch) -> Pixels:
        """Of one patch, guided; (1, C, f, h, w)."""
        guidance, sigma = self._settings.guidance, self._settings.levels[step]
        tile = None if self._whole else patch.tile
        latent = patch.tile.cut(self._latents.read(patch.frames))
        branches = guidance.branches(step, references=predict.references)
        return guidance.joined({branch: predict(latent, sigma, branch, patch.frames, tile) for branch in branches})

    def _given(self) -> list[Given]:
        """The references' latents: images first, in the recipe's order, as training has them."""
        given = [Given(self._encoder.latents(self._image(index), "encoding references")) for index in range(len(self._references.images))]
        if self._references.film is not None:
            video = self._encoder.laid(self._video(self._references.film), "reading the reference video")
            given.append(Given(self._encoder.latents(video, "encoding the reference video"), "video"))
        return given

    def _image(self, index: int) -> Shown:
        still = self._references.images[index]
        size = fitted(still.size, min(IMAGE_AREA, self._wide.area))
        return Shown(f"image_{index}", 1, size, lambda _: prepared(*still.read(), size))

    def _video(self, film: Film) -> Shown:
        """A video of the result's size lies on its pixels, margins and all; a larger one is brought to that size, a smaller one stays."""
        first, last = self._footage.first, self._footage.first + self._footage.count - 1
        own = Size(*reversed(film.frame(first).shape[1:]))
        if own.area < self._size.area:
            size = fitted(own, own.area)
            return Shown("video", self._frames, size, lambda index: prepared(film.frame(min(first + index, last)), None, size))

        def laid(index: int) -> Pixels:
            return self._margins.add(prepared(film.frame(min(first + index, last)), None, self._size))

        return Shown("video", self._frames, self._wide, laid)

    def _enlarged(self, index: int) -> Pixels:
        """A frame as the network sees it but for its margins, (1, 3, H, W), 0 to 1: bilinear, as the paper's "upsampler"."""
        return enlarge(self._footage.frame(index)[None].clip(0, 1), self._size.height, self._size.width)

    def _decode(self) -> None:
        left = [index for index in range(len(self._small)) if self._decoded.lacks(index)]
        if not left:
            return
        self._networks.enter("decode")
        for index in left:
            self._decoded.make(index, self._told(self._decoding(index), index * self._frames, len(self._small) * self._frames))

    def _decoding(self, index: int) -> Iterator[Pixels]:
        """A tile's pictures (f, 3, H, W), in order."""
        parts = decoded_at_once(self._latents.frames)
        return self._networks.decode(self._small[index].cut(self._latents.read(span))[0].swapaxes(0, 1) for span in parts)

    def _told(self, parts: Iterator[Pixels], done: int, total: int) -> Iterator[Pixels]:
        self._tell("decoding", done, total)
        for part in parts:
            done += len(part)
            self._tell("decoding", done, total)
            yield part

    def _finished(self, index: int, decoded: Pixels) -> Pixels:
        """A decoded picture (1, 3, H, W), -1 to 1, cut out of its margins, with its source's colours and what networks do not see."""
        how = "wavelet" if self._settings.match_colour else "none"
        source = self._footage.frame(index)[None]
        return finished(self._margins.remove(decoded), source, lambda: self._enlarged(index), how)[0]
