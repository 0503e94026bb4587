"""How much memory an edit takes, computed from the networks' sizes, and whether it is there.

Numbers come from `benchmarks/edit_cost.py`, which counts every tensor of a call on torch's meta device. What a device adds to that,
scratch space and gaps, is not in them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.contract import Fitted, Fitting
from uprez.models.edit.control import FACTOR
from uprez.models.room import room
from uprez.models.unimmvsr.needs import Needs as UpscalerNeeds
from uprez.models.unimmvsr.tiles import PATCH
from uprez.models.unimmvsr.windows import latents_of

_TOKEN = 16.1
"""Numbers that a pass holds at most for each channel of a token; VACE holds its hints besides, and what it makes them of."""
LESS = (
    "Close other programs, or take another --device. Fewer frames at once need less (--window; where an upscale follows, "
    "--option base:window=33), and so does --precision bf16. An edit is not made in tiles."
)
"""What helps where the memory is too small for an edit."""
_FED = 3
"""Blocks on the device at once where they come from the host one by one: at work, coming, and what lies outside of blocks."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What a run takes of a device's memory."""

    number: int
    """Bytes of a number in the transformer: 4 in fp32, 2 in half precision."""
    parameters: int
    """Of the transformer."""
    layers: int = 30
    width: int = 1536
    """Channels of a token."""
    hints: int = 0
    """Hints that VACE makes before the first layer: one for each of its own."""
    frames: int = 81
    """Of a window."""
    references: int = 0
    """Latents of reference pictures."""
    fed: bool = False
    """Whether blocks come to the device one by one."""
    stays: bool = False
    """True where the transformer stays in memory while the VAE is at work, as on a CPU."""
    vae_parameters: int = 126_892_531
    vae_width: int = 96
    """Channels of the VAE at the pictures' size."""
    vae_number: int = 4
    """Bytes of a number in the VAE."""

    @property
    def weights(self) -> int:
        """Bytes of the transformer's weights on the device."""
        whole = self.number * self.parameters
        return _FED * whole // (self.layers + self.hints) if self.fed else whole

    def pass_bytes(self, rows: int, columns: int) -> int:
        """Peak of a call over latents of that size, without weights."""
        tokens = (latents_of(self.frames) + self.references) * rows * columns // PATCH**2
        return int(self.number * self.width * tokens * (_TOKEN + self.hints + (self.hints > 0)))

    def vae_bytes(self, rows: int, columns: int) -> int:
        """Peak of decoding, the VAE's weights included; encoding takes less."""
        vae = UpscalerNeeds(2, vae_parameters=self.vae_parameters, vae_width=self.vae_width, vae_number=self.vae_number)
        return vae.vae_bytes(rows, columns)

    def peak(self, size: Size) -> int:
        """Peak of a run over pictures of `size`: transformer and VAE are on the device by turns."""
        rows, columns = size.height // FACTOR, size.width // FACTOR
        held = self.weights if self.stays else 0
        return max(self.weights + self.pass_bytes(rows, columns), held + self.vae_bytes(rows, columns))


def fitting(needs: Needs, size_of: Callable[[Size], Size], free_of: Callable[[int], int], runtime: str) -> Fitting:
    """What `ModelSpec.fit` wants. `size_of` tells the edit's size by the source's; `free_of` gives the bytes that a run may use, the
    weights' own already included, where it is told those of the machine's free memory; `runtime` ends the sentence."""

    def fitted(size: Size, asked: int | None, free: int) -> Fitted:
        del asked  # an edit is not made in tiles: its picture is small, and the base model needs to see the whole
        made, memory = size_of(size), free_of(free)
        peak = needs.peak(made)
        if peak > room(memory):
            raise ResourceError(
                f"{memory / 1e9:.1f} GB of free memory is too little for an edit.",
                why=f"{needs.frames} frames of {made} at once take {peak / 1e9:.1f} GB.",
                fix=LESS,
            )
        words = f"An edit at {made}, up to {needs.frames} frames at once: about {peak / 1e9:.1f} GB at work, on {runtime}."
        return Fitted(None, words, peak)

    return fitted
