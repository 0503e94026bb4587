"""How much memory UniMMVSR's networks take, computed from their sizes.

Numbers come from `benchmarks/unimmvsr_memory.py`, which counts every tensor of a pass at Wan2.1-1.3B's size on torch's meta device;
docs/models/unimmvsr-memory.md has the table. What a device adds to that, scratch space and gaps, is not in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from uprez.models.unimmvsr.tiles import PATCH
from uprez.models.unimmvsr.windows import SHORT, latents_of

_WORDS = 512
"""Of a text, at most."""
_TOKEN = 16.1
"""Numbers that a pass holds at most for each channel of a token, of the target or of references in one sequence with it."""
_WAITING = 2
"""Numbers for each channel of a target token while references are made that stand apart."""
_VAE = 3_400
"""Numbers that the VAE's decoder holds at most for each latent pixel of a tile and each channel at the pictures' size, of one latent and
what is carried from those before; its encoder holds three quarters."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run takes of a device's memory; the networks' defaults are those of Wan2.1-1.3B's size."""

    number: int
    """Bytes of a number: 4 in fp32, 2 in half precision."""
    frames: int = SHORT
    """Frames of a window."""
    image_tokens: int = 0
    """Of all reference images: a quarter of their latents."""
    video: float = 0.0
    """Tokens of a reference video for each of the target; 1.0 is one of the result's size, 0 none."""
    apart: bool = False
    """Whether references do not see the target, see `UniMMVSRTransformer3DModel`."""
    keep: bool = False
    """Whether those are kept between steps."""
    stays: bool = False
    """True where the transformer stays in memory while the VAE is at work, as on a CPU."""
    parameters: int = 1_421_953_600
    """Of the transformer."""
    layers: int = 30
    width: int = 1536
    """Channels of a token."""
    vae_parameters: int = 126_892_531
    vae_width: int = 96
    """Channels of the VAE at the pictures' size."""
    vae_number: int = 4
    """Bytes of a number in the VAE."""

    @property
    def weights(self) -> int:
        """Bytes of the transformer's weights on the device."""
        return self.number * self.parameters

    def tokens(self, rows: int, columns: int) -> tuple[int, int]:
        """Of a window of a tile of latents, and of the references beside it."""
        target = latents_of(self.frames) * rows * columns // PATCH**2
        return target, self.image_tokens + int(self.video * target)

    def kept_bytes(self, rows: int, columns: int) -> int:
        """What is kept of references between calls, for both texts: keys and values of every layer."""
        return 2 * self._key_values(self.tokens(rows, columns)[1]) if self.apart and self.keep else 0

    def pass_bytes(self, rows: int, columns: int) -> int:
        """Peak of a pass over a window of a tile of latents, without weights, with what is kept."""
        target, references = self.tokens(rows, columns)
        one = self.number * self.width
        text = one * _WORDS
        if not self.apart:
            return int(text + one * _TOKEN * (target + references))
        making = _TOKEN * references + _WAITING * target
        held = self.kept_bytes(rows, columns) or self._key_values(references)
        return int(text + held + one * max(_TOKEN * target, making))

    def vae_bytes(self, rows: int, columns: int) -> int:
        """Peak of decoding a tile of latents, the VAE's weights included; encoding takes less."""
        return self.vae_number * (self.vae_parameters + _VAE * self.vae_width * rows * columns)

    def peak(self, tile: tuple[int, int], vae_tile: tuple[int, int]) -> int:
        """Peak of a run whose tiles have such rows and columns: transformer and VAE are on the device by turns."""
        return max(self.weights + self.pass_bytes(*tile), (self.weights if self.stays else 0) + self.vae_bytes(*vae_tile))

    def work(self, rows: int, columns: int) -> float:
        """Operations of a pass over a window of a tile of latents."""
        target, references = self.tokens(rows, columns)
        through = target if self.apart and self.keep else target + references
        return through * (2.0 * self.parameters + 4.0 * self.width * self.layers * (target + references))

    def _key_values(self, tokens: int) -> int:
        return 2 * self.number * self.width * self.layers * tokens
