"""Pictures that must not be written: NaN, and black or constant areas where the source has a picture."""

from __future__ import annotations

import math

import cv2
import numpy as np

from uprez.core.errors import PictureError
from uprez.core.frame import Pixels

BLOCKS = 8
"""The picture is judged in BLOCKS x BLOCKS areas, so that one dead tile is found too."""
SAMPLES = 32
"""Samples across an area: a constant area is constant in them, a picture is not."""
LIVELY = 0.1
"""Range of an area in model space above which a constant result is a fault."""
DEAD = 1e-4
"""Range of a result's area below which it counts as constant."""


def check_picture(output: Pixels, source: Pixels, *, frame: int, model: str) -> None:
    """Refuse a broken result before it is written.

    `output` (3, H', W') and `source` (3, H, W) are float32 in model space.

    Raises:
        PictureError: `output` holds NaN or infinities, or an area is constant where `source`'s is lively.
    """
    if not _is_finite(output.reshape(-1)):
        raise PictureError(
            f"The model '{model}' made NaN or infinite pixels in frame {frame}; the frame was not written.",
            why="Half precision overflows, and damaged weights, do this.",
            fix="Run again with --precision fp32, or another runtime or model.",
        )
    blocks = BLOCKS if min(source.shape[1:]) >= BLOCKS else 1
    low, high = _ranges(output, blocks)
    source_low, source_high = _ranges(source, blocks)
    dead = (high - low < DEAD) & (source_high - source_low > LIVELY)
    if dead.any():
        raise PictureError(
            f"The model '{model}' made a constant area in frame {frame}, where the source has a picture; the frame was not written.",
            why="A runtime, driver or weights fault does this.",
            fix="Run again with another --runtime or --device, or check the weights with `uprez models verify`.",
        )


def _is_finite(samples: Pixels) -> bool:
    """Whether a row of samples holds neither NaN nor infinities; quick where their squares have a sum."""
    with np.errstate(all="ignore"):
        return math.isfinite(np.dot(samples, samples)) or math.isfinite(cv2.sumElems(samples)[0])


def _ranges(picture: Pixels, blocks: int) -> tuple[Pixels, Pixels]:
    """Smallest and largest value of each of blocks x blocks areas, from a grid of samples."""
    _, height, width = picture.shape
    down, across = max(1, height // (blocks * SAMPLES)), max(1, width // (blocks * SAMPLES))
    sampled = np.ascontiguousarray(picture[:, ::down, ::across])
    rows, columns = (np.arange(blocks) * extent // blocks for extent in sampled.shape[1:])
    low = np.minimum.reduceat(np.minimum.reduceat(sampled, rows, axis=1), columns, axis=2).min(axis=0)
    high = np.maximum.reduceat(np.maximum.reduceat(sampled, rows, axis=1), columns, axis=2).max(axis=0)
    return low, high
