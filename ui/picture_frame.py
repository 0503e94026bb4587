"""Rows of lists, the small pictures in them, and what stands in for one."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle

from uprez.ui.icons import paint_icon
from uprez.ui.theme.choice import colours
from uprez.ui.theme.tokens import ICON, RADIUS, SPACE


def paint_picture(painter: QPainter, rect: QRect, picture: QImage | None, *, sign: str = "image", tone: str = "faint") -> None:
    """Paint a picture, whole, in a dark place with round corners; where there is none, the icon `sign` in the colour of role `tone`."""
    painter.save()
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(rect), RADIUS, RADIUS)
    painter.setClipPath(clip)
    painter.fillRect(rect, QColor(colours().stage))
    if picture is None or picture.isNull():
        square = QRect(0, 0, ICON + SPACE, ICON + SPACE)
        square.moveCenter(rect.center())
        paint_icon(painter, sign, square, tone)
    else:
        size = picture.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(rect.topLeft(), size)
        place.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, picture)
    painter.restore()


def paint_row(painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
    """The ground of a row: chosen, pointed at or plain, with a bar where the keyboard is, and a line below."""
    chosen = colours()
    if state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(chosen.selected))
    elif state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, QColor(chosen.hover))
    if state & QStyle.StateFlag.State_HasFocus:
        painter.fillRect(QRect(rect.x(), rect.y(), 2, rect.height()), QColor(chosen.accent))
    painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), QColor(chosen.line))
