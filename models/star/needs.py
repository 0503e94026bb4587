"""How much memory STAR's networks take, computed from their sizes.

Bytes come from `benchmarks/star_memory.py`, which counts every tensor that a pass makes; docs/models/star-memory.md has the table.
What a device adds to that, scratch space and gaps, is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from uprez.models.star.windows import LENGTH

AT_ONCE = 16_384
"""Latent positions that a block of the network widens at a time on a GPU: 0.8 GB in half precision."""
_WIDTH = 320
"""Channels of the release's finest level."""
_NETWORK, _VAE = 2_041_121_910, 97_742_847
"""Parameters of UNet with ControlNet, and of the VAE, which is in float32."""
_HELD, _WIDENED, _WHOLE = 5_900, 10_000, 15_900
"""Numbers for each latent position of a patch, both prompts, that lie between blocks; for each of those widened at a time; and for
each of a patch that is not sliced at all."""
_ENCODED, _DECODED = 53_000, 85_000
"""Numbers for each latent position of a frame: of one that is encoded, always in float32, and of each that is decoded. Three tenths
of them are scratch space of convolutions, as on a CPU."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What of a network, and of how it is run, counts here; the release's, in half precision on a GPU."""

    precision: str = "fp16"
    """`fp32`, `fp16` or `bf16`."""
    window: int = LENGTH
    """Frames at once."""
    at_once: int = AT_ONCE
    """Latent positions that a block widens at a time, see `VideoUnet.forward`."""
    parameters: int = _NETWORK
    """Of UNet and ControlNet."""
    width: int = _WIDTH
    """Channels of the finest level."""
    stays: bool = False
    """True where UNet and ControlNet stay in memory while the VAE is at work, as on a CPU."""
    whole: int = 0
    """Latent positions of a patch up to which a block widens all of it."""

    def sliced_beyond(self, memory: int) -> Needs:
        """The same, but patches with which the network takes at most `memory` bytes, weights included, are not sliced."""
        features = max(0, memory // self._number - self.parameters)
        return replace(self, whole=features * _WIDTH // (_WHOLE * self.width))

    def network_bytes(self, height: int, width: int, frames: int | None = None) -> int:
        """Peak of UNet and ControlNet, weights included, on a patch of latents for both prompts; `frames` are a window's if None."""
        frames = self.window if frames is None else frames
        positions = frames * height * width
        widened = max(self.at_once, height * width, 2 * frames * width)
        whole = _WHOLE * positions
        features = whole if positions <= self.whole else min(_HELD * positions + _WIDENED * widened, whole)
        return self._number * (self.parameters + features * self.width // _WIDTH)

    def encoder_bytes(self, height: int, width: int) -> int:
        """Peak of the VAE's encoder, weights included, on a picture of height x width latents."""
        return self._beside + 4 * (_VAE + _ENCODED * height * width)

    def decoder_bytes(self, height: int, width: int, frames: int) -> int:
        """Peak of the VAE's decoder, weights included, on frames of height x width latents that know each other."""
        return self._beside + 4 * _VAE + (2 if self.precision == "fp16" else 4) * _DECODED * frames * height * width

    @property
    def _number(self) -> int:
        """Bytes of a number."""
        return 4 if self.precision == "fp32" else 2

    @property
    def _beside(self) -> int:
        """Bytes of weights that lie beside the VAE's."""
        return self.network_bytes(0, 0, 0) if self.stays else 0
