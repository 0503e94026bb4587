"""The passes of StableVSR: every step goes once over all frames of a shot, forwards and backwards in turn.

Each frame is guided by the frame made just before it in the same step: its x0 is decoded, warped along the
optical flow and shown to the Temporal Conditioning Module (paper section 4.2; the order and the flows as
in the authors' code, which differs from the paper's formulas in predicting v).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from uprez.core.frame import Pixels
from uprez.models.stablevsr.networks import LATENT_CHANNELS, Array, Networks
from uprez.models.stablevsr.schedule import Step


@dataclass(frozen=True, slots=True)
class Departures:
    """What a run does otherwise than the authors' code; all off is faithful."""

    exact_warp: bool = False
    """Warp without the authors' half-pixel drift, and repeat the edge beyond the picture."""
    occlusion: bool = False
    """Where the flows there and back disagree, show the TCM the frame's own bicubic enlargement."""
    guided_first: bool = False
    """Guide the first frame of a pass too, by its neighbour's x0 of the pass before."""
    half_guidance: bool = False
    """Decode the neighbour at half the size and enlarge it; a quarter of the decoder's work."""


class Footage(Protocol):
    """A shot as the sampler sees it; frames count from 0."""

    def __len__(self) -> int:
        """Frames of the shot."""
        ...

    def picture(self, frame: int) -> Pixels:
        """The source (3, h, w) float32 in [-1, 1]."""
        ...

    def flow(self, target: int, source: int) -> Pixels:
        """Flow (2, 4h, 4w) float32 in pixels, on `target`, pointing into `source`, its neighbour."""
        ...

    def enlarged(self, frame: int) -> Pixels:
        """The source, bicubic, (3, 4h, 4w)."""
        ...


class Noise(Protocol):
    """Gaussian noise, a fixed one for each place."""

    def initial(self, frame: int) -> Pixels:
        """What sampling starts from, (4, h, w)."""
        ...

    def fresh(self, step: int, frame: int) -> Pixels:
        """What step number `step` adds, (4, h, w)."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What a step made of one frame; arrays are the runtime's, batches of one."""

    step: int
    """Number of the step, from 0."""
    frame: int
    v: Array
    """The UNet's output (1, 4, h, w)."""
    x0: Array
    """The predicted clean latent."""
    latent: Array
    """The latent after the step."""
    guidance: Array | None
    """What the TCM saw, (1, 3, 4h, 4w); None without guidance."""


Watch = Callable[[Made], None]
"""Called after each frame of each step; may raise."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A frame that guides the next one."""

    frame: int
    x0: Array
    """Its predicted clean latent, (1, 4, h, w)."""


@dataclass(slots=True)
class Track:
    """One shot on its way: what a pass needs and changes."""

    footage: Footage
    noise: Noise
    latents: list[Array]
    """(1, 4, h, w) each, in frame order; a pass replaces them."""
    neighbour: Neighbour | None = None
    """Who may guide the first frame of the next pass: the frame before last of the pass before."""


Keep = Callable[[Track, int, Array], None]
"""Called with a frame's final picture (1, 3, 4h, 4w)."""


def order_of(step: int, frames: int) -> range:
    """Frames in the order of a pass: forwards in even steps, backwards in odd ones."""
    return range(frames) if step % 2 == 0 else range(frames - 1, -1, -1)


class Sampler:
    """Runs passes on given networks; holds no state of a shot."""

    def __init__(self, networks: Networks, steps: Sequence[Step], *, departures: Departures | None = None, batch: int = 1) -> None:
        """`batch` pictures go through the UNet's encoder at once; the result is the same to rounding."""
        self._networks = networks
        self.steps = tuple(steps)
        self._departures = departures or Departures()
        self._batch = batch

    def start(self, footage: Footage, noise: Noise) -> Track:
        """A shot before its first pass."""
        latents = [self._networks.to_device(noise.initial(frame)[None]) for frame in range(len(footage))]
        return Track(footage, noise, latents)

    @property
    def keeps_pictures(self) -> bool:
        """True when the last pass decodes all final pictures on its way; else `pictures` must be asked for them."""
        return self.steps[-1].lands_on_x0 and not self._departures.half_guidance

    def pictures(self, track: Track) -> Iterator[Array]:
        """The final pictures (1, 3, 4h, 4w), unclipped, in frame order, decoded one by one."""
        for latent in track.latents:
            yield self._networks.decode(latent)

    def run_pass(self, step: int, tracks: Sequence[Track], *, watch: Watch | None = None, keep: Keep | None = None) -> None:
        """Take every frame of every shot through one step; several shots run in lock-step, batched.

        Shots of a batch have pictures of the same size, and all one frame or all more. `keep`, asked for
        in the last pass where `keeps_pictures`, gets every final picture, in the order of the pass.
        """
        rows = [_Row(track, order_of(step, len(track.footage))) for track in tracks]
        longest = max(len(row.order) for row in rows)
        ahead = max(1, self._batch // len(rows))
        for first in range(0, longest, ahead):
            positions = range(first, min(first + ahead, longest))
            crews = [[row for row in rows if position < len(row.order)] for position in positions]
            inputs = self._inputs(positions, crews)
            features = self._networks.encode(inputs, self.steps[step].timestep)
            place = 0
            for position, crew in zip(positions, crews, strict=True):
                part = self._networks.pick(features, place, len(crew))
                self._advance(step, position, crew, inputs[place : place + len(crew)], part, watch, keep)
                place += len(crew)

    def _inputs(self, positions: Sequence[int], crews: Sequence[Sequence[_Row]]) -> Array:
        """Latent and picture (B, 7, h, w) of every shot's frame at every position."""
        networks = self._networks
        parts: list[Array] = []
        for position, crew in zip(positions, crews, strict=True):
            for row in crew:
                frame = row.order[position]
                picture = networks.to_device(row.track.footage.picture(frame)[None])
                parts.append(networks.join([row.track.latents[frame], picture], axis=1))
        return networks.join(parts)

    def _advance(
        self, step: int, position: int, crew: Sequence[_Row], inputs: Array, features: Any, watch: Watch | None, keep: Keep | None
    ) -> None:
        """One step of the frames at a position, one of each shot."""
        networks, now = self._networks, self.steps[step]
        guidance = self._guidance(position, crew, keep)
        residuals = None if guidance is None else networks.control(inputs, guidance, now.timestep)
        v = networks.predict(features, residuals, now.timestep)
        x = inputs[:, :LATENT_CHANNELS]
        x0 = now.x_to_x0 * x + now.v_to_x0 * v
        latents = now.x0_to_next * x0 + now.x_to_next * x
        frames = [row.order[position] for row in crew]
        if now.sigma:
            fresh = [networks.to_device(row.track.noise.fresh(step, frame)[None]) for row, frame in zip(crew, frames, strict=True)]
            latents = latents + now.sigma * networks.join(fresh)
        for index, (row, frame) in enumerate(zip(crew, frames, strict=True)):
            one = slice(index, index + 1)
            row.track.latents[frame] = latents[one]
            row.settle(Neighbour(frame, x0[one]))
            if watch is not None:
                watch(Made(step, frame, v[one], x0[one], latents[one], None if guidance is None else guidance[one]))
            if keep is not None and position == len(row.order) - 1:
                keep(row.track, frame, networks.decode(x0[one]))

    def _guidance(self, position: int, crew: Sequence[_Row], keep: Keep | None) -> Array | None:
        """What the TCM sees (B, 3, 4h, 4w): each shot's neighbour, decoded and warped; None where nothing guides."""
        networks, departures = self._networks, self._departures
        neighbours = [row.latest or (row.track.neighbour if departures.guided_first else None) for row in crew]
        guides = [neighbour for neighbour in neighbours if neighbour is not None]
        if not guides:
            return None
        textures = self._decoded(networks.join([guide.x0 for guide in guides]))
        if keep is not None and position:
            for index, (row, guide) in enumerate(zip(crew, guides, strict=True)):
                keep(row.track, guide.frame, textures[index : index + 1])
        pairs = [(row.track.footage, row.order[position], guide.frame) for row, guide in zip(crew, guides, strict=True)]
        flows = networks.join([networks.to_device(footage.flow(target, source)[None]) for footage, target, source in pairs])
        warped = networks.warp(textures, flows, exact=departures.exact_warp)
        return self._without_occluded(warped, flows, pairs) if departures.occlusion else warped

    def _decoded(self, x0: Array) -> Array:
        if self._departures.half_guidance:
            return self._networks.enlarge(self._networks.decode(self._networks.shrink(x0)))
        return self._networks.decode(x0)

    def _without_occluded(self, warped: Array, flows: Array, pairs: Sequence[tuple[Footage, int, int]]) -> Array:
        """The frame's own enlargement where the neighbour does not show it (Sundaram et al., ECCV 2010, eq. 5)."""
        networks = self._networks
        back = networks.join([networks.to_device(footage.flow(source, target)[None]) for footage, target, source in pairs])
        back = networks.warp(back, flows, exact=True)
        own = networks.join([networks.to_device(footage.enlarged(target)[None]) for footage, target, _ in pairs])
        gap, length = flows + back, flows * flows + back * back
        distance, limit = (gap * gap).sum(1)[:, None], 0.01 * length.sum(1)[:, None] + 0.5
        return (distance <= limit) * warped + (distance > limit) * own


class _Row:
    """A shot within one pass."""

    def __init__(self, track: Track, order: range) -> None:
        self.track = track
        self.order = order
        self.latest: Neighbour | None = None
        """The frame made last in this pass."""

    def settle(self, made: Neighbour) -> None:
        """Note a frame as made."""
        if made.frame == self.order[-1]:
            self.track.neighbour = self.latest
        self.latest = made
