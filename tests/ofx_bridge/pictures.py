"""Small pictures that a wrong row, channel or frame shows in."""

from __future__ import annotations

import numpy as np

FULL = {"uint8": 255, "uint16": 65535}


def picture(
    width: int, height: int, *, channels: int = 4, kind: str = "float32", seed: int = 0, least: float = 0.0, most: float = 1.0
) -> np.ndarray:
    """(H, W, C) of smooth waves with a little noise, different for every seed; alpha from clear to solid."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [np.sin(x * rng.uniform(0.1, 0.5) + y * rng.uniform(0.1, 0.5) + rng.uniform(0, 6)) for _ in range(channels)]
    made = np.clip(np.stack(planes, -1) * 0.45 + 0.5 + rng.normal(0, 0.02, (height, width, channels)), 0, 1)
    if kind in FULL:
        return np.round(made * FULL[kind]).astype(kind)
    made[..., :3] = least + made[..., :3] * (most - least)
    return made.astype(kind)


def solid(pixels: np.ndarray) -> np.ndarray:
    """The same with an alpha of one everywhere."""
    made = pixels.copy()
    made[..., 3] = FULL.get(pixels.dtype.name, 1)
    return made
