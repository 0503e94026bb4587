"""What stands where the clips will be."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from uprez.ui.empty import EmptyPlace
from uprez.ui.theme import RADIUS, SPACE, colours


class EmptySources(EmptyPlace):
    """Says what can be dropped here, and offers to choose it."""

    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sources", "muted", parent)
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
        said = self.tr("Movies, folders of frames, or a timeline: OTIO, FCPXML, XML, EDL, AAF, Kdenlive, MLT")
        self.say(self.tr("Drop clips here"), said, buttons)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A dashed edge around the place to drop on."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colours().edge), 1, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        edge = 2 * SPACE
        painter.drawRoundedRect(self.rect().adjusted(edge, SPACE, -edge, -edge), 2 * RADIUS, 2 * RADIUS)
