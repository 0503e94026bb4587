"""A slider for a share, with its value beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from uprez.ui.theme.tokens import SPACE


class PercentSlider(QWidget):
    """0 to 100 %, shown as 0 to 1 to the program."""

    changed = Signal(float)
    """The user moved it; 0 to 1."""

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        """`name` is what it is called to those who hear it, `what` the tooltip."""
        super().__init__(parent)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        self._slider.setRange(0, 100)
        self._slider.setPageStep(10)
        self._slider.setAccessibleName(name)
        self._slider.setMinimumWidth(12 * SPACE)
        self._slider.setToolTip(what)
        self._said = QLabel(self)
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._said.setFixedWidth(self.fontMetrics().horizontalAdvance("100 %") + 2)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE)
        line.addWidget(self._slider, 1)
        line.addWidget(self._said)
        self.setFocusProxy(self._slider)
        self._slider.valueChanged.connect(self._moved)
        self._say()

    @property
    def value(self) -> float:
        """0 to 1."""
        return self._slider.value() / 100

    def set_value(self, value: float) -> None:
        """Show a value; `changed` is not emitted."""
        self._slider.blockSignals(True)
        self._slider.setValue(round(100 * value))
        self._slider.blockSignals(False)
        self._say()

    def _moved(self) -> None:
        self._say()
        self.changed.emit(self.value)

    def _say(self) -> None:
        self._said.setText(f"{self._slider.value()}\u00a0%")
