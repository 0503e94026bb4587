"""The yardstick: StableVSR's passes as a straight loop over diffusers' networks, one frame and one call at a time, in float32.

It follows the published description: all flows first, one pair at a time; then for every step every frame, its
neighbour decoded and warped with a grid built anew; at the end every latent decoded again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.nn.functional import grid_sample, interpolate


class StraightLoop:
    """One shot through plain diffusers modules; `timed` wraps each kind of call."""

    def __init__(self, unet: Any, controlnet: Any, vae: Any, text: torch.Tensor, raft: Any, timed: Callable[[str, Any], Any]) -> None:
        """Modules are used as they are."""

        def predict(x: Any, timestep: Any, skips: Any, middle: Any) -> Any:
            return unet(x, timestep, text, down_block_additional_residuals=skips, mid_block_additional_residual=middle).sample

        def condition(x: Any, timestep: Any, seen: Any) -> Any:
            return controlnet(x, timestep, text, seen, return_dict=False)

        def decode(latent: Any) -> Any:
            return vae.decode(latent / vae.config.scaling_factor).sample

        self._unet, self._tcm, self._decode = timed("UNet", predict), timed("TCM", condition), timed("decode", decode)
        self._flow = timed("flow", raft.estimate)

    def run(self, frames: torch.Tensor, noise: torch.Tensor, fresh: torch.Tensor, steps: Any) -> torch.Tensor:
        """(N, 3, h, w) in [-1, 1], noise (N, 4, h, w), step noise (T, N, 4, h, w) to pictures (N, 3, 4h, 4w)."""
        count = len(frames)
        large = [interpolate(frame[None], scale_factor=4, mode="bicubic", align_corners=False) for frame in frames]
        forward = [self._flow(large[k + 1], large[k]) for k in range(count - 1)]
        backward = [self._flow(large[k], large[k + 1]) for k in range(count - 1)]
        latents = [noise[j : j + 1] for j in range(count)]
        for i, step in enumerate(steps):
            timestep = torch.tensor([step.timestep], device=frames.device)
            order = list(range(count)) if i % 2 == 0 else list(range(count - 1, -1, -1))
            previous = None
            for j in order:
                x = torch.cat([latents[j], frames[j : j + 1]], 1)
                skips = mid = None
                if previous is not None:
                    flow = forward[j - 1] if i % 2 == 0 else backward[j]
                    skips, mid = self._tcm(x, timestep, _warp(self._decode(previous), flow))
                v = self._unet(x, timestep, skips, mid)
                previous = step.x_to_x0 * latents[j] + step.v_to_x0 * v
                latents[j] = step.x0_to_next * previous + step.x_to_next * latents[j] + step.sigma * fresh[i, j : j + 1]
        return torch.cat([self._decode(latent) for latent in latents])


def _warp(picture: torch.Tensor, flow: torch.Tensor) -> torch.Tensor:
    _, _, height, width = picture.shape
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    grid = torch.stack([x, y], -1).float().to(picture.device) + flow[0].permute(1, 2, 0)
    units = torch.stack([2 * grid[..., 0] / (width - 1) - 1, 2 * grid[..., 1] / (height - 1) - 1], -1)
    return grid_sample(picture, units[None], mode="bilinear", padding_mode="zeros", align_corners=False)
