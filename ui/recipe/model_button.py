"""The chosen model, as a button that opens the list."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from uprez.ui.icons import paint_icon
from uprez.ui.theme import ICON, SPACE, colours

_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
_ONE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ModelButton(QPushButton):
    """Two lines for what the model is for and one for what it is called; always equally high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._below = ""

    def say(self, words: str, below: str) -> None:
        """Show what the model is for, and a line below."""
        self._words, self._below = words, below
        self.setAccessibleName(self.tr("Model: {}").format(words))
        self.setAccessibleDescription(below)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Three lines."""
        return QSize(200, 3 * self.fontMetrics().lineSpacing() + 2 * SPACE + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Three lines."""
        return QSize(120, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Down and Enter open it, as Space does."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the button, and the words on it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""  # pyright: ignore[reportAttributeAccessIssue]
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        chosen, line = colours(), self.fontMetrics().lineSpacing()
        room = self.rect().adjusted(SPACE + SPACE // 2, SPACE, -SPACE - SPACE // 2, -SPACE)
        paint_icon(painter, "down", QRect(room.right() - ICON + 1, room.center().y() - ICON // 2, ICON, ICON), "muted")
        room.setRight(room.right() - ICON - SPACE)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(chosen.text))
        painter.drawText(QRect(room.x(), room.y(), room.width(), 2 * line), _WRAP, self._words)
        painter.setFont(self.font())
        painter.setPen(QColor(chosen.muted))
        shown = QFontMetrics(self.font()).elidedText(self._below, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRect(room.x(), room.bottom() - line + 1, room.width(), line), _ONE, shown)
