"""Icons: strokes on a grid of 16, drawn in the theme's text colour at whatever density the screen has."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from uprez.ui.theme.choice import colours

PATHS = {
    "actual": "M3 4v8M1.8 5.2 3 4M13 4v8M11.8 5.2 13 4M8 6.5v.1M8 9.5v.1",
    "add": "M8 3v10M3 8h10",
    "app": "M2.5 13.5h4v-4h-4zM6.5 9.5l4-4M7.5 5.5h3v3M2.5 6.5v-4h11v11h-4",
    "back": "M6.5 3.5 2.5 7.5l4 4M2.5 7.5h7a4 4 0 0 1 0 8H8",
    "cancel": "M4 4l8 8M12 4l-8 8",
    "check": "M3 8.5 6.5 12 13 4.5",
    "clock": "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 5v3.2l2.2 1.6",
    "close": "M4 4l8 8M12 4l-8 8",
    "compare": "M8 1.5v13M2 4h3.5M2 12h3.5M2 4v8M14 4v8M10.5 4H14M10.5 12H14",
    "copy": "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
    "crop": "M4.5 1.5v10h10M1.5 4.5h10v10",
    "cut-out": "M4 2.5a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6M4 9.9a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 1 0 0-3.6M5.5 5.3 14 12M5.5 10.7 14 4",
    "device": "M4.5 4.5h7v7h-7zM6 1.5v3M10 1.5v3M6 11.5v3M10 11.5v3M1.5 6h3M1.5 10h3M11.5 6h3M11.5 10h3",
    "difference": "M2 2h12v12H2zM2 14 14 2M4 5.5h3M9 11h3M10.5 9.5v3",
    "display": "M1.5 3h13v8h-13zM5.5 14h5M8 11v3",
    "done": "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M5.2 8.3l2 2 3.6-4.3",
    "down": "M4 6.5 8 10.5l4-4",
    "edit": "M3 13l.6-2.9 7.3-7.3 2.3 2.3-7.3 7.3zM9.6 4.1l2.3 2.3",
    "error": "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 5v3.6M8 10.9v.1",
    "eye": "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 0 0 4 2 2 0 1 0 0-4",
    "farm": "M6 2h4v4H6zM1.5 10h4v4h-4zM10.5 10h4v4h-4zM8 6v2.2M3.5 10V8.2h9V10",
    "film": "M2 3h12v10H2zM5 3v10M11 3v10M2 6.3h3M2 9.7h3M11 6.3h3M11 9.7h3",
    "first": "M4 3.5v9M12 4l-6 4 6 4z",
    "fit": "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
    "flip": "M2.5 6h9M9 3.5 11.5 6M13.5 10h-9M7 12.5 4.5 10",
    "folder": "M1.5 4v9h13V5.5H8L6.5 4z",
    "help": "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.2M8 11.2v.1",
    "image": "M2 3h12v10H2zM2 11l3.5-3.5L9 11l2-2 3 3M10.7 6v.1",
    "info": "M8 2a6 6 0 1 0 0 12A6 6 0 1 0 8 2M8 7.5V11M8 5v.1",
    "last": "M12 3.5v9M4 4l6 4-6 4z",
    "left": "M9.5 4 5.5 8l4 4",
    "list": "M5.5 4H14M5.5 8H14M5.5 12H14M2.3 4v.1M2.3 8v.1M2.3 12v.1",
    "loop": "M3 8V6.5a2 2 0 0 1 2-2h7M10 2.5l2 2-2 2M13 8v1.5a2 2 0 0 1-2 2H4M6 13.5l-2-2 2-2",
    "memory": "M1.5 5h13v6h-13zM4.5 7v2M8 7v2M11.5 7v2M4 11v2M8 11v2M12 11v2",
    "menu": "M2.5 4h11M2.5 8h11M2.5 12h11",
    "more": "M3.5 8v.1M8 8v.1M12.5 8v.1",
    "next": "M5 4l4 4-4 4M11 4v8",
    "open": "M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5",
    "pause": "M5.5 3.5v9M10.5 3.5v9",
    "picker": "M10 3l3 3M9 4l3 3M10 5.5 4.5 11 3 13l2-1.5 5.5-5.5",
    "play": "M5 3l8 5-8 5z",
    "preset": "M4 2h8v12l-4-3-4 3z",
    "preview": "M2.5 5V2.5H5M11 2.5h2.5V5M13.5 11v2.5H11M5 13.5H2.5V11M6.3 5.5l4 2.5-4 2.5z",
    "previous": "M11 4 7 8l4 4M5 4v8",
    "queue": "M2 3.5h9M2 8h6M2 12.5h6M10.5 8l4 2.5-4 2.5z",
    "recipe": "M2 4.5h7M12 4.5h2M10.5 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3M2 11.5h2M7 11.5h7M5.5 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3",
    "redo": "M12.5 6.5H6a3.5 3.5 0 0 0 0 7h3M10 4l2.5 2.5L10 9",
    "region": "M2 5V2h3M7 2h2M11 2h3v3M14 7v2M14 11v3h-3M9 14H7M5 14H2v-3M2 9V7",
    "remove": "M3 8h10",
    "retry": "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
    "right": "M6.5 4l4 4-4 4",
    "save": "M8 2v8M5 7l3 3 3-3M2.5 11v2.5h11V11",
    "search": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M10.3 10.3 14 14",
    "settings": "M2 4.5h7M12 4.5h2M10.5 3a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3M2 11.5h2M7 11.5h7M5.5 10a1.5 1.5 0 1 0 0 3 1.5 1.5 0 1 0 0-3",
    "share": "M8 10V2M5 5l3-3 3 3M2.5 9v4.5h11V9",
    "side": "M2 3h5v10H2zM9 3h5v10H9z",
    "sources": "M4.5 2h9v8h-9zM2.5 5v7.5h8.5M7.5 4.3l3.2 1.8-3.2 1.8z",
    "stop": "M4 4h8v8H4z",
    "text": "M3 4V3h10v1M8 3v10M6 13h4",
    "trash": "M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.7 9h6.6l.7-9M6.7 7v4M9.3 7v4",
    "undo": "M3.5 6.5H10a3.5 3.5 0 0 1 0 7H7M6 4 3.5 6.5 6 9",
    "up": "M4 9.5 8 5.5l4 4",
    "warning": "M8 2 14.5 13.5h-13zM8 6.3v3.4M8 11.6v.1",
    "wipe": "M2 3h12v10H2zM8 1.5v13M8 3v10M10 5l2-2M9 9l5-5M9 12l5-5",
    "zoom-in": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M10.3 10.3 14 14M7 5v4M5 7h4",
    "zoom-out": "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9M10.3 10.3 14 14M5 7h4",
}
"""Each icon's stroke, as the `d` of an SVG path in a box of 16 by 16."""


def icon(name: str, role: str = "text") -> QIcon:
    """An icon that follows the theme; `role` is the field of `Colours` that it is drawn in.

    Raises:
        KeyError: there is no such icon.
    """
    return QIcon(_Strokes(PATHS[name], role))


def paint_icon(painter: QPainter, name: str, rect: QRect, role: str = "text") -> None:
    """Draw an icon where one paints by oneself."""
    _drawn(PATHS[name], getattr(colours(), role)).render(painter, QRectF(rect))


class _Strokes(QIconEngine):
    """Draws one path whenever it is asked for, in the colours of that moment."""

    def __init__(self, path: str, role: str) -> None:
        super().__init__()
        self._path = path
        self._role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the strokes into a square in the middle of `rect`."""
        side = min(rect.width(), rect.height())
        square = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        role = "faint" if mode == QIcon.Mode.Disabled else self._role
        _drawn(self._path, getattr(colours(), role)).render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon as a picture of `size` device pixels."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        """Another of the same."""
        return _Strokes(self._path, self._role)


@cache
def _drawn(path: str, colour: str) -> QSvgRenderer:
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    strokes = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.4" stroke-linecap="round" stroke-linejoin="round"/>'
    return QSvgRenderer(f"{head}{strokes}</svg>".encode())
