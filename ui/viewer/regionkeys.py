"""The region by keyboard: arrows move it, with Alt its lower right corner; Shift takes ten pixels; Enter and Escape end drawing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from uprez.ui.viewer.region import WHOLE, Grip, dragged
from uprez.ui.viewer.state import Region, ViewState

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENDS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CORNER = Grip(right=True, bottom=True)


def region_key(state: ViewState, event: QKeyEvent, *, act: bool) -> bool:
    """True when a key means something while a region is drawn; it is done when `act`."""
    if not state.region_mode:
        return False
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = Qt.Key(event.key())
    if key in _ENDS:
        if act:
            state.set_region_mode(False)
        return True
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        if act:
            state.set_region(None)
        return True
    if key not in _ARROWS or modifiers & Qt.KeyboardModifier.ControlModifier:
        return False
    if act:
        far = 10 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        grip = _CORNER if modifiers & Qt.KeyboardModifier.AltModifier else WHOLE
        x, y = _ARROWS[key]
        state.set_region(dragged(state.region or _first(state), grip, (x * far, y * far), state.source_size))
    return True


def _first(state: ViewState) -> Region:
    """Half the picture, in its middle."""
    width, height = state.source_size
    return width // 4, height // 4, max(1, width // 2), max(1, height // 2)
