"""The list of reference images: takes dropped files, is put in order by dragging and by keys."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QWidget

from uprez.ui.theme import SPACE, colours

THUMB = 48
"""Side of a picture in the list, in logical pixels."""
MOST = 4
"""Pictures that are seen without scrolling."""


class ReferenceList(QListWidget):
    """Pictures with their names."""

    dropped = Signal(list)
    """Paths of files."""
    ordered = Signal()
    """Rows were dragged into another order."""
    moved = Signal(int)
    """The current row is to go up (-1) or down (1)."""
    removed = Signal()
    crop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Reference images"))
        self.setIconSize(QSize(THUMB, THUMB))
        self.setSpacing(2)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setAcceptDrops(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.itemDoubleClicked.connect(self.crop_wanted)
        self.fit()

    def fit(self) -> None:
        """As high as its pictures, up to some of them."""
        rows = min(MOST, max(1, self.count()))
        self.setFixedHeight(rows * (THUMB + SPACE) + SPACE // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Delete, Enter, and Alt with an arrow."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace:
                self.removed.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.crop_wanted.emit()
            case Qt.Key.Key_Up if alt:
                self.moved.emit(-1)
            case Qt.Key.Key_Down if alt:
                self.moved.emit(1)
            case _:
                super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files, and own rows."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Take files, and own rows."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Add files, or take the new order of the rows."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.dropped.emit([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        else:
            super().dropEvent(event)
            self.ordered.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Say what can be dropped while it is empty."""
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(colours().muted))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Drop pictures here"))
