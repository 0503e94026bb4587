"""Where things went between two neighbouring frames, and where that answer can be believed.

Flow by Dense Inverse Search (Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016), as
OpenCV has it: it needs no weights, and gives the same bits whatever the number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels

LEAST_SIDE = 16
"""Pictures with a shorter side are too small for the flow's pyramid of patches."""

_LUMA = (0.2126, 0.7152, 0.0722)
"""Weights of R', G', B' in luma, BT.709."""
_ROUND_TRIP = (0.01, 0.5)
"""Farthest that forward and backward flow may miss each other, squared: a share of their squared lengths, and
square pixels (Sundaram et al., "Dense Point Trajectories by GPU-accelerated Large Displacement Optical Flow", 2010)."""
_LIKENESS = 3.5 / 255
"""Difference (root mean square over R, G, B, in model space) at which a neighbour's pixel counts 1/e."""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame of a pair as a source for the other."""

    flow: Pixels
    """(H, W, 2): where each pixel of this frame lies in the other, x and y offsets in pixels."""
    trust: Pixels
    """(H, W), 0 to 1: how far the other frame shows the same thing there."""


class Eye:
    """Compares neighbouring frames of one size."""

    def __init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self._search.setPatchStride(4)  # a third of the time of the preset, the same result: docs/decisions/002-stabiliser.md
        self._search.setGradientDescentIterations(12)
        self._search.setVariationalRefinementIterations(0)

    def compare(self, early: Pixels, late: Pixels) -> tuple[Look, Look]:
        """How each of two frames (3, H, W) float32 in model space, no side below LEAST_SIDE, sees the other."""
        greys = grey(early), grey(late)
        ahead, back = self._flow(*greys), self._flow(*reversed(greys))
        to_late, to_early = _maps(ahead), _maps(back)
        likeness = _likeness(early, late, to_late)
        mirrored = _moved(likeness, to_early)
        likeness *= _closed(ahead, back, to_late)
        mirrored *= _closed(back, ahead, to_early)
        return Look(ahead, likeness), Look(back, mirrored)

    def _flow(self, here: NDArray[np.uint8], there: NDArray[np.uint8]) -> Pixels:
        self._search.setFinestScale(1)  # the preset's; OpenCV lowers it for small pictures and keeps it so
        flow = self._search.calc(here, there, None)  # pyright: ignore[reportArgumentType, reportCallIssue]  # None: no guess
        return np.asarray(flow, np.float32)


def grey(frame: Pixels) -> NDArray[np.uint8]:
    """Luma (H, W) of a frame (3, H, W) float32 in model space, in 256 steps, which is what the flow takes."""
    luma = frame[0] * np.float32(_LUMA[0] * 255)
    for plane, weight in zip(frame[1:], _LUMA[1:], strict=True):
        luma += plane * np.float32(weight * 255)
    return np.rint(np.clip(luma, 0, 255, out=luma), out=luma).astype(np.uint8)


def _maps(flow: Pixels) -> tuple[Pixels, Pixels]:
    """Where each pixel lies in the other frame: x and y, each (H, W)."""
    height, width = flow.shape[:2]
    return flow[..., 0] + np.arange(width, dtype=np.float32), flow[..., 1] + np.arange(height, dtype=np.float32)[:, None]


def _likeness(here: Pixels, there: Pixels, maps: tuple[Pixels, Pixels]) -> Pixels:
    """How much `there`, brought into place, looks like `here`: (H, W), 1 for equal colours."""
    difference, moved = np.zeros(here.shape[1:], np.float32), np.empty(here.shape[1:], np.float32)
    for mine, theirs in zip(here, there, strict=True):
        cv2.remap(theirs, *maps, cv2.INTER_CUBIC, dst=moved, borderMode=cv2.BORDER_REPLICATE)
        moved -= mine
        difference += np.square(moved, out=moved)
    return np.exp(np.multiply(difference, -1 / (3 * _LIKENESS**2), out=difference), out=difference)


def _closed(flow: Pixels, back: Pixels, maps: tuple[Pixels, Pixels]) -> NDArray[np.bool_]:
    """Where the way there stays inside the picture and the way back comes home."""
    height, width = flow.shape[:2]
    returned = _moved(back, maps)
    allowed = _ROUND_TRIP[0] * (_squared(flow) + _squared(returned)) + _ROUND_TRIP[1]
    returned += flow
    across, down = maps
    return (_squared(returned) < allowed) & (across >= 0) & (across <= width - 1) & (down >= 0) & (down <= height - 1)


def _moved(picture: Pixels, maps: tuple[Pixels, Pixels]) -> Pixels:
    return np.asarray(cv2.remap(picture, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _squared(vectors: Pixels) -> Pixels:
    return vectors[..., 0] ** 2 + vectors[..., 1] ** 2
