"""What a run asks of a runtime: transformer and VAE behind one set of calls, with the prompts in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from uprez.core.frame import Pixels
from uprez.models.star.networks import Stage


class Networks(Protocol):
    """All arrays are NumPy's, float32, on the host; latents are as the sampler holds them. Any call raises `ResourceError`
    when the memory runs out.

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

    def encode(self, pictures: Iterable[Pixels]) -> Iterator[tuple[Pixels, Pixels]]:
        """Consecutive pictures (f, 3, H, W), -1 to 1, see `cuts.encoded_at_once`, to their latents' means and standard deviations,
        each (f', C, H/8, W/8)."""
        ...

    def predict(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, Pixels | None]:
        """Latents and the footage's latents (1, C, f, h, w) to v of the prompt and, if `both`, of the negative prompt."""
        ...

    def decode(self, latents: Iterable[Pixels]) -> Iterator[Pixels]:
        """Consecutive latents (f', C, h, w), see `cuts.decoded_at_once`, to pictures (f, 3, 8h, 8w), about -1 to 1, unclipped."""
        ...
