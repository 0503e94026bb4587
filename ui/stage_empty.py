"""What the middle shows before there is a clip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme.choice import changes
from uprez.ui.theme.tokens import ICON, SPACE


class EmptyStage(QWidget):
    """A sign and two lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(self.tr("Nothing to look at yet"), self)
        title.setProperty("role", "title")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said = self.tr("Clips that you add, and finished takes beside their sources, are shown here. Drop files anywhere in the window.")
        words = QLabel(said, self)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        rows.setSpacing(SPACE)
        rows.addStretch(2)
        rows.addWidget(self._sign)
        rows.addWidget(title)
        rows.addWidget(words)
        rows.addStretch(3)
        changes().changed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        self._sign.setPixmap(icon("film", "faint").pixmap(3 * ICON, 3 * ICON))
