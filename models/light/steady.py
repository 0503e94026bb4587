"""Keep a SPAN steady on pictures that its training never showed it.

SPAN multiplies its features by functions of themselves, block after block. On hard-edged graphics
(colour bars, titles, stars, one-pixel patterns) they grow without bound: colour bars come out
between -219 and 224, with the authors' code as with this one. At a third of the contrast the same
network stays calm and is almost as good, so that is what such places get.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels, Size
from uprez.models.resample import resample
from uprez.models.runtime.network import Network

MARGIN = 0.25
"""A result beyond 0 to 1 by more is no picture; on photos the most seen is 0.12."""
CONTRAST = 1 / 3
"""Contrast at which the network is asked again; on photos it costs 0.1 to 0.4 dB there."""
SPREAD, FADE = 4, 2
"""Source pixels around such a place that are replaced too, and over which the replacement fades."""
REACH = SPREAD + FADE
"""Source pixels that this adds to the network's halo."""


class SteadyNetwork:
    """A network whose runaway places are made again at less contrast, and by Lanczos where that runs away too."""

    def __init__(self, network: Network, scale: int) -> None:
        """Wrap a network that gives `scale` times the size."""
        self._network = network
        self._scale = scale
        self.runtime = network.runtime

    def __call__(self, x: Pixels) -> Pixels:
        """Apply the network; see `Network.__call__`. `x` lies in 0 to 1."""
        result = self._network(x)
        if result.min() >= -MARGIN and result.max() <= 1 + MARGIN:
            return result
        contrast = np.float32(CONTRAST)
        calm = (self._network((x - 0.5) * contrast + 0.5) - 0.5) / contrast + 0.5
        plain = resample(x, Size(result.shape[3], result.shape[2]))
        for index in range(len(x)):
            low, high = self._bounds(x[index])
            mild = _mixed(calm[index], plain[index], self._share(calm[index]), low, high)
            result[index] = _mixed(result[index], mild, self._share(result[index]), low, high)
        return result

    def _share(self, result: Pixels) -> Pixels:
        """How much of each pixel (sH, sW) is replaced: 1 where `result` (3, sH, sW) ran away, fading to 0."""
        scale = self._scale
        _, height, width = result.shape
        outside = (result < -MARGIN) | (result > 1 + MARGIN)
        cells = outside.reshape(3, height // scale, scale, width // scale, scale).any(axis=(0, 2, 4))
        grown = cv2.dilate(np.asarray(cells, np.float32), _square(SPREAD))
        faded = cv2.blur(grown, (2 * FADE + 1, 2 * FADE + 1), borderType=cv2.BORDER_REPLICATE)
        return self._enlarged(faded.astype(np.float32))

    def _bounds(self, source: Pixels) -> tuple[Pixels, Pixels]:
        """The least and the most (3, sH, sW) of the source around each pixel, with room for sharper edges."""
        low: Pixels = np.stack([cv2.erode(plane, _square(1)) for plane in source]).astype(np.float32)
        high: Pixels = np.stack([cv2.dilate(plane, _square(1)) for plane in source]).astype(np.float32)
        room: Pixels = np.multiply(high - low, 1 / 8, dtype=np.float32)
        return self._enlarged(low - room), self._enlarged(high + room)

    def _enlarged(self, planes: Pixels) -> Pixels:
        return planes.repeat(self._scale, axis=-2).repeat(self._scale, axis=-1)


def _mixed(wild: Pixels, mild: Pixels, share: Pixels, low: Pixels, high: Pixels) -> Pixels:
    """`mild` where `share` is 1, `wild` untouched where it is 0; between, both within `low` and `high`."""
    return np.where(share > 0, wild.clip(low, high) * (1 - share) + mild.clip(low, high) * share, wild)


def _square(reach: int) -> NDArray[np.uint8]:
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
