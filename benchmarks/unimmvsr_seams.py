"""How visible UniMMVSR's joins are: steps where parts meet, beside those of a result in one piece at the same places. 1.0 is no seam.

    python benchmarks/unimmvsr_seams.py           a stand-in for the network, in windows of 21 frames and in tiles
    python benchmarks/unimmvsr_seams.py --vae     a small random VAE, encoder and decoder, in tiles

Meter and footage are those of `star_seams.py`: the greatest step in the places where parts meet, over the mean of all others. A picture has
greater and smaller steps whether it is joined or not, so that this alone is not 1 without a seam; the judge is what is joined over what is
whole. The stand-in's result depends on all that a patch holds and on where it ends. No trained
weights exist: what a trained network does at a join is not known.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from star_seams import Steps, dreamt, footage, hard, over_time, over_width

from uprez.core.frame import Pixels
from uprez.models.star.cog.noise import LatentNoise
from uprez.models.star.patches import Patches
from uprez.models.star.windows import Windows
from uprez.models.unimmvsr.flow import sigmas, solver
from uprez.models.unimmvsr.tiles import tiles
from uprez.models.unimmvsr.vae import Vae
from uprez.models.unimmvsr.windows import windows

STEPS = 20
WIDTHS = ((60, 24), (112, 48))
"""Latents of a picture, and of a tile of it, along their width."""


@dataclass(frozen=True, slots=True)
class Seam:
    """Steps of a result that was joined, and of the same in one piece, at the same places."""

    joined: Steps
    whole: Steps

    @property
    def ratio(self) -> float:
        """1 is no seam."""
        return self.joined.ratio / self.whole.ratio


def painted(latent: Pixels, sigma: float, source: Pixels) -> Pixels:
    """Velocity by STAR's stand-in, told this flow's signal and noise."""
    return np.asarray((latent - dreamt(latent, source, max(1 - sigma, 1e-3), sigma)) / sigma, np.float32)


def run(patches: Patches, source: Pixels) -> Pixels:
    """PLMS with the stand-in, whose velocities are joined in every step; gives the clean latents."""
    frames, height, width = source.shape[2:]
    noise = LatentNoise(0, 0, (len(source[0]), height, width))
    path = solver("plms", sigmas(STEPS), noise.initial(Windows.balanced(frames, frames, 0).spans[0]))
    while path.sigma is not None:
        sigma = path.sigma
        parts = [painted(*both) for both in _each(patches, path.latent, sigma, source)]
        path.advance(patches.join(parts, path.latent))
    return path.latent


def _each(patches: Patches, latent: Pixels, sigma: float, source: Pixels) -> list[tuple[Pixels, float, Pixels]]:
    return [(part, sigma, seen) for part, seen in zip(patches.cut(latent), patches.cut(source), strict=True)]


def stand_in(frames: int, height: int, width: int, side: int) -> dict[str, Seam]:
    """Each kind of join by itself: windows of whole pictures, tiles of one window."""
    source = footage(frames, height, width)
    cut, parts, one = windows(frames), tiles(height, width, side, side), tiles(height, width, width, width)
    apart = Windows(cut.spans, tuple(tuple(float(weight > 0.5) for weight in each) for each in cut.weights))
    whole, found = run(Patches(Windows.balanced(frames, frames, 0), one), source), dict[str, Seam]()
    for name, way in (("windows", cut), ("windows, cut hard", apart)):
        found[name] = Seam(over_time(run(Patches(way, one), source), way), over_time(whole, way))
    short, first = source[:, :, : len(cut.spans[0])], Windows.balanced(len(cut.spans[0]), len(cut.spans[0]), 0)
    whole = run(Patches(first, one), short)
    for name, ways in (("tiles", parts), ("tiles, cut hard", hard(parts))):
        found[name] = Seam(over_width(run(Patches(first, ways), short), ways), over_width(whole, ways))
    return found


def vae(side: int = 24, seed: int = 0) -> dict[str, Seam]:
    """A small random VAE on tiles of `side` latent pixels."""
    torch.manual_seed(seed)
    network = Vae(AutoencoderKLWan(base_dim=8, dim_mult=[1, 2, 4, 4], num_res_blocks=1))
    found: dict[str, Seam] = {}
    latents = footage(2, 16, 60)[0].repeat(4, axis=0).swapaxes(0, 1)
    pictures = np.tanh(footage(5, 128, 480)[0, :3]).swapaxes(0, 1)
    for name, given, into, out, go in (("decode", latents, 1, 8, network.decode), ("encode", pictures, 8, 1, network.encode)):
        sources, targets = (tiles(16, 60, side, side, factor=factor) for factor in (into, out))
        whole, made = _made(go, given), [_made(go, source.cut(given)) for source in sources]
        for end, ways in (("", targets), (", cut hard", hard(targets))):
            joined = np.zeros_like(whole)
            for target, part in zip(ways, made, strict=True):
                target.cut(joined)[...] += part * target.weights
            found[f"{name}{end}"] = Seam(*(over_width(each.swapaxes(0, 1)[None], ways) for each in (joined, whole)))
    return found


def _made(go: Callable[[list[torch.Tensor]], object], given: Pixels) -> Pixels:
    with torch.no_grad():
        made: list[torch.Tensor] = list(go([torch.from_numpy(np.ascontiguousarray(given))]))  # type: ignore[call-overload]
    return torch.cat(made).numpy()


def main() -> None:
    """Print the meter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vae", action="store_true")
    runs = {"": vae()} if parser.parse_args().vae else {f"{width} wide, ": stand_in(16, 32, width, side) for width, side in WIDTHS}
    for size, found in runs.items():
        for name, seam in found.items():
            print(f"{size + name:28} joined {seam.joined.ratio:.2f}, whole {seam.whole.ratio:.2f}, seam {seam.ratio:.2f}")


if __name__ == "__main__":
    main()
