"""How one clip is drawn in the list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from uprez.ui.draft_clip import DraftClip
from uprez.ui.icons import paint_icon
from uprez.ui.picture_frame import paint_picture, paint_row
from uprez.ui.sources.clips_model import CLIP
from uprez.ui.sources.words import summary, tr
from uprez.ui.theme import ICON, SPACE, Colours, colours
from uprez.ui.told import told

THUMB = QSize(96, 54)
"""The picture's place in logical pixels."""

_FACTS = 3
"""Lines below the name."""
_LINES = 4
"""Lines that each part of an error may have in a row; all of it stands below the list."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class ClipRow(QStyledItemDelegate):
    """Picture, name, what it measures, what is in it; or why it cannot be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """One height for all rows, and room for the words where there is an error."""
        clip: DraftClip | None = index.data(CLIP)
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        row = max(THUMB.height(), (1 + _FACTS) * (QFontMetrics(font).height() + 1) + SPACE // 2) + 2 * SPACE
        if clip is None or clip.error is None:
            return QSize(0, row)
        widget: QWidget | None = option.widget  # pyright: ignore[reportAttributeAccessIssue]
        room = (widget.viewport().width() if isinstance(widget, QListView) else 320) - THUMB.width() - 5 * SPACE - SPACE // 2
        lines = QFontMetrics(font).height() + SPACE // 2
        return QSize(0, max(row, lines + sum(height + 2 for _, _, height in _error_parts(clip, font, room)) + 2 * SPACE))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw a clip."""
        clip: DraftClip | None = index.data(CLIP)
        if clip is None:
            return
        rect: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue]
        font: QFont = option.font  # pyright: ignore[reportAttributeAccessIssue]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_row(painter, rect, state)
        inner = rect.adjusted(2 * SPACE, SPACE, -2 * SPACE, -SPACE)
        sign, tone = ("film", "muted") if clip.error is None else ("error", "bad")
        thumb: QImage | None = index.data(Qt.ItemDataRole.DecorationRole)
        paint_picture(painter, QRect(inner.topLeft(), THUMB), thumb, sign=sign, tone=tone)
        left = inner.x() + THUMB.width() + SPACE + SPACE // 2
        text = QRect(left, inner.y(), inner.right() - left + 1, inner.height())
        _title(painter, text, clip, font)
        if clip.error is None:
            _facts(painter, text, clip, font)
        else:
            _error(painter, text, clip, font)
        painter.restore()


def _title(painter: QPainter, rect: QRect, clip: DraftClip, font: QFont) -> None:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetrics(bold)
    mark = "warning" if clip.choices_open and clip.error is None else ""
    line = QRect(rect.x(), rect.y(), rect.width() - (ICON + SPACE // 2 if mark else 0), metrics.height())
    if mark:
        paint_icon(painter, mark, QRect(rect.right() - ICON + 1, rect.y() + (line.height() - ICON) // 2, ICON, ICON), "warn")
    painter.setFont(bold)
    painter.setPen(QColor(colours().text))
    painter.drawText(line, _LEFT, metrics.elidedText(clip.title, Qt.TextElideMode.ElideMiddle, line.width()))


def _facts(painter: QPainter, rect: QRect, clip: DraftClip, font: QFont) -> None:
    metrics = QFontMetrics(font)
    height = metrics.height()
    lines = summary(clip) if clip.facts else (tr("Reading…"),)
    painter.setFont(font)
    painter.setPen(QColor(colours().muted))
    for place, words in enumerate(lines):
        top = rect.y() + SPACE // 2 + (1 + place) * (height + 1)
        line = QRect(rect.x(), top, rect.width(), height)
        painter.drawText(line, _LEFT, metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width()))


def _error(painter: QPainter, rect: QRect, clip: DraftClip, font: QFont) -> None:
    chosen: Colours = colours()
    top = rect.y() + QFontMetrics(font).height() + SPACE // 2
    painter.setFont(font)
    for words, role, height in _error_parts(clip, font, rect.width()):
        painter.setPen(QColor(getattr(chosen, role)))
        painter.drawText(QRect(rect.x(), top, rect.width(), height), _WRAP, words)
        top += height + 2


def _error_parts(clip: DraftClip, font: QFont, width: int) -> list[tuple[str, str, int]]:
    """Words, colour role and height of what, why and what now."""
    if clip.error is None:
        return []
    metrics = QFontMetrics(font)
    most = _LINES * metrics.lineSpacing()
    parts = ((told(clip.error.what), "bad"), (told(clip.error.why), "muted"), (told(clip.error.fix), "text"))
    return [(words, role, min(most, metrics.boundingRect(0, 0, width, 9999, int(_WRAP), words).height())) for words, role in parts if words]
