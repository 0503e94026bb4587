"""How visible STAR's joins are: the step across a join, beside the step where nothing is joined. 1.0 is no seam.

    python benchmarks/star_seams.py             a stand-in for the network
    python benchmarks/star_seams.py --decoder   a small random VAE decoder, in windows of frames (minutes)
    python benchmarks/star_seams.py --network   small random networks, on tiles that share more or less (minutes)

The footage moves a latent pixel a frame under a light that changes over time and place. A step along time is the mean
difference of two frames, the motion taken out; a step along width that of two columns. Joins of windows and of
tiles are measured where they are, faithful beside sane; the release has no tiles, theirs are cut hard.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from uprez.core.cover import Span
from uprez.core.frame import Pixels
from uprez.models.star import tiles
from uprez.models.star.architecture import Architecture, Level
from uprez.models.star.guidance import Guidance
from uprez.models.star.noise import FrameNoise
from uprez.models.star.patches import Patches
from uprez.models.star.sampler import Sampler, noised, started
from uprez.models.star.schedule import release_schedule
from uprez.models.star.solver import Solver
from uprez.models.star.tiles import Tile, lay
from uprez.models.star.unet import VideoUnet
from uprez.models.star.vae import Vae, groups_of_three
from uprez.models.star.windows import Windows

_SPREAD = 0.1
"""How far, by the stand-in's lights, the truth lies from what it would paint: what the latent shows counts by that."""


def footage(frames: int, height: int, width: int) -> Pixels:
    """Latents (1, 4, F, h, w) of a texture that moves by one column a frame, under a light that moves too."""
    texture = np.random.default_rng(0).standard_normal((4, height, width + frames)).astype(np.float32)
    for axis in (1, 2):
        texture = (texture + np.roll(texture, 1, axis)) * np.float32(0.7)
    moving = np.stack([texture[:, :, frames - at : frames - at + width] for at in range(frames)], axis=1)
    light = np.sin(np.linspace(0, 6, frames))[:, None, None] + np.linspace(-1, 1, width)
    return np.asarray(moving + light, np.float32)[None]


class Painter:
    """A stand-in for the network, whose every latent pixel depends on all that a patch holds, and on where the patch ends.

    Like the network it normalises by the patch, looks over all of its frames, sees zeros around it, invents detail, and
    holds on to what its latents already show.
    """

    def __init__(self) -> None:
        schedule = release_schedule()
        self._alphas, self._sigmas = schedule.alphas, schedule.sigmas

    def __call__(self, latent: Pixels, timestep: int, footage: Pixels, *, both: bool) -> tuple[Pixels, None]:
        alpha, sigma = self._alphas[timestep], self._sigmas[timestep]
        return np.asarray((alpha * latent - dreamt(latent, footage, alpha, sigma)) / sigma, np.float32), None


def dreamt(latent: Pixels, footage: Pixels, alpha: float, sigma: float) -> Pixels:
    """The stand-in's clean latents, of noisy ones with `alpha` of signal and `sigma` of noise."""
    normed = (footage - footage.mean((2, 3, 4), keepdims=True)) / footage.std((2, 3, 4), keepdims=True)
    soft = _zero_blur(footage)
    own = soft + 0.2 * footage.mean(2, keepdims=True) + 0.3 * normed + 0.2 * np.sin(4 * normed + footage.mean())
    trusted = (alpha * _SPREAD) ** 2 / ((alpha * _SPREAD) ** 2 + sigma**2)
    return own + trusted * (latent / alpha - own)


def run(patches: Patches, source: Pixels) -> Pixels:
    """The release's steps with the stand-in; gives the clean latents."""
    frames, height, width = source.shape[2:]
    schedule, noise = release_schedule(), FrameNoise(0, range(frames), height, width)
    steps = schedule.steps(schedule.timesteps())
    solver = Solver(steps, started(steps[0], noised(steps[0], source, noise.initial())))
    sampler = Sampler(Painter(), Guidance(1.0))
    for number in range(len(steps)):
        sampler.step(solver, patches, source, noise.fresh(number) if number + 1 < len(steps) else None)
    return solver.latent


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps along one axis of a result."""

    joins: float
    """The greatest where two parts meet."""
    inside: float
    """The mean of all others."""

    @property
    def ratio(self) -> float:
        """1 is no seam."""
        return self.joins / self.inside

    @classmethod
    def along(cls, steps: Pixels, joins: set[int]) -> Steps:
        """`steps` (N - 1,) between neighbours; `joins` are those that end in a position where parts meet."""
        meets = np.array([at + 1 in joins for at in range(len(steps))])
        return cls(float(steps[meets].max()), float(steps[~meets].mean()))


def over_time(result: Pixels, windows: Windows) -> Steps:
    """Steps from frame to frame, the motion taken out, of latents (1, 4, F, h, w)."""
    moved = result[:, :, 1:, :, 1:] - result[:, :, :-1, :, :-1]
    return Steps.along(np.abs(moved).mean((0, 1, 3, 4)), _met(windows.spans, windows.weights))


def over_width(result: Pixels, parts: Sequence[Tile]) -> Steps:
    """Steps from column to column of latents (1, 4, F, h, w), in the mean of all rows: what makes a line."""
    lines = np.diff(result, axis=4).mean(3)
    return Steps.along(np.abs(lines).mean((0, 1, 2)), _columns_met(parts))


def hard(parts: Sequence[Tile]) -> tuple[Tile, ...]:
    """The same tiles, cut in the middle of what they share."""
    return tuple(
        Tile(tile.rows, tile.columns, (tile.row_weights > 0.5).astype(np.float32), (tile.column_weights > 0.5).astype(np.float32))
        for tile in parts
    )


def _columns_met(parts: Sequence[Tile]) -> set[int]:
    found = {tile.columns.start: tile for tile in parts}
    ordered = [found[start] for start in sorted(found)]
    return _met([tile.columns for tile in ordered], [tuple(tile.column_weights) for tile in ordered])


def _met(spans: Sequence[Span], weights: Sequence[Sequence[float]]) -> set[int]:
    """Positions where two parts meet: those that both decide, and the first that the right one decides."""
    met: set[int] = set()
    for (left, left_weights), (right, right_weights) in pairwise(zip(spans, weights, strict=True)):
        first = right.start + next(at for at, weight in enumerate(right_weights) if weight)
        last = left.start + max(at for at, weight in enumerate(left_weights) if weight)
        met |= set(range(first, max(first, last + 1) + 1))
    return met


def _zero_blur(values: Pixels) -> Pixels:
    """A mean over three frames, rows and columns; zeros beyond the ends."""
    for axis in (2, 3, 4):
        around = [(0, 0)] * 5
        around[axis] = (1, 1)
        padded, length = np.pad(values, around), values.shape[axis]
        values = sum((np.take(padded, range(at, at + length), axis) for at in range(3)), np.zeros_like(values)) / np.float32(3)
    return values


def stand_in(frames: int, height: int, width: int, length: int, overlap: int, side: int) -> dict[str, Steps]:
    """Both kinds of joins of windows and of tiles."""
    source = footage(frames, height, width)
    found: dict[str, Steps] = {}
    for name, windows in (("faithful", Windows.release(frames, length)), ("sane", Windows.balanced(frames, length, overlap))):
        found[f"windows, {name}"] = over_time(run(Patches.plan(windows, height, width), source), windows)
    whole, soft = Windows.release(frames, frames), lay(height, width, side)
    for name, way in (("cut hard", hard(soft)), ("sane", soft)):
        found[f"tiles, {name}"] = over_width(run(Patches(whole, way), source), way)
    return found


def decoder(frames: int = 26) -> dict[str, Steps]:
    """Frames of a small decoder with random weights, in the release's groups and in windows; clips' ends are left out."""
    import diffusers
    import torch
    from star_live import VAE

    torch.manual_seed(0)
    network: Any = diffusers.AutoencoderKLTemporalDecoder  # type: ignore[attr-defined]
    vae, latents = Vae(network(**{**VAE, "block_out_channels": [32] * 4})), torch.from_numpy(footage(frames, 8, 20))
    ways = {"groups of three": groups_of_three(frames)}
    ways |= {f"windows of 8, {shared} shared": Windows.balanced(frames, 8, shared) for shared in (2, 3)}
    found: dict[str, Steps] = {}
    for name, windows in ways.items():
        made = np.stack([picture.numpy() for picture in vae.decode(latents, windows)], axis=1)
        steps = np.abs(made[:, 1:, :, 8:] - made[:, :-1, :, :-8]).mean((0, 2, 3))
        found[name] = Steps.along(steps[3:-3], {at - 3 for at in _met(windows.spans, windows.weights)})
    return found


def network(seed: int) -> dict[str, float]:
    """What tiling changes in a pass of a small random network: its mean step where tiles meet over that inside, by what they share."""
    import torch

    torch.manual_seed(seed)
    levels = tuple(Level(32 if number == 0 else 64, 1, number < 3) for number in range(4))
    net = VideoUnet(Architecture(4, 4, levels, first=32, text=32, head=32)).eval()
    for layer in net.modules():
        if isinstance(layer, torch.nn.Conv2d | torch.nn.Linear):
            torch.nn.init.normal_(layer.weight, std=1.5 / layer.weight[0].numel() ** 0.5)
    source, text = footage(2, 42, 208), torch.randn(1, 7, 32)
    noisy: Pixels = np.asarray(0.5 * source + 0.8 * np.random.default_rng(1).standard_normal(source.shape), np.float32)

    def made(latent: Pixels, hint: Pixels) -> Pixels:
        with torch.no_grad():
            return net(*(torch.from_numpy(latent.copy()), 500, text, torch.from_numpy(hint.copy()))).numpy()

    whole, found = made(noisy, source), dict[str, float]()
    for shared in (8, 16, 24, 32):
        tiles.OVERLAP = shared
        lay.cache_clear()
        patches = Patches.plan(Windows.release(2, 2), 42, 208, 96)
        parts = [made(*both) for both in zip(patches.cut(noisy), patches.cut(source), strict=True)]
        steps = np.abs(np.diff(patches.join(parts, whole) - whole, axis=4)).mean((0, 1, 2, 3))
        meets = np.isin(np.arange(1, 208), list(_columns_met(lay(42, 208, 96))))
        found[f"{shared} shared"] = float(steps[meets].mean() / steps[~meets].mean())
    return found


def main() -> None:
    """Print the meter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decoder", action="store_true")
    parser.add_argument("--network", action="store_true")
    asked = parser.parse_args()
    if asked.network:
        for seed in range(3):
            print(f"network {seed}: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in network(seed).items()), flush=True)
        return
    for name, steps in (decoder() if asked.decoder else stand_in(72, 42, 144, 32, 8, 64)).items():
        print(f"{name:24} across a join {steps.joins:.3f}, elsewhere {steps.inside:.3f}, ratio {steps.ratio:.2f}")


if __name__ == "__main__":
    main()
