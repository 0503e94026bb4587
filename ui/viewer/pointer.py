"""What the mouse does in a viewer: pan, drag the wipe's line, draw and change the region."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from uprez.ui.viewer.geometry import Geometry
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.region import REACH, Grip, between, dragged, grip_at
from uprez.ui.viewer.state import Region, ViewState


class Drag(Enum):
    """What is being dragged."""

    PAN = "pan"
    """The picture."""
    WIPE = "wipe"
    """The wipe's line."""
    BAND = "band"
    """A new region, from corner to corner."""
    GRIP = "grip"
    """An edge, a corner or the whole of the region."""


@dataclass(frozen=True)
class _Held:
    """A drag that goes on."""

    drag: Drag
    """What is dragged."""
    at: QPointF
    """Where it began, in device pixels."""
    centre: tuple[float, float]
    """The view's centre then."""
    grip: Grip | None = None
    """What of the region is held."""
    region: Region | None = None
    """The region then."""


class Pointer:
    """Turns mouse events of one viewer into changes of the state. Positions are in device pixels."""

    def __init__(self, state: ViewState) -> None:
        self._state = state
        self._held: _Held | None = None

    @property
    def held(self) -> bool:
        """True while a button is down on something."""
        return self._held is not None

    def press(self, event: QMouseEvent, geometry: Geometry, ratio: float) -> None:
        """Take hold of what is under the pointer; `ratio` is device pixels per logical pixel."""
        at, state = event.position() * ratio, self._state
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        drag, grip = self._target(at, geometry, ratio)
        if event.button() == Qt.MouseButton.MiddleButton:
            drag, grip = Drag.PAN, None
        self._held = _Held(drag, at, state.centre, grip, state.region)

    def move(self, event: QMouseEvent, geometry: Geometry, ratio: float) -> Qt.CursorShape | None:
        """Drag on; gives the cursor that says what would be taken hold of."""
        at, state, held = event.position() * ratio, self._state, self._held
        if held is None:
            return self._cursor(*self._target(at, geometry, ratio))
        if held.drag is Drag.PAN:
            width, height = (side * geometry.zoom for side in geometry.canvas)
            if state.zoom is not None:
                state.set_view(
                    state.zoom, (held.centre[0] - (at.x() - held.at.x()) / width, held.centre[1] - (at.y() - held.at.y()) / height)
                )
            return Qt.CursorShape.ClosedHandCursor
        if held.drag is Drag.WIPE:
            state.set_wipe(geometry.to_canvas(at.x(), at.y())[0] / geometry.canvas[0])
            return Qt.CursorShape.SplitHCursor
        start, end = (self._source(point, geometry) for point in (held.at, at))
        if held.drag is Drag.GRIP and held.grip is not None and held.region is not None:
            state.set_region(dragged(held.region, held.grip, (end[0] - start[0], end[1] - start[1]), state.source_size))
        elif (at - held.at).manhattanLength() > 3 * ratio:
            state.set_region(between(start, end, state.source_size))
        return None

    def release(self) -> None:
        """Let go."""
        self._held = None

    def _target(self, at: QPointF, geometry: Geometry, ratio: float) -> tuple[Drag, Grip | None]:
        """What a press here would take hold of."""
        state = self._state
        if state.region_mode:
            x, y = self._source(at, geometry)
            reach = REACH * ratio / geometry.zoom * state.source_size[0] / geometry.canvas[0]
            grip = grip_at(state.region, x, y, reach) if state.region is not None else None
            return (Drag.GRIP, grip) if grip is not None else (Drag.BAND, None)
        line = geometry.left + state.wipe * geometry.canvas[0] * geometry.zoom
        if state.mode is Mode.WIPE and abs(at.x() - line) <= REACH * 1.5 * ratio:
            return Drag.WIPE, None
        return Drag.PAN, None

    def _source(self, at: QPointF, geometry: Geometry) -> tuple[float, float]:
        """Source pixels at a device position."""
        x, y = geometry.to_canvas(at.x(), at.y())
        scale = self._state.source_size[0] / geometry.canvas[0]
        return x * scale, y * scale

    def _cursor(self, drag: Drag, grip: Grip | None) -> Qt.CursorShape | None:
        if drag is Drag.WIPE:
            return Qt.CursorShape.SplitHCursor
        if drag is Drag.BAND:
            return Qt.CursorShape.CrossCursor
        if grip is None:
            return None
        if grip.whole:
            return Qt.CursorShape.SizeAllCursor
        if (grip.left or grip.right) and (grip.top or grip.bottom):
            falling = (grip.left and grip.top) or (grip.right and grip.bottom)
            return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
        return Qt.CursorShape.SizeHorCursor if grip.left or grip.right else Qt.CursorShape.SizeVerCursor
