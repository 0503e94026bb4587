"""The scrub bar: the range, the playhead, and marks under the frames that are in memory."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from uprez.ui.theme.choice import colours
from uprez.ui.theme.tokens import SPACE
from uprez.ui.viewer.actions import bind
from uprez.ui.viewer.state import ViewState

_HEIGHT = 24
_TRACK = 6.0
_HEAD = 8.0
"""Width of the playhead's knob in logical pixels."""


class ScrubBar(QWidget):
    """Click or drag to a frame; the keys of the viewer work here too."""

    def __init__(self, state: ViewState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self._stale = QTimer(self, singleShot=True, interval=100)
        self._stale.timeout.connect(self._redraw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Frames"))
        self.setToolTip(self.tr("Drag to go through the frames. Marks show which are in memory."))
        bind(self, state)
        state.frame_changed.connect(self._moved)
        state.range_changed.connect(self._redraw)
        state.cache.arrived.connect(self._loaded)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Wide and low."""
        return QSize(320, _HEIGHT)

    def frame_at(self, x: float) -> int:
        """The frame under a logical pixel column."""
        state, span = self._state, max(1.0, self.width() - 2.0 * SPACE)
        part = min(max((x - SPACE) / span, 0.0), 1.0)
        return state.first + round(part * (state.last - state.first))

    def place_of(self, frame: float) -> float:
        """The logical pixel column of a frame."""
        state, length = self._state, max(1, self._state.last - self._state.first)
        return SPACE + (frame - state.first) / length * (self.width() - 2 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Track, marks, playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        track = QRectF(SPACE, middle - _TRACK / 2, self.width() - 2 * SPACE, _TRACK)
        painter.setBrush(QColor(colours().line))
        painter.drawRoundedRect(track, _TRACK / 2, _TRACK / 2)
        marks = QColor(colours().text)
        marks.setAlpha(110)
        painter.setBrush(marks)
        for first, last in runs(self._state.loaded()):
            left, right = max(track.left(), self.place_of(first - 0.5)), min(track.right(), self.place_of(last + 0.5))
            painter.drawRoundedRect(QRectF(left, track.top(), max(1.0, right - left), _TRACK), _TRACK / 2, _TRACK / 2)
        painter.setBrush(QColor(colours().accent) if self._state.canvas[0] else QColor(colours().line))
        x = self.place_of(self._state.frame)
        painter.drawRoundedRect(QRectF(x - _HEAD / 2, middle - 9, _HEAD, 18), 3, 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours().text))
            painter.drawRoundedRect(QRectF(x - _HEAD / 2 - 2, middle - 11, _HEAD + 4, 22), 5, 5)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go there."""
        if event.button() == Qt.MouseButton.LeftButton and self._state.canvas[0]:
            self._state.play(0)
            self._state.set_frame(self.frame_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag through the frames."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._state.canvas[0]:
            self._state.set_frame(self.frame_at(event.position().x()))

    def _moved(self, _frame: int) -> None:
        self.update()

    def _redraw(self) -> None:
        self.update()

    def _loaded(self) -> None:
        if not self._stale.isActive():
            self._stale.start()


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted frames as (first, last) of each unbroken run."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
