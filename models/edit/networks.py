"""What an edit asks of a runtime: a base model's transformer and VAE behind one set of calls, with the texts in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, Protocol

from uprez.core.frame import Pixels
from uprez.models.edit.layout import Kind
from uprez.models.star.networks import Stage

Told = Literal["full", "no text"]
"""Which text a call is told: the prompt or the negative one."""


class Networks(Protocol):
    """All arrays are NumPy's, float32, on the host. Any call raises `ResourceError` when the memory runs out."""

    @property
    def runtime(self) -> str:
        """Runtime, device, precision in words, for example `torch cpu fp32`."""
        ...

    @property
    def kind(self) -> Kind:
        """Whether it is told source, mask and references, or text alone."""
        ...

    @property
    def channels(self) -> int:
        """Of a latent."""
        ...

    def enter(self, stage: Stage) -> None:
        """A stage begins: what it needs goes to the device, the rest leaves it."""
        ...

    def encode(self, pictures: Iterable[Pixels]) -> Iterator[Pixels]:
        """1 + 4k consecutive pictures (f, 3, H, W), -1 to 1, some at a time, to their likeliest latents (k', C, H/8, W/8), normalised."""
        ...

    def show(self, control: Pixels | None) -> None:
        """What all later predictions are told, see `control.Control`: (1, 2C + 64, f, h, w); None for text alone."""
        ...

    def predict(self, latent: Pixels, sigma: float, told: Told) -> Pixels:
        """Velocity (1, C, f, h, w) of noisy latents of that shape."""
        ...

    def decode(self, latents: Iterable[Pixels]) -> Iterator[Pixels]:
        """Consecutive latents (k, C, h, w), some at a time, to pictures (f, 3, 8h, 8w), about -1 to 1, unclipped."""
        ...
