"""What stands where the clips will be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme import RADIUS, SPACE, changes, colours


class EmptySources(QWidget):
    """Says what can be dropped here, and offers to choose it."""

    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = QLabel(self)
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(self.tr("Drop clips here"), self)
        title.setProperty("role", "title")
        words = QLabel(self.tr("Movies, folders of frames, or a timeline: OTIO, FCPXML, EDL, AAF"), self)
        words.setProperty("role", "muted")
        words.setWordWrap(True)
        for label in (title, words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        files, folder = QPushButton(self.tr("Add files…"), self), QPushButton(self.tr("Add folder…"), self)
        files.setProperty("role", "primary")
        files.setToolTip(self.tr("Movies, pictures or timelines (Ctrl+O)"))
        folder.setToolTip(self.tr("All clips in a folder (Ctrl+Shift+O)"))
        files.clicked.connect(self.files_wanted)
        folder.clicked.connect(self.folder_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        buttons.addWidget(files)
        buttons.addWidget(folder)
        buttons.addStretch()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        rows.setSpacing(SPACE)
        rows.addStretch(2)
        rows.addWidget(self._sign)
        rows.addWidget(title)
        rows.addWidget(words)
        rows.addSpacing(SPACE)
        rows.addLayout(buttons)
        rows.addStretch(3)
        changes().changed.connect(self._paint_sign)
        self._paint_sign()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A dashed edge around the place to drop on."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colours().edge), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        edge = 2 * SPACE
        painter.drawRoundedRect(self.rect().adjusted(edge, SPACE, -edge, -edge), 2 * RADIUS, 2 * RADIUS)

    def _paint_sign(self) -> None:
        self._sign.setPixmap(icon("sources", "muted").pixmap(40, 40))
        self.update()
