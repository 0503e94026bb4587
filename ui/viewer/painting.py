"""What the viewer draws over its pictures, and how an image comes to its place. Only blits: images are made elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from uprez.ui.theme.tokens import RADIUS, SPACE
from uprez.ui.viewer.geometry import Geometry
from uprez.ui.viewer.kept import Layer
from uprez.ui.viewer.state import Region

SURROUND = QColor(38, 38, 38)
"""Around pictures, in both themes: a neutral grey of 2 % of white's light, as an editor's viewer has. Brighter ones make
pictures look darker and flatter than they are; tinted ones shift their white."""
_PLATE = QColor(0, 0, 0, 150)
_INK = QColor(232, 232, 232)
_QUIET = QColor(168, 168, 168)
_LINE, _EDGE = QColor(255, 255, 255, 220), QColor(0, 0, 0, 130)
_KNOB = 11.0
"""Radius of the wipe's handle in logical pixels."""
_HANDLE = 7.0
"""Side of a region's handles in logical pixels."""


def device_rect(geometry: Geometry, layer: Layer) -> QRectF:
    """Where a layer lies, in device pixels; on whole ones when it was made for this view."""
    left, top = geometry.to_device(layer.canvas[0], layer.canvas[1])
    right, bottom = geometry.to_device(layer.canvas[2], layer.canvas[3])
    sides = [round(side) if abs(side - round(side)) < 1e-3 else side for side in (left, top, right, bottom)]
    return QRectF(sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1])


def paint_layer(painter: QPainter, geometry: Geometry, layer: Layer, *, clip: QRect, smooth: bool) -> None:
    """Blit an image, in device pixels, within `clip`. Without `smooth` enlarged pixels stay squares."""
    painter.setClipRect(clip)
    rect = device_rect(geometry, layer)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    if rect.size().toSize() == layer.image.size() and rect.topLeft() == QPointF(rect.topLeft().toPoint()):
        painter.drawImage(rect.topLeft().toPoint(), layer.image)
    else:
        painter.drawImage(rect, layer.image, QRectF(layer.image.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setClipping(False)


def paint_wipe(painter: QPainter, x: float, height: float) -> None:
    """The wipe's line at `x` with its handle in the middle; logical pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_EDGE, 3))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setPen(QPen(_LINE, 1))
    painter.drawLine(QPointF(x, 0), QPointF(x, height))
    painter.setBrush(_PLATE)
    painter.setPen(QPen(_LINE, 1.2))
    middle = QPointF(x, height / 2)
    painter.drawEllipse(middle, _KNOB, _KNOB)
    for way in (-1, 1):
        tip = middle + QPointF(way * 6.5, 0)
        for up in (-1, 1):
            painter.drawLine(tip, tip + QPointF(-way * 3, up * 3))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_region(painter: QPainter, rect: QRectF, region: Region, *, held: bool, bounds: QRectF) -> None:
    """The region's frame, in logical pixels; handles, its size and a shade around it when it can be changed (`held`)."""
    if held:
        painter.setClipRect(bounds)
        shade = QColor(0, 0, 0, 110)
        for part in _around(rect, bounds):
            painter.fillRect(part, shade)
        painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(_EDGE, 3))
    painter.drawRect(rect)
    painter.setPen(QPen(_LINE, 1, Qt.PenStyle.SolidLine if held else Qt.PenStyle.DashLine))
    painter.drawRect(rect)
    if not held:
        return
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1))
    painter.setBrush(_LINE)
    for across in (0.0, 0.5, 1.0):
        for down in (0.0, 0.5, 1.0):
            if (across, down) != (0.5, 0.5):
                x, y = rect.left() + across * rect.width(), rect.top() + down * rect.height()
                painter.drawRect(QRectF(x - _HANDLE / 2, y - _HANDLE / 2, _HANDLE, _HANDLE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    paint_plate(painter, QPointF(rect.left(), rect.bottom() + SPACE), f"{region[2]} × {region[3]}", bounds=bounds)


def _around(rect: QRectF, bounds: QRectF) -> list[QRectF]:
    """The four parts of `bounds` outside of `rect`."""
    rect = rect.intersected(bounds)
    return [
        QRectF(bounds.topLeft(), QPointF(bounds.right(), rect.top())),
        QRectF(QPointF(bounds.left(), rect.bottom()), bounds.bottomRight()),
        QRectF(QPointF(bounds.left(), rect.top()), rect.bottomLeft()),
        QRectF(rect.topRight(), QPointF(bounds.right(), rect.bottom())),
    ]


def paint_plate(painter: QPainter, corner: QPointF, text: str, *, bounds: QRectF, right: bool = False, bottom: bool = False) -> None:
    """Words on a dark plate, its corner (`right`, `bottom`: which one) at `corner`, pushed into `bounds`."""
    metrics = QFontMetricsF(painter.font())
    lines = [metrics.elidedText(line, Qt.TextElideMode.ElideRight, bounds.width() - 4 * SPACE) for line in text.split("\n")]
    width = max(metrics.horizontalAdvance(line) for line in lines) + 2 * SPACE
    height = metrics.lineSpacing() * len(lines) + SPACE
    x, y = corner.x() - (width if right else 0), corner.y() - (height if bottom else 0)
    x = min(max(x, bounds.left()), max(bounds.left(), bounds.right() - width))
    y = min(max(y, bounds.top()), max(bounds.top(), bounds.bottom() - height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PLATE)
    painter.drawRoundedRect(QRectF(x, y, width, height), RADIUS, RADIUS)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_INK)
    for row, line in enumerate(lines):
        painter.drawText(QPointF(x + SPACE, y + SPACE / 2 + metrics.ascent() + row * metrics.lineSpacing()), line)


def paint_message(painter: QPainter, area: QRectF, title: str, text: str) -> None:
    """A sentence in the middle of an empty viewer, with more words under it."""
    font = QFont(painter.font())
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    inside = area.adjusted(3 * SPACE, SPACE, -3 * SPACE, -SPACE)
    head = QFontMetricsF(strong).boundingRect(inside, wrap, title)
    body = QFontMetricsF(font).boundingRect(inside, wrap, text) if text else QRectF()
    top = inside.center().y() - (head.height() + (SPACE + body.height() if text else 0)) / 2
    painter.setFont(strong)
    painter.setPen(_INK)
    painter.drawText(QRectF(inside.left(), top, inside.width(), head.height()), wrap, title)
    painter.setFont(font)
    painter.setPen(_QUIET)
    painter.drawText(QRectF(inside.left(), top + head.height() + SPACE, inside.width(), body.height() + SPACE), wrap, text)


def legible_on_plate(font: QFont) -> QFont:
    """The font of the plates: figures of one width, so that values do not jump."""
    found = QFont(font)
    found.setFeature(QFont.Tag("tnum"), 1)
    return found
