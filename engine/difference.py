"""Where an edited clip differs from the clip that it was made of: the mask `auto`.

Both pictures are brought to one small size and one blur, so that codecs, noise and a network's softness count for little. What is
left is judged against the frame's own noise and against the contrast of the place, as soft edges differ most where a picture has
edges. One frame tells all: no other is looked at, so that any machine measures the same.
"""

from __future__ import annotations

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


def difference_mask(edited: Pixels, original: Pixels) -> Plane:
    """Where `edited` shows something else than `original`: (h, w) float32, 1 edited, exactly 0 not, with soft edges outside the edit.

    Both are (3, H, W) float32 in one model space, nominally 0 to 1, of any sizes and of one view. The mask has the smaller of
    the two sizes and at most `SIDE` pixels in its shorter side.
    """
    size = _size_for(edited, original)
    ours, theirs = _seen(edited, size), _seen(original, size)
    apart = ours - theirs
    apart -= np.clip(np.median(apart, axis=(0, 1)), -_SHIFT, _SHIFT)
    noise = np.clip(1.4826 * np.median(np.abs(apart), axis=(0, 1)), *_NOISE)
    score = (np.abs(apart) / (_TIMES * noise + _EDGES * _contrast(theirs))).max(axis=2)
    return _softened(_whole(_marked(score)))


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
