"""What a run of STAR asks of a runtime: text-to-video network and VAE behind one set of calls, with the prompts in place."""

from __future__ import annotations

from typing import Literal, Protocol

from uprez.core.frame import Pixels

Stage = Literal["encode", "denoise", "decode"]
"""A part of a run; each needs other networks."""


class Networks(Protocol):
    """All arrays are NumPy's, float32, on the host; latents are as the sampler holds them. Any call raises `ResourceError`
    when the memory runs out.
    """

    @property
    def runtime(self) -> str:
        """Runtime, device, precision in words, for example `torch cpu fp32`."""
        ...

    def enter(self, stage: Stage) -> None:
        """A stage begins: what it needs goes to the device, the rest leaves it. Without it every call does so by itself."""
        ...

    def encode(self, pictures: Pixels, noise: Pixels | None) -> Pixels:
        """Pictures (T, 3, H, W), -1 to 1, to latents (1, 4, T, H/8, W/8), frame by frame; `noise` (T, 4, H/8, W/8) as in `Vae.encode`."""
        ...

    def predict(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, Pixels | None]:
        """Latents and the footage's latents (1, 4, f, h, w) to v of the prompt and, if `both`, of the negative prompt."""
        ...

    def decode(self, latents: Pixels) -> Pixels:
        """Latents (1, 4, f, h, w) to pictures (f, 3, 8h, 8w), about -1 to 1, unclipped; these frames know each other."""
        ...
