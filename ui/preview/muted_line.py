"""A line of second-rank words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from uprez.ui.elided import ElidedLabel


def muted_line(parent: QWidget) -> ElidedLabel:
    """A label of one line that ends in dots where there is no room, and keeps its height when it is empty."""
    line = ElidedLabel("", parent, mode=Qt.TextElideMode.ElideRight)
    line.setProperty("role", "muted")
    line.setMinimumHeight(line.fontMetrics().lineSpacing())
    return line
