"""Optical flow without weights: Dense Inverse Search, as OpenCV has it.

Kroeger et al., "Fast Optical Flow using Dense Inverse Search", 2016. Slower and finer than the stabiliser's
(`uprez.models.motion`), which needs to know above all where not to believe its flow.
"""

from __future__ import annotations

import cv2
import numpy as np

from uprez.core.frame import Pixels
from uprez.models.motion import LEAST_SIDE, grey

_FINEST = 0
"""The picture's own size. The preset stops at half of it: a quarter of the time (34 to 140 ms at 640x360, one core), but on
moving textures twice the error in the median (0.05 to 0.11 pixels)."""


class DisFlow:
    """Dense Inverse Search: OpenCV's medium preset, carried on to the picture's own size. Not for two threads at once."""

    def __init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        self._search.setFinestScale(_FINEST)

    def estimate(self, target: Pixels, source: Pixels) -> Pixels:
        """Where each pixel of `target` lies in `source`.

        Takes two times (3, H, W) float32, R'G'B' from -1 to 1, of any size; only luma in 256 steps is looked at. Gives
        (2, H, W) float32: x and y offsets in pixels. Sides below 16 are padded by repeating the edge, and cropped again.

        Raises:
            ValueError: the two differ in size.
        """
        if target.shape != source.shape:
            raise ValueError(f"target {target.shape} and source {source.shape} differ in size")
        height, width = target.shape[1:]
        left, top = max(0, LEAST_SIDE - width) // 2, max(0, LEAST_SIDE - height) // 2
        margins = (top, max(0, LEAST_SIDE - height) - top, left, max(0, LEAST_SIDE - width) - left)
        ours, theirs = (cv2.copyMakeBorder(grey(0.5 + 0.5 * frame), *margins, cv2.BORDER_REPLICATE) for frame in (target, source))
        flow = np.asarray(self._search.calc(ours, theirs, None), np.float32)  # pyright: ignore[reportArgumentType, reportCallIssue]
        return np.ascontiguousarray(flow[top : top + height, left : left + width].transpose(2, 0, 1))
