"""How one entry is drawn in the list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from uprez.ui.icons import paint_icon
from uprez.ui.picture_frame import paint_picture, paint_row
from uprez.ui.queue.entry import Entry, State
from uprez.ui.queue.model import ENTRY
from uprez.ui.queue.thumbnails import Thumbnails
from uprez.ui.queue.words import progress_words, state_icon, state_role, state_words, time_words
from uprez.ui.theme.choice import colours
from uprez.ui.theme.tokens import ICON, SPACE
from uprez.ui.told import told

THUMB = QSize(96, 54)
"""The picture's place in logical pixels."""
ROW = THUMB.height() + 2 * SPACE
"""Height of an entry in logical pixels."""
BAR = 4
"""Thickness of the progress bar in logical pixels."""


def paint_progress(painter: QPainter, rect: QRect, entry: Entry) -> None:
    """A bar with one cell a window while there is room for gaps between them, and a smooth one otherwise."""
    chosen = colours()
    role = state_role(entry) if entry.state is not State.QUEUED else "muted"
    full, empty = QColor(getattr(chosen, role)), QColor(chosen.edge)
    cells = entry.windows if 1 < entry.windows <= rect.width() // 6 else 1
    gap = 2 if cells > 1 else 0
    width = (rect.width() + gap) / cells
    painter.setPen(Qt.PenStyle.NoPen)
    for cell in range(cells):
        made = min(1.0, max(0.0, entry.part * cells - cell))
        place = QRectF(rect.x() + cell * width, rect.y(), width - gap, rect.height())
        painter.setBrush(empty)
        painter.drawRoundedRect(place, 1.5, 1.5)
        if made:
            painter.setBrush(full)
            painter.drawRoundedRect(QRectF(place.x(), place.y(), max(2.0, place.width() * made), place.height()), 1.5, 1.5)


class EntryDelegate(QStyledItemDelegate):
    """Picture, title and state, windows and frames, bar, time left."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """All rows are equally high."""
        return QSize(THUMB.width() * 3, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw an entry."""
        entry: Entry = index.data(ENTRY)
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row(painter, rect, state)
        inner = rect.adjusted(SPACE, SPACE, -2 * SPACE, -SPACE)
        thumb = QRect(inner.topLeft(), THUMB)
        paint_picture(painter, thumb, self._thumbnails.picture(entry))
        left = thumb.right() + 2 * SPACE
        self._text(painter, QRect(left, inner.y(), inner.right() - left + 1, inner.height()), entry, option)
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, entry: Entry, option: QStyleOptionViewItem) -> None:
        chosen = colours()
        plain: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        bold = QFont(plain)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics, titles = QFontMetrics(plain), QFontMetrics(bold)
        line = metrics.height()
        gap = (rect.height() - 2 * line - BAR) // 2
        words = state_words(entry)
        if titles.horizontalAdvance(entry.title) + SPACE + metrics.horizontalAdvance(words) + ICON + SPACE // 2 > rect.width():
            words = ""  # a name tells entries apart; the sign and the bar tell their states
        width = metrics.horizontalAdvance(words) + ICON + SPACE // 2 if words else ICON - 2
        right = QRect(rect.right() - width + 1, rect.y(), width, line)
        painter.setFont(plain)
        painter.setPen(QColor(getattr(chosen, state_role(entry))))
        paint_icon(painter, state_icon(entry), QRect(right.x(), right.y() + (line - ICON + 2) // 2, ICON - 2, ICON - 2), state_role(entry))
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        painter.setFont(bold)
        painter.setPen(QColor(chosen.text))
        title = QRect(rect.x(), rect.y(), right.x() - rect.x() - SPACE, line)
        shown = titles.elidedText(entry.title, Qt.TextElideMode.ElideMiddle, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        paint_progress(painter, QRect(rect.x(), rect.y() + line + gap, rect.width(), BAR), entry)
        painter.setFont(plain)
        painter.setPen(QColor(chosen.muted))
        low = QRect(rect.x(), rect.bottom() - line + 1, rect.width(), line)
        time = time_words(entry)
        painter.drawText(low, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, time)
        room = low.width() - metrics.horizontalAdvance(time) - SPACE
        painter.drawText(low, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(_below(entry), Qt.TextElideMode.ElideRight, room))


def _below(entry: Entry) -> str:
    if entry.state is State.FAILED:
        return told(str((entry.raw.get("error") or {}).get("what", "")))
    return progress_words(entry)
