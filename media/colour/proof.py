"""How far two pictures' colours lie apart, as CIEDE2000 of their low frequencies."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.core.frame import Pixels
from uprez.media.colour.ocio import chromaticities_of_space, find_space, is_linear
from uprez.media.colour.tags import CHROMATICITIES

_PQ = (2610 / 16384, 2523 / 32, 2413 / 128, 2392 / 128, 3424 / 4096)
"""SMPTE ST 2084: m1, m2, c2, c3, c1."""


@dataclass(frozen=True, slots=True)
class ColourProof:
    """Colour difference between two pictures, in units of CIEDE2000; 1 is just visible."""

    mean: float
    largest: float


def colour_proof(picture: Pixels, reference: Pixels, tag: ColourTag, *, columns: int = 64) -> ColourProof:
    """The colour difference of two pictures (3, H, W) float32 of the same tag; sizes may differ.

    Both are averaged down to `columns` samples across, in light, so that detail does not count. Light is clipped at black
    and at 100 times white; white is the tag's white (203 cd/m² for PQ and HLG).
    """
    height = max(1, round(columns * reference.shape[1] / reference.shape[2]))
    first, second = (_lab(_averaged(_light(rgb, tag), columns, height), tag) for rgb in (picture, reference))
    difference = delta_e2000(first, second)
    return ColourProof(float(difference.mean()), float(difference.max()))


def delta_e2000(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIEDE2000 (CIE 142, Sharma 2005) between two arrays of CIELAB colours, (…, 3) float64 each; gives (…)."""
    lab1, lab2 = (np.moveaxis(np.asarray(lab, np.float64), -1, 0) for lab in (first, second))
    chroma = (np.hypot(lab1[1], lab1[2]) + np.hypot(lab2[1], lab2[2])) / 2
    g = 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    (l1, c1, h1), (l2, c2, h2) = ((lab[0], np.hypot((1 + g) * lab[1], lab[2]), _hue((1 + g) * lab[1], lab[2])) for lab in (lab1, lab2))
    neutral = c1 * c2 == 0
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where((turn == -180) & (h2 > h1), 180.0, turn)
    dl, dc, dh = l2 - l1, c2 - c1, np.where(neutral, 0, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2))
    hue = np.where(neutral, h1 + h2, (h1 + h2) / 2 + np.where(np.abs(h1 - h2) > 180, np.where(h1 + h2 < 360, 180, -180), 0))
    light, tint = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1.0
    for factor, turns, shift, sign in ((0.17, 1, -30, -1), (0.24, 2, 0, 1), (0.32, 3, 6, 1), (0.20, 4, -63, -1)):
        t = t + sign * factor * np.cos(np.radians(turns * hue + shift))
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * tint, 1 + 0.015 * tint * t
    rotation = -np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))) * 2 * np.sqrt(tint**7 / (tint**7 + 25.0**7))
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * (dc / sc) * (dh / sh))


def _hue(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.degrees(np.arctan2(b, a)) % 360


def _averaged(light: NDArray[np.float64], width: int, height: int) -> NDArray[np.float64]:
    """(H, W, 3) to (height, width, 3) by area."""
    return np.asarray(cv2.resize(light, (width, height), interpolation=cv2.INTER_AREA), np.float64)


def _light(rgb: Pixels, tag: ColourTag) -> NDArray[np.float64]:
    """Light relative to white, (H, W, 3) float64; a named space that is not linear is taken as display gamma."""
    signal = np.maximum(np.moveaxis(rgb, 0, -1).astype(np.float64), 0)
    linear = is_linear(find_space(tag.space)) if tag.space else tag.transfer is Transfer.LINEAR
    if linear:
        light = signal
    elif tag.transfer is Transfer.PQ:
        m1, m2, c2, c3, c1 = _PQ
        root = np.minimum(signal, 1) ** (1 / m2)
        light = (np.maximum(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1) * 10000 / 203
    elif tag.transfer is Transfer.SRGB:
        light = np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
    else:
        light = signal**2.4
    return np.minimum(light, 100)


def _lab(light: NDArray[np.float64], tag: ColourTag) -> NDArray[np.float64]:
    """CIELAB relative to the tag's own white."""
    xy = (chromaticities_of_space(tag.space) if tag.space else ()) or tag.chromaticities
    xy = xy or CHROMATICITIES.get(tag.primaries, CHROMATICITIES[Primaries.BT709])
    points = np.array(
        [(xy[i] / xy[i + 1], 1.0, (1 - xy[i] - xy[i + 1]) / xy[i + 1]) if xy[i + 1] else (1.0, 0.0, 0.0) for i in (0, 2, 4, 6)]
    ).T
    to_xyz = points[:, :3] * np.linalg.solve(points[:, :3], points[:, 3])
    ratio = light @ to_xyz.T / points[:, 3]
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)
