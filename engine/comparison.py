"""Pictures for people's eyes: 8-bit, side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uprez.core.colour import ColourTag, Transfer
from uprez.core.frame import Frame, Size
from uprez.media.atomic import whole_file
from uprez.media.colour.ocio import find_space, is_linear
from uprez.models.resample import resample

Shown = NDArray[np.uint8]
"""(H, W, 3) uint8, as a screen shows it."""
GAP = 4
"""Pixels between two pictures."""
DETAIL_PARTS = 6
"""The zoomed crop is one part in so many of the picture's width."""


def display(frame: Frame, size: Size | None = None) -> Shown:
    """The frame as a screen shows it: scene-linear through the sRGB curve (IEC 61966-2-1), others as they are, clipped.

    `size` brings it to another size by Lanczos, in what the screen shows, as editors do.
    """
    rgb = np.nan_to_num(frame.rgb, nan=0.0, posinf=1.0, neginf=0.0).clip(0, 1)
    if _is_linear(frame.tag):
        rgb = np.where(rgb <= 0.0031308, rgb * 12.92, 1.055 * np.maximum(rgb, 1e-9) ** (1 / 2.4) - 0.055)
    if size is not None and size != frame.size:
        rgb = resample(rgb[None].astype(np.float32), size)[0].clip(0, 1)
    return np.ascontiguousarray(np.rint(rgb.transpose(1, 2, 0) * 255).astype(np.uint8))


def _is_linear(tag: ColourTag) -> bool:
    return is_linear(find_space(tag.space)) if tag.space else tag.transfer is Transfer.LINEAR


def write_png(picture: Shown, path: Path) -> None:
    """Write an 8-bit picture; the file appears whole or not at all.

    Raises:
        OutputError, ResourceError: it cannot be written.
    """
    from PIL import Image

    with whole_file(path) as temp:
        Image.fromarray(picture).save(temp, format="PNG")


def beside(left: Shown, right: Shown) -> Shown:
    """Two pictures of one height, side by side with a gap."""
    gap = np.full((left.shape[0], GAP, 3), 255, np.uint8)
    return np.ascontiguousarray(np.concatenate([left, gap, right], axis=1))


def side_by_side(source: Frame, result: Frame, path: Path, *, width: int = 1600) -> Path:
    """Write a PNG about `width` pixels wide for a reader who wants to see the difference at a glance.

    Above: the source at the left, the result at the right, whole. Below: the liveliest part of
    both, enlarged by the same factor, pixel for pixel, the source by Lanczos.

    Raises:
        OutputError, ResourceError: it cannot be written.
    """
    enlarged = display(source, result.size)
    shown = display(result)
    pane = (width - GAP) // 2
    x, y, part_width, part_height = _liveliest(shown)
    rows = [beside(*(_fit(picture, pane) for picture in (enlarged, shown)))]
    crops = (picture[y : y + part_height, x : x + part_width] for picture in (enlarged, shown))
    rows.append(beside(*(_fit(crop, pane, sharp=True) for crop in crops)))
    gap = np.full((GAP, rows[0].shape[1], 3), 255, np.uint8)
    write_png(np.concatenate([rows[0], gap, rows[1]]), path)
    return path


def _fit(picture: Shown, width: int, *, sharp: bool = False) -> Shown:
    """The picture at a width, its shape kept; `sharp` shows pixels as they are."""
    from PIL import Image

    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    method = Image.Resampling.NEAREST if sharp else Image.Resampling.LANCZOS
    return np.asarray(Image.fromarray(picture).resize((width, height), method))


def _liveliest(picture: Shown) -> tuple[int, int, int, int]:
    """x, y, width, height of the part with the most change between neighbouring pixels."""
    rows, columns = picture.shape[:2]
    width = max(1, columns // DETAIL_PARTS)
    height = max(1, min(rows, round(width * rows / columns)))
    grey = picture.astype(np.float32).mean(axis=2)
    change = np.zeros_like(grey)
    change[:, 1:] += np.abs(np.diff(grey, axis=1))
    change[1:] += np.abs(np.diff(grey, axis=0))
    best, place = -1.0, (0, 0)
    for y in range(0, rows - height + 1, max(1, height // 2)):
        for x in range(0, columns - width + 1, max(1, width // 2)):
            lively = float(change[y : y + height, x : x + width].mean())
            if lively > best:
                best, place = lively, (x, y)
    return *place, width, height
