"""Where an edited clip differs from the clip that it was made of, as one moment shows it.

Both pictures are brought to one small size and one blur, so that codecs, noise and a network's softness count for little. Where
nothing moves, moments before and after are averaged in, which takes noise away. What is left is judged against its own noise and
against the contrast of the place, as soft edges differ most where a picture has edges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels, Size

Plane = NDArray[np.float32]
Marks = NDArray[np.uint8]

SIDE = 480
"""Pixels of the shorter side at which two pictures are compared, at most; the lengths below are shares of it."""
_BLUR = 1.5
"""Pixels (standard deviation) that both are blurred by: a small network's softness is below that."""
_NOISE = (0.004, 0.02)
"""Standard deviation of what is no edit, in model space, at least and at most: half a step of 8-bit video, a coarse codec's."""
_TIMES = 5.0
"""Standard deviations from which a difference is an edit."""
_EDGES = 0.35
"""Share of a place's contrast that may differ without being an edit."""
_SURE = 1.5
"""Times the limit that an edit reaches somewhere; around that place the limit itself counts."""
_LEAST = 1.5e-4
"""Share of the picture that an edit has, at least: a spot of 8 x 8 pixels."""
_CLOSED, _GROWN, _SOFT = 1 / 60, 1 / 60, 1 / 48
"""Gaps that are closed, how far the mask goes beyond what differs, and how long its edge is, in shares of the shorter side."""
_HOLE = 0.01
"""Share of the picture up to which a hole in an edit belongs to it."""
_SHIFT = 0.03
"""Shift of all colours that is no edit: networks and conversions leave one."""
_THIN = 4
"""Each so many rows and columns tell the noise between two moments."""


def beyond(side: int) -> int:
    """Pixels that a mask reaches beyond what differs, in a picture whose shorter side has `side`."""
    return round((_GROWN + _SOFT) * side)


@dataclass(frozen=True, slots=True)
class Compared:
    """Both pictures of one moment, as they are compared."""

    ours: NDArray[np.float32]
    """The edit, (h, w, 3), 0 to 1, small and blurred."""
    theirs: NDArray[np.float32]
    """The original, the same."""
    contrast: NDArray[np.float32]
    """Range of each channel of the original around a place, (h, w, 3)."""

    @classmethod
    def of(cls, edited: Pixels, original: Pixels) -> Compared:
        """Take (3, H, W) float32 in one model space, nominally 0 to 1, of any sizes and of one view. The smaller of the two sizes
        counts, with at most `SIDE` pixels in its shorter side."""
        size = _size_for(edited, original)
        theirs = _seen(original, size)
        return cls(_seen(edited, size), theirs, _contrast(theirs))

    def stillness(self, other: Compared) -> Plane:
        """Where neither picture changes between two moments, (h, w): 1 where nothing does, 0 where something moves. The same both ways."""
        least = np.minimum(self.contrast, other.contrast)
        moved = (_score(mine - its, least, thin=_THIN) for mine, its in ((self.ours, other.ours), (self.theirs, other.theirs)))
        return np.clip(2 - np.maximum(*moved), 0, 1)


def difference_mask(now: Compared, beside: Iterable[tuple[Compared, Plane]] = ()) -> Plane:
    """Where an edit shows something else than its original: (h, w) float32, 1 edited, exactly 0 not, with soft edges outside the edit.

    `beside` are other moments, and how still each place is between that one and `now`.
    """
    apart, weight = _apart(now), np.ones(now.theirs.shape[:2], np.float32)
    for other, still in beside:
        apart += still[..., None] * _apart(other)
        weight += still
    return _softened(_whole(_marked(_score(apart / weight[..., None], now.contrast))))


def _apart(moment: Compared) -> NDArray[np.float32]:
    """What is left of the difference without a shift of all colours."""
    apart = moment.ours - moment.theirs
    return apart - np.clip(np.median(apart, axis=(0, 1)), -_SHIFT, _SHIFT).astype(np.float32)


def _score(apart: NDArray[np.float32], contrast: NDArray[np.float32], thin: int = 1) -> Plane:
    """Differences (h, w, 3) as multiples of what noise and soft edges may make, (h, w); noise is measured on every `thin`th pixel."""
    noise = np.clip(1.4826 * np.median(np.abs(apart[::thin, ::thin]), axis=(0, 1)), *_NOISE)
    return (np.abs(apart) / (_TIMES * noise + _EDGES * contrast)).max(axis=2).astype(np.float32)


def _size_for(edited: Pixels, original: Pixels) -> Size:
    height = min(edited.shape[1], original.shape[1])
    width = min(edited.shape[2], original.shape[2])
    shrink = min(1.0, SIDE / min(height, width))
    return Size(max(1, round(width * shrink)), max(1, round(height * shrink)))


def _seen(picture: Pixels, size: Size) -> NDArray[np.float32]:
    """(h, w, 3), blurred, 0 to 1: what is brighter than white is white in both."""
    pixels = np.ascontiguousarray(picture.transpose(1, 2, 0))
    pixels = cv2.resize(pixels, (size.width, size.height), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(pixels.clip(0, 1), (0, 0), _BLUR), np.float32)


def _contrast(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Range of each channel in the 5 x 5 pixels around a place."""
    around = cv2.getStructuringElement(cv2.MORPH_RECT, (5, 5))
    return np.asarray(cv2.morphologyEx(picture, cv2.MORPH_GRADIENT, around), np.float32)


def _marked(score: Plane) -> Marks:
    """1 where the score is above the limit, in areas that are large enough and hold a place that is sure.

    A spot too many costs nothing but its original's pixels; a part of the edit that is missed is lost.
    """
    areas, sizes = _areas((score > 1).astype(np.uint8), 8)
    sure = np.zeros(len(sizes), bool)
    sure[np.unique(areas[score > _SURE])] = True
    sure &= sizes >= max(4, _LEAST * score.size)
    sure[0] = False
    return sure[areas].astype(np.uint8)


def _whole(marks: Marks) -> Marks:
    """Gaps closed, small holes filled, grown beyond its edge."""
    side = min(marks.shape)
    marks = _padded_close(marks, max(1, round(_CLOSED * side)))
    areas, sizes = _areas(1 - marks, 4)
    holes = sizes < _HOLE * marks.size
    holes[0] = False
    marks = marks | holes[areas].astype(np.uint8)
    return np.asarray(cv2.dilate(marks, _disc(max(1, round(_GROWN * side)))), np.uint8)


def _areas(marks: Marks, neighbours: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The number of the area that each pixel lies in, 0 where nothing is marked, and the pixels of each area."""
    _, areas, facts, _ = cv2.connectedComponentsWithStats(marks, connectivity=neighbours)
    return np.asarray(areas, np.int32), np.asarray(facts, np.int32)[:, cv2.CC_STAT_AREA]


def _padded_close(marks: Marks, radius: int) -> Marks:
    """A closing that the picture's border neither stops nor draws to itself."""
    wide = cv2.copyMakeBorder(marks, radius, radius, radius, radius, cv2.BORDER_REPLICATE)
    closed = np.asarray(cv2.morphologyEx(wide, cv2.MORPH_CLOSE, _disc(radius)), np.uint8)
    return closed[radius:-radius, radius:-radius] | marks


def _disc(radius: int) -> Marks:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def _softened(marks: Marks) -> Plane:
    """1 where marked, falling to 0 outside."""
    if not marks.any():
        return np.zeros(marks.shape, np.float32)
    away = cv2.distanceTransform(1 - marks, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.clip(1 - away / (1 + _SOFT * min(marks.shape)), 0, 1).astype(np.float32)
