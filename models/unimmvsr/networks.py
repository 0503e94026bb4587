"""What a run asks of a runtime: transformer and VAE behind one set of calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.star.networks import Stage
from uprez.models.star.tiles import Tile
from uprez.models.unimmvsr.guidance import Branch

if TYPE_CHECKING:
    from uprez.models.unimmvsr.attention import Area
    from uprez.models.unimmvsr.references import Kind


@dataclass(frozen=True, slots=True)
class Given:
    """A reference of a run, encoded."""

    latents: Pixels
    """(1, C, f, h, w), without noise; an image has one frame, a video as many as the footage."""
    kind: Kind = "image"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the transformer is told beside the noisy latents, the same in all steps."""

    footage: Pixels
    """Latents (1, C, f, h, w) of the enlarged source, with noise of `lr_noise` in them."""
    lr_noise: float
    """0 to 1000."""
    prompt: Pixels
    """Text (1, words, D)."""
    null: Pixels
    """The negative text (1, words, D)."""
    references: Sequence[Given] = ()
    window: Area | None = None
    """Tokens that attention sees around a token, see `attention.Sight`; None: all."""


class Predictor(Protocol):
    """The transformer with its conditions in place; see `uprez.models.unimmvsr.sampler.Predict`, of which this is the NumPy form."""

    @property
    def references(self) -> bool:
        """Whether there are any."""
        ...

    def __call__(self, latent: Pixels, sigma: float, branch: Branch, span: Span, tile: Tile | None = None) -> Pixels:
        """Velocity (1, C, f, h, w) of noisy latents of that shape, which are the latent frames `span` of a tile of the conditions'
        footage, of its whole picture if None. Of footage and videos only that part is read (see `tiles.part_of`)."""
        ...


class Networks(Protocol):
    """All arrays are NumPy's, float32, on the host. Any call raises `ResourceError` when the memory runs out.

    The VAE looks back in time and never ahead: frames and latents go through it in order, a few at a time.
    """

    @property
    def runtime(self) -> str:
        """Runtime, device, precision in words, for example `torch cpu fp32`."""
        ...

    @property
    def channels(self) -> int:
        """Of a latent."""
        ...

    def enter(self, stage: Stage) -> None:
        """A stage begins: what it needs goes to the device, the rest leaves it."""
        ...

    def encode(self, pictures: Iterable[Pixels]) -> Iterator[Pixels]:
        """Consecutive pictures (f, 3, H, W), -1 to 1, the first part 1 + 4k of them, later ones 4k, to their likeliest latents
        (k', C, H/8, W/8), normalised as the transformer sees them."""
        ...

    def predictor(self, conditions: Conditions) -> Predictor:
        """The transformer, told `conditions`; the one before is forgotten."""
        ...

    def decode(self, latents: Iterable[Pixels]) -> Iterator[Pixels]:
        """Consecutive latents (k, C, h, w), as few as one at a time, to pictures (f, 3, 8h, 8w), about -1 to 1, unclipped: one of
        the first latent, four of each other."""
        ...
