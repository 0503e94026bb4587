"""Cutting a part out of a picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from uprez.core.errors import InputError
from uprez.ui.errors import ErrorCard
from uprez.ui.recipe.picture_loader import PictureWork, crop, load
from uprez.ui.spin import Spin
from uprez.ui.theme import SPACE, colours

SMALLEST = 8
"""Side of the smallest part in pixels."""


class CropView(QWidget):
    """The picture and a frame on it. Drag to draw a frame, drag inside to move it; arrows move it, with Shift they resize it."""

    changed = Signal(QRect)
    """The part, in the picture's pixels."""

    def __init__(self, picture: QImage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self.region = picture.rect()
        """The part, in the picture's pixels."""
        self._from: QPoint | None = None
        self._held: QRect | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Picture to crop"))
        self.setAccessibleDescription(self.tr("Arrows move the frame, with Shift they change its size"))
        self.setMinimumSize(320, 240)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for most pictures."""
        return QSize(640, 420)

    def set_region(self, region: QRect) -> None:
        """Take another part; cut to the picture, and not too small."""
        found = region.normalized() & self._picture.rect()
        whole = self._picture.size()
        found.setSize(found.size().expandedTo(QSize(min(SMALLEST, whole.width()), min(SMALLEST, whole.height()))))
        found.moveTo(min(found.x(), whole.width() - found.width()), min(found.y(), whole.height() - found.height()))
        if found != self.region:
            self.region = found
            self.update()
            self.changed.emit(found)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The picture, darker outside the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(colours().stage))
        place = self._place()
        painter.drawImage(place, self._picture)
        frame = self._on_screen(self.region)
        shade = QColor(0, 0, 0, 150)
        for part in (
            QRectF(place.left(), place.top(), place.width(), frame.top() - place.top()),
            QRectF(place.left(), frame.bottom(), place.width(), place.bottom() - frame.bottom()),
            QRectF(place.left(), frame.top(), frame.left() - place.left(), frame.height()),
            QRectF(frame.right(), frame.top(), place.right() - frame.right(), frame.height()),
        ):
            painter.fillRect(part, shade)
        painter.setPen(QPen(QColor(colours().accent), 2 if self.hasFocus() else 1))
        painter.drawRect(frame)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the frame, or begin another one."""
        at = self._in_picture(event.position())
        inside = self.region.contains(at) and self.region != self._picture.rect()
        self._from, self._held = at, QRect(self.region) if inside else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move or draw."""
        if self._from is None:
            return
        at = self._in_picture(event.position())
        if self._held is None:
            self.set_region(QRect(self._from, at).normalized())
        else:
            self._move(self._held, at - self._from)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._from = self._held = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows; ten pixels at a time with Control."""
        steps = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
        by = QPoint(step[0] * far, step[1] * far)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            size = self.region.size() + QSize(by.x(), by.y())
            self.set_region(QRect(self.region.topLeft(), size.expandedTo(QSize(SMALLEST, SMALLEST))))
        else:
            self._move(self.region, by)

    def _move(self, start: QRect, by: QPoint) -> None:
        moved = start.translated(by)
        most = self._picture.size() - moved.size()
        moved.moveTo(max(0, min(moved.x(), most.width())), max(0, min(moved.y(), most.height())))
        self.set_region(moved)

    def _place(self) -> QRectF:
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        return QRectF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2, size.width(), size.height())

    def _on_screen(self, region: QRect) -> QRectF:
        place = self._place()
        by = place.width() / max(1, self._picture.width())
        return QRectF(place.x() + region.x() * by, place.y() + region.y() * by, region.width() * by, region.height() * by)

    def _in_picture(self, at: QPointF) -> QPoint:
        place = self._place()
        by = max(1, self._picture.width()) / max(1.0, place.width())
        x, y = (at.x() - place.x()) * by, (at.y() - place.y()) * by
        return QPoint(round(min(max(0.0, x), self._picture.width() - 1)), round(min(max(0.0, y), self._picture.height() - 1)))


class CropDialog(QDialog):
    """Shows a picture file and writes the part that is chosen. Does not stop the window."""

    cropped = Signal(str)
    """Path of the new picture."""

    def __init__(self, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Crop reference image"))
        self._path = path
        self._view: CropView | None = None
        self._spins: list[Spin] = []
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self._rows.setSpacing(SPACE + SPACE // 2)
        self._waiting = QLabel(self.tr("Reading…"), self)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setMinimumSize(320, 240)
        self._rows.addWidget(self._waiting)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._accept = QPushButton(self.tr("Crop"))
        self._accept.setProperty("role", "primary")
        self._accept.setEnabled(False)
        self._accept.clicked.connect(self._crop)
        self._buttons.addButton(self._accept, QDialogButtonBox.ButtonRole.ActionRole)
        self._buttons.rejected.connect(self.reject)
        self._rows.addWidget(self._buttons)
        self._work(partial(load, path), self._show_picture)

    def _show_picture(self, picture: object) -> None:
        if not isinstance(picture, QImage):
            return
        self._waiting.hide()
        view = self._view = CropView(picture, self)
        fields = QHBoxLayout()
        fields.setSpacing(SPACE // 2)
        names = (self.tr("Left"), self.tr("Top"), self.tr("Width"), self.tr("Height"))
        for name, most in zip(names, (picture.width(), picture.height()) * 2, strict=True):
            spin, label = Spin(self), QLabel(name, self)
            label.setProperty("role", "muted")
            spin.setAccessibleName(name)
            spin.setRange(0, most)
            spin.valueChanged.connect(self._from_numbers)
            self._spins.append(spin)
            fields.addWidget(label)
            fields.addWidget(spin, 1)
        view.changed.connect(self._show_numbers)
        self._show_numbers(view.region)
        self._rows.insertWidget(0, view, 1)
        self._rows.insertLayout(1, fields)
        self._accept.setEnabled(True)
        self._accept.setDefault(True)
        view.setFocus()

    def _show_numbers(self, region: QRect) -> None:
        for spin, value in zip(self._spins, (region.x(), region.y(), region.width(), region.height()), strict=True):
            with QSignalBlocker(spin):
                spin.setValue(value)

    def _from_numbers(self) -> None:
        if self._view is not None:
            x, y, width, height = (spin.value() for spin in self._spins)
            self._view.set_region(QRect(x, y, max(1, width), max(1, height)))

    def _crop(self) -> None:
        if self._view is not None:
            self._accept.setEnabled(False)
            self._work(partial(crop, self._path, QRect(self._view.region)), self._finish)

    def _finish(self, path: object) -> None:
        self.cropped.emit(str(path))
        self.accept()

    def _work(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        PictureWork(work, done, self._fail, self).start()

    def _fail(self, error: InputError) -> None:
        self._waiting.hide()
        self._rows.insertWidget(0, ErrorCard(error.what, error.why, error.fix, paths=(self._path,)))
        self._accept.setEnabled(self._view is not None)
