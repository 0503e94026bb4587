"""The zoom in a drop-down: fitted, or one of the neat steps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from uprez.ui.viewer.geometry import ZOOMS
from uprez.ui.viewer.state import ViewState


class ZoomBox(QComboBox):
    """Follows the state's zoom."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setAccessibleName(self.tr("Zoom"))
        self.setToolTip(self.tr("Zoom: screen pixels for each pixel of the larger picture"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMaxVisibleItems(len(ZOOMS) + 1)
        self.addItem(self.tr("Fit"), None)
        for zoom in ZOOMS:
            self.addItem(f"{zoom * 100:.4g} %", zoom)
        self.activated.connect(lambda: state.set_view(self.currentData()))
        state.view_changed.connect(self._sync)
        self._sync()

    def _sync(self) -> None:
        zoom = self._state.zoom
        places = [place for place in range(1, self.count()) if zoom is not None and abs(self.itemData(place) - zoom) < 1e-6]
        self.setCurrentIndex(0 if zoom is None else places[0] if places else -1)
