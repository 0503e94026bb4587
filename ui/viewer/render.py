"""Pictures become images in a thread of their own; the newest request counts, what is older is left out."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from uprez.core.errors import UprezError
from uprez.ui.viewer.display import Codes, Look, Transform
from uprez.ui.viewer.geometry import Geometry
from uprez.ui.viewer.grid import Grid, grid_for, rows_of
from uprez.ui.viewer.kept import Kept, Layer
from uprez.ui.viewer.levels import Level
from uprez.ui.viewer.modes import Channels, Mode
from uprez.ui.viewer.strips import difference_codes, only, over_checkerboard

_ROWS = 64
"""Rows of a strip: 1 ms of Qt's work at a time, during which Python's lock is held."""
_TRANSFORMS = 12
Shown = tuple[Level, int]
"""A level, and the width of its picture's full size."""


@dataclass(frozen=True, eq=False)
class Request:
    """What a viewer wants to see."""

    frame: int
    """Frame number."""
    a: Shown | None
    """The first picture, when it is here and needed."""
    b: Shown | None
    """The second picture."""
    geometry: Geometry
    """Which part, how large."""
    mode: Mode
    """How they are compared."""
    channels: Channels
    """Which values are seen."""
    look: Look
    """How they are brought to the display."""
    square: int = 8
    """Side of the checkerboard's squares in device pixels."""
    exact: bool = False
    """Without baked tables: for pictures that rest."""


@dataclass(frozen=True, eq=False)
class Made:
    """The answer to a request."""

    request: Request
    """What was asked for."""
    layers: dict[Mode, Layer] = field(default_factory=dict[Mode, Layer])
    """Images of A, B or their difference; a wipe has both A and B."""
    error: UprezError | None = None
    """Why there are none."""
    refines: bool = False
    """True when an exact pass would change something."""


class Renderer(QObject):
    """One for each viewer."""

    made = Signal(object)
    """A `Made`; emitted from the thread, so it reaches the main thread as a queued call."""

    def __init__(self, budget: int, parent: QObject | None = None) -> None:
        """Starts the thread; `budget` in bytes is for images that may be wanted again."""
        super().__init__(parent)
        self._kept = Kept(budget)
        self._change = threading.Condition()
        self._next: Request | None = None
        self._closed = self._forget = False
        threading.Thread(target=self._work, name="viewer", daemon=True).start()

    def make(self, request: Request) -> None:
        """Make this next; a request that is not begun is forgotten, an exact one that is begun is left off."""
        with self._change:
            self._next = request
            self._change.notify()

    def forget(self) -> None:
        """Keep no image; their memory is used again."""
        with self._change:
            self._forget = True

    def close(self) -> None:
        """End the thread after what it is doing."""
        with self._change:
            self._closed = True
            self._next = None
            self._change.notify()

    def _work(self) -> None:
        while True:
            with self._change:
                while self._next is None and not self._closed:
                    self._change.wait()
                request, self._next = self._next, None
                forget, self._forget = self._forget, False
            if forget:
                self._kept.forget()
            if request is None:
                return
            made = self._answer(request)
            try:
                if made is not None:
                    self.made.emit(made)
            except RuntimeError:  # the window went while its picture was being made
                return

    def _answer(self, request: Request) -> Made | None:
        """The images; None when something newer is wanted and this was only a refinement."""
        wanted = {Mode.WIPE: (Mode.A, Mode.B)}.get(request.mode, (request.mode,))
        layers: dict[Mode, Layer] = {}
        try:
            refines = False
            for mode in wanted:
                shown = {Mode.A: [request.a], Mode.B: [request.b]}.get(mode, [request.a, request.b])
                pictures = [one for one in shown if one is not None]
                if len(pictures) < len(shown):
                    continue
                key = _key(mode, request, pictures)
                layer = self._kept.get(key) or self._layer(request, pictures)
                refines = refines or any(_transform(level.space, request.look).moving_differs for level, _ in pictures)
                if request.exact and self._next is not None:
                    return None
                if layer is not None:
                    layers[mode] = layer
                    self._kept.put(key, layer)
        except UprezError as error:
            return Made(request, error=error)
        return Made(request, layers, refines=refines and not request.exact and request.channels is not Channels.ALPHA)

    def _layer(self, request: Request, pictures: list[Shown]) -> Layer | None:
        grid = grid_for(pictures, request.geometry)
        if grid is None:
            return None
        transforms = [_transform(level.space, request.look) for level, _ in pictures]
        codes = self._kept.memory(grid.height, grid.width)

        def strip(top: int) -> None:
            if not (request.exact and self._next is not None):
                rows = slice(top, min(top + _ROWS, grid.height))
                found = [rows_of(level, width, grid, request.geometry, rows) for level, width in pictures]
                alpha = pictures[0][0].alpha
                _fill(request, grid, rows, found=found, transforms=transforms, alpha=alpha, into=codes[rows])

        list(pool().map(strip, range(0, grid.height, _ROWS)))
        image = QImage(codes.data, grid.width, grid.height, grid.width * 4, QImage.Format.Format_RGBX8888)
        return Layer(image, codes, grid.canvas)


def _key(mode: Mode, request: Request, pictures: list[Shown]) -> Hashable:
    """All that an image depends on."""
    levels = tuple((level.serial, width) for level, width in pictures)
    return mode, levels, request.geometry, request.channels, request.look, request.square, request.exact


def _fill(
    request: Request, grid: Grid, rows: slice, *, found: list[NDArray[np.float16]], transforms: list[Transform], alpha: bool, into: Codes
) -> None:
    """One strip: display transform, then the comparison or the channels."""
    if len(found) == 2:
        floats = [np.empty(into.shape, np.float32) for _ in found]
        for pixels, transform, values in zip(found, transforms, floats, strict=True):
            transform.floats(pixels, values, exact=request.exact)
        difference_codes(floats[0], floats[1], into)
    elif request.channels is not Channels.ALPHA:
        transforms[0].codes(found[0], into, exact=request.exact)
    if alpha and len(found) == 1 and request.channels is Channels.COLOUR:
        square = max(1, round(request.square / grid.pixel))
        over_checkerboard(found[0], into, square=square, corner=(grid.offset[0], grid.offset[1] + rows.start))
    only(request.channels, found[0], into)


@cache
def pool() -> ThreadPoolExecutor:
    """Threads for strips, one a processor, for all viewers."""
    return ThreadPoolExecutor(os.cpu_count() or 2, "strips")


_transforms: OrderedDict[tuple[str, Look], Transform] = OrderedDict()
_making = threading.Lock()


def _transform(space: str, look: Look) -> Transform:
    """A transform that is remembered. Raises InputError as `Transform`."""
    with _making:
        found = _transforms.get((space, look))
        if found is None:
            found = _transforms[space, look] = Transform(space, look, pool())
            while len(_transforms) > _TRANSFORMS:
                _transforms.popitem(last=False)
        _transforms.move_to_end((space, look))
        return found
