"""What the queue says while nothing is in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme.choice import changes
from uprez.ui.theme.tokens import ICON, SPACE


class EmptyQueue(QWidget):
    """Says what will be here, and how it gets here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(self)
        title = QLabel(self.tr("Nothing is in the queue"), self)
        title.setProperty("role", "heading")
        words = QLabel(self.tr("Choose a clip and a recipe, then “Add to queue”. Jobs go on when this window is closed."), self)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4 * SPACE, SPACE, 4 * SPACE, 2 * SPACE)
        rows.setSpacing(SPACE // 2)
        rows.addStretch()
        for part in (self._sign, title, words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            rows.addWidget(part)
        rows.addStretch()
        changes().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(icon("queue", "faint").pixmap(2 * ICON, 2 * ICON))
