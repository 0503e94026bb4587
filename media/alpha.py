"""Alpha multiplied into colour, or taken out of it, to suit what a format means by alpha, or what a network can read."""

from __future__ import annotations

import cv2
import numpy as np

from uprez.core.frame import Pixels

COVERED = 1 / 256
"""Alpha that says enough of a colour to see it by a division: all above 0 that 8 bits hold."""
_HALF_MAX = 65504.0


def premultiplied(rgb: Pixels, alpha: Pixels) -> Pixels:
    """Straight colour (3, H, W) times `alpha` (H, W), in the clip's own encoding, as compositors divide it out again."""
    return rgb * alpha


def straight(rgb: Pixels, alpha: Pixels) -> Pixels:
    """Premultiplied colour (3, H, W) divided by `alpha` (H, W); colour as it stands where alpha is not above 0."""
    divisor: Pixels = np.where(alpha > 0, alpha, np.ones_like(alpha))
    return rgb / divisor


def parted(rgb: Pixels, alpha: Pixels) -> tuple[Pixels, Pixels | None]:
    """Premultiplied colour (3, H, W) as (colour, light): `colour * alpha + light` is `rgb`. All finite float32, none is changed.

    The colour is straight, and goes on beyond the edge of what `alpha` (H, W) covers, so that a picture that is made of it has
    no edge there: a network would sharpen one that nobody ever saw. The light is what alpha does not explain, as in glows; None
    where there is none. Filling from ever coarser levels: Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4.
    """
    covered = (alpha >= COVERED) & (np.abs(rgb).max(axis=0) <= _HALF_MAX * alpha)
    colour = straight(rgb, alpha)
    if bool(covered.all()):
        return colour, None
    weight = np.where(covered, np.minimum(alpha, 1), np.float32(0)).astype(np.float32, copy=False)
    around = _spread(np.moveaxis(np.where(covered, colour, np.float32(0)) * weight, 0, -1), weight)
    colour = np.where(covered, colour, np.moveaxis(around, -1, 0))
    light = np.where(covered, np.float32(0), rgb - colour * alpha)
    return colour, light if light.any() else None


def _spread(sums: Pixels, weight: Pixels) -> Pixels:
    """Weighted sums (H, W, C) as means, each where it has little weight mostly that of its surroundings."""
    height, width = weight.shape
    if height == width == 1:
        return sums / max(float(weight[0, 0]), COVERED)
    half = ((width + 1) // 2, (height + 1) // 2)
    coarse_sums, coarse_weight = _halved(sums, half), _halved(weight, half)
    share: Pixels = np.clip(4 * coarse_weight, 0, 1) / np.clip(
        coarse_weight, np.float32(1e-12), None
    )  # of 4 pixels one is enough to be sure
    around = _spread(coarse_sums * share[..., None], coarse_weight * share)
    around = np.asarray(cv2.resize(around, (2 * half[0], 2 * half[1])), np.float32)[:height, :width]
    around *= (1 - weight)[..., None]
    around += sums
    return around


def _halved(planes: Pixels, half: tuple[int, int]) -> Pixels:
    """The means of 2 x 2 samples; beyond an odd edge there are zeros."""
    height, width = planes.shape[:2]
    even = cv2.copyMakeBorder(planes, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT)
    return np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.float32)
