"""Reference images as other cameras and other moments would show them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.random import Generator

from uprez.core.frame import Pixels

GREY = 0.5
"""What stands where a cut-out is clear, and where a turned picture leaves room."""
_TILT = 0.12
"""How far a corner moves, as a share of the sides: perspective."""
_TURN = 20.0
"""Degrees."""
_GROWN = 0.3
"""How much larger or smaller the subject gets."""
_LIT = 0.1
"""How much brighter or darker, and how much contrast more or less. Hue stays: it is what a reference is asked for."""


def transformed(picture: Pixels, size: tuple[int, int], strength: float, chance: Generator) -> Pixels:
    """A picture (4, H, W), 0 to 1 with alpha last, fitted into `size` (height, width), to (3, height, width), cut-outs on grey.

    "Several image-related transformations" against gaps of perspective, orientation and place (section 4.1 of the paper, which does not
    name them): perspective, rotation, size and place, mirror images, light. `strength` 0 to 1 is how far; 0 only fits.
    """
    height, width = size
    image: Any = np.ascontiguousarray(picture.transpose(1, 2, 0))
    matrix = _fitting(image.shape[:2], size)
    if strength:
        matrix = _moved(size, strength, chance) @ matrix
    scale = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if scale < 0.9:  # warping takes single pixels: what shrinks is smoothed first
        image = cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    image[..., :3] *= image[..., 3:]
    # The border is clear: grey shows wherever alpha is not 1.
    warped = cv2.warpPerspective(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(0, 0, 0, 0))
    rgb = warped[..., :3]
    if strength:
        light = 1 + strength * _LIT * chance.uniform(-1, 1, 2)
        rgb = (rgb - GREY * warped[..., 3:]) * light[0] + GREY * warped[..., 3:] * light[1]
    made = rgb + GREY * (1 - warped[..., 3:])
    return np.ascontiguousarray(np.clip(made, 0, 1).transpose(2, 0, 1), np.float32)


def _fitting(given: tuple[int, int], size: tuple[int, int]) -> Any:
    """Moves pixels so that the whole picture is seen, centred."""
    scale = min(size[0] / given[0], size[1] / given[1])
    left, top = (scale * (side - 1) for side in given[::-1])
    return np.array([[scale, 0, (size[1] - 1 - left) / 2], [0, scale, (size[0] - 1 - top) / 2], [0, 0, 1]], np.float64)


def _moved(size: tuple[int, int], strength: float, chance: Generator) -> Any:
    height, width = size
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], np.float64)
    middle = corners.mean(0)
    angle = np.deg2rad(strength * _TURN * chance.uniform(-1, 1))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    grown = 1 + strength * _GROWN * chance.uniform(-1, 1)
    there = (corners - middle) @ turn.T * grown + middle
    there += strength * _TILT * chance.uniform(-1, 1, (5, 1, 2))[4] * (width, height)
    there += strength * _TILT / 2 * chance.uniform(-1, 1, (4, 2)) * (width, height)
    if chance.random() < 0.5 * strength:
        there = there[[1, 0, 3, 2]]
    return cv2.getPerspectiveTransform(corners.astype(np.float32), there.astype(np.float32))
