"""What the sampler asks of a runtime: StableVSR's networks behind one set of calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from uprez.core.frame import Pixels

Array = Any
"""The runtime's own array: a NumPy array, or a torch tensor on the networks' device. Always float32 between calls."""
FACTOR = 4
"""Output pixels a source pixel, and the VAE's spatial factor: a latent has the source's size."""
LATENT_CHANNELS = 4
MULTIPLE = 4
"""Sides of a source picture are multiples of this."""


class Networks(Protocol):
    """The UNet, the Temporal Conditioning Module (TCM) and the VAE, with the text already in place.

    Pictures lie in [-1, 1]; sizes are (h, w) for latents and source pictures, (H, W) = (4h, 4w) for
    results; h and w are multiples of 4. Every call takes and gives batches. Any call raises
    `ResourceError` when the memory runs out.
    """

    @property
    def runtime(self) -> str:
        """Runtime, device, precision in words, for example `torch cpu fp32`."""
        ...

    def to_device(self, values: Pixels) -> Array:
        """A host array as the runtime's."""
        ...

    def to_host(self, array: Array) -> Pixels:
        """The runtime's array as float32 on the host."""
        ...

    def join(self, arrays: Sequence[Array], axis: int = 0) -> Array:
        """Arrays one after the other along an axis."""
        ...

    def encode(self, inputs: Array, timestep: int) -> Any:
        """The UNet up to its middle: (B, 7, h, w), latents and source pictures, to features of its own kind."""
        ...

    def pick(self, features: Any, first: int, count: int) -> Any:
        """The features of some pictures of a batch."""
        ...

    def control(self, inputs: Array, guidance: Array, timestep: int) -> Any:
        """The TCM: (B, 7, h, w) and warped neighbours (B, 3, H, W) to residuals of its own kind."""
        ...

    def predict(self, features: Any, residuals: Any | None, timestep: int) -> Array:
        """The rest of the UNet: v (B, 4, h, w); `residuals` None skips the TCM."""
        ...

    def decode(self, latents: Array) -> Array:
        """The VAE's decoder: latents (B, 4, h, w), as the sampler holds them, to pictures (B, 3, H, W), unclipped."""
        ...

    def encode_picture(self, pictures: Array) -> Array:
        """The VAE's encoder: pictures (B, 3, H, W) to the means of their latents (B, 4, h, w), as the sampler holds them."""
        ...

    def warp(self, pictures: Array, flow: Array, *, exact: bool) -> Array:
        """Fetch pixels (B, 3, H, W) along a flow (B, 2, H, W); see `uprez.models.stablevsr.warp`."""
        ...

    def shrink(self, latents: Array) -> Array:
        """Latents at half the size, (B, 4, h/2, w/2), by the mean of each 2x2 cell; h and w are even."""
        ...

    def enlarge(self, pictures: Array) -> Array:
        """Pictures at twice the size, bilinearly, half-pixel centres."""
        ...
