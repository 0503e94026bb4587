"""Images that were made lately: a loop that was played once costs only its painting, and flipping A and B costs nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from uprez.ui.viewer.display import Codes
from uprez.ui.viewer.grid import Rect

_LEAST = 4
"""Images that are kept in any case: two may be on the screen, two may be waiting for it."""
_SPARE = 2
"""Memory of images that is written again: fresh memory costs 8 ms a 4K image."""


@dataclass(frozen=True, eq=False)
class Layer:
    """An image and the part of the canvas that it covers."""

    image: QImage
    """On the memory of `codes`."""
    codes: Codes
    """(h, w, 4) uint8, red first; the fourth value means nothing."""
    canvas: Rect
    """In canvas pixels."""


class Kept:
    """Least recently used images go first. For one thread."""

    def __init__(self, budget: int) -> None:
        """`budget` in bytes."""
        self._budget = budget
        self._bytes = 0
        self._layers: OrderedDict[Hashable, Layer] = OrderedDict()
        self._spare: list[Codes] = []

    def get(self, key: Hashable) -> Layer | None:
        """The image that was made for this very request."""
        layer = self._layers.get(key)
        if layer is not None:
            self._layers.move_to_end(key)
        return layer

    def put(self, key: Hashable, layer: Layer) -> None:
        """Keep an image, and let go of the oldest ones beyond the budget."""
        if key not in self._layers:
            self._bytes += layer.codes.nbytes
        self._layers[key] = layer
        self._trim(self._budget)

    def _trim(self, budget: int) -> None:
        while self._bytes > budget and len(self._layers) > _LEAST:
            _, old = self._layers.popitem(last=False)
            self._bytes -= old.codes.nbytes
            self._spare = [old.codes, *self._spare][:_SPARE]

    def forget(self) -> None:
        """No image is found any more; the newest ones stay, as they may be on the screen."""
        self._layers = OrderedDict((object(), layer) for layer in self._layers.values())
        self._trim(0)

    def memory(self, height: int, width: int) -> Codes:
        """Memory for an image of (h, w, 4) uint8, not cleared."""
        for place, codes in enumerate(self._spare):
            if codes.shape == (height, width, 4):
                return self._spare.pop(place)
        return np.empty((height, width, 4), np.uint8)
