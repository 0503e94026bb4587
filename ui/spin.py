"""A field for whole numbers."""

from __future__ import annotations

from PySide6.QtWidgets import QSpinBox, QWidget

from uprez.ui.theme import SPACE


class Spin(QSpinBox):
    """Its text begins where that of other fields does. A number counts once it is entered, not at every digit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setKeyboardTracking(False)
        self.lineEdit().setTextMargins(SPACE - 2, 0, 0, 0)
