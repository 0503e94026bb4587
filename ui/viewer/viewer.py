"""The viewer: one or two sources, frame by frame, in their own colour. Painting only blits; all else happens in threads."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from uprez.ui.viewer.actions import bind
from uprez.ui.viewer.geometry import Geometry, centre_for, fitting, next_zoom
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.overlay import message_of, paint_overlay
from uprez.ui.viewer.painting import SURROUND, paint_layer
from uprez.ui.viewer.pictures import Pictures
from uprez.ui.viewer.pointer import Pointer
from uprez.ui.viewer.regionkeys import region_key
from uprez.ui.viewer.render import Made, Renderer, Request
from uprez.ui.viewer.sight import Sight
from uprez.ui.viewer.state import ViewState

_REST = 150
"""Milliseconds of rest after which a picture is made again without baked tables, and a missing one is said to be loading."""
_SQUARE = 8
_IMAGES = 8
"""Of the cache's budget an eighth, in addition, is for images that are ready to be painted."""
_NOTCH = 120


class Viewer(QWidget):
    """Shows the frame of its state. Viewers with one state show the same frame of their sources at the same place, together."""

    def __init__(self, state: ViewState, a: Pictures | None = None, b: Pictures | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state = state
        self.sight = Sight(a, b)
        self._key = object()
        self.shown: Made | None = None
        """The images that are on the screen."""
        self.waiting = False
        """True when a missing picture has been waited for long enough to say so."""
        self._ready: Made | None = None
        self.busy = self._dirty = self._outdated = False
        self.painted = -1
        """The frame that was painted last."""
        self._notches = 0
        self._pointer = Pointer(state)
        self._renderer = Renderer(state.cache.budget // _IMAGES, self)
        self._renderer.made.connect(self._take)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._rested)
        self._prepare()
        self._connect()
        state.show_pictures(self._key, a, b)

    def _prepare(self) -> None:
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(160, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Viewer"))
        bind(self, self.state)
        self.destroyed.connect(partial(_leave, self.state, self._key, self._renderer))

    def _connect(self) -> None:
        state = self.state
        for signal in (state.frame_changed, state.view_changed, state.range_changed, state.look_changed, state.playing_changed):
            signal.connect(self.refresh)
        state.presented.connect(self._present)
        for signal in (state.wipe_changed, state.region_changed, state.region_mode_changed, state.pointed):
            signal.connect(self.update)
        state.cache.arrived.connect(self._arrived)
        state.cache.failed.connect(self._arrived)

    # What is shown -----------------------------------------------------------------------------------------------------------

    def set_pictures(self, a: Pictures | None, b: Pictures | None) -> None:
        """Show other sources."""
        self.sight = Sight(a, b)
        self._outdated = self.busy
        self.shown = None
        self.painted = -1
        self.state.show_pictures(self._key, a, b)
        self.refresh()

    @property
    def geometry_now(self) -> Geometry:
        """Where the canvas lies, in device pixels."""
        ratio = self.devicePixelRatioF()
        view = (max(1, round(self.width() * ratio)), max(1, round(self.height() * ratio)))
        canvas = self.state.canvas if self.state.canvas[0] else (1, 1)
        return Geometry.of(view, canvas, self.state.zoom, self.state.centre)

    def forget_images(self) -> None:
        """Make every image anew from now on."""
        self._renderer.forget()

    def refresh(self) -> None:
        """Ask for the pictures that are needed now, and show them when they are made."""
        if not self.isVisible() or not self.state.canvas[0]:
            self.update()
            return
        geometry = self.geometry_now
        self.state.fitted = fitting(geometry.view, geometry.canvas)
        self.sight.ask(self.state, geometry, self._key, full=False)
        self._dirty = True
        self._rest.start()
        self._make(exact=False)

    def _make(self, *, exact: bool) -> None:
        if self.busy and not exact:
            return
        state, geometry = self.state, self.geometry_now
        needed = self.sight.needed(state.mode)
        a, b = (self.sight.best(one, state.frame, geometry, state.cache) if one in needed else None for one in (self.sight.a, self.sight.b))
        if a is None and b is None:
            state.end_making(self._key)
            self.update()
            return
        self._dirty = False
        square = max(1, round(_SQUARE * self.devicePixelRatioF()))
        mode = self.sight.mode(state.mode)
        if not exact:
            self.busy = True
            state.begin_making(self._key)
        self._renderer.make(Request(state.frame, a, b, geometry, mode, state.channels, state.look, square, exact))

    def _take(self, made: Made) -> None:
        """Images are made; they wait for those of the other viewers."""
        if made.request.exact:
            if not self.busy and self.shown is not None and _same(made.request, self.shown.request):
                self._show(made)
            return
        self._ready = made
        self.state.end_making(self._key)

    def _present(self) -> None:
        if self._ready is None:
            return
        made, self._ready, self.busy = self._ready, None, False
        if not self._outdated:
            self._show(made)
        self._outdated = False
        if self._dirty:
            self._make(exact=False)

    def _show(self, made: Made) -> None:
        self.shown = made
        self.waiting = False
        if made.refines:
            self._rest.start()
        self.update()

    def _arrived(self, pictures: Pictures, number: int) -> None:
        if number == self.state.frame and pictures in (self.sight.a, self.sight.b):
            self._dirty = True
            self._rest.start()
            self._make(exact=False)
            self.update()

    def _rested(self) -> None:
        """Nothing has changed for a while: say what is missing, load the frame in full, show without baked tables."""
        if not self.isVisible() or not self.state.canvas[0]:
            return
        geometry = self.geometry_now
        self.waiting = not self.sight.ready(self.state, geometry, self.state.frame)
        self.update()
        if not self.state.speed:
            self.sight.ask(self.state, geometry, self._key, full=True)
        if not self.state.speed and not self.busy and self.shown is not None and self.shown.refines:
            self._make(exact=True)

    # Painting ----------------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Surround, images, what lies over them."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        geometry = self.geometry_now
        shown, words = self.shown, message_of(self)
        if shown is not None and self.state.canvas[0] and not (words and words.instead):
            self._paint_layers(painter, geometry, shown)
            if shown.request.frame != self.painted:
                self.painted = shown.request.frame
                self.state.saw_frame(self._key)
        paint_overlay(painter, self, geometry, words)
        painter.end()

    def _paint_layers(self, painter: QPainter, geometry: Geometry, shown: Made) -> None:
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        clip = self.rect()
        clip.setSize(QSize(*geometry.view))
        line = round(geometry.left + self.state.wipe * geometry.canvas[0] * geometry.zoom)
        for mode, layer in shown.layers.items():
            part = clip
            if shown.request.mode is Mode.WIPE:
                part = clip.adjusted(0, 0, line - clip.width(), 0) if mode is Mode.A else clip.adjusted(line, 0, 0, 0)
            paint_layer(painter, geometry, layer, clip=part, smooth=geometry.zoom < 1)
        painter.restore()

    # Events ------------------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another size: other pictures."""
        self.refresh()

    def event(self, event: QEvent) -> bool:
        """Shown, hidden, moved to another screen, left by the pointer; keys of a region before the shortcuts."""
        kind = event.type()
        if kind == QEvent.Type.Show:
            self.state.set_gate(self._key, lambda frame: self.sight.ready(self.state, self.geometry_now, frame))
            QTimer.singleShot(0, self.refresh)
        elif kind == QEvent.Type.Hide:
            self.busy = False
            self.state.set_gate(self._key, None)
            self.state.cache.want(self._key, ())
        elif kind == QEvent.Type.DevicePixelRatioChange:
            self.refresh()
        elif kind == QEvent.Type.Leave:
            self.state.point_at(None)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and region_key(self.state, event, act=False):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys that move, change and leave the region; all others are shortcuts."""
        if not region_key(self.state, event, act=True):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom where the pointer is, a step for each notch."""
        self._notches += event.angleDelta().y()
        steps, self._notches = int(self._notches / _NOTCH), self._notches - int(self._notches / _NOTCH) * _NOTCH
        if steps and self.state.canvas[0]:
            geometry, at = self.geometry_now, event.position() * self.devicePixelRatioF()
            zoom = next_zoom(geometry.zoom, steps)
            self.state.set_view(zoom, centre_for(geometry, zoom, (at.x(), at.y())))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the picture, the wipe or the region."""
        if self.state.canvas[0]:
            self._pointer.press(event, self.geometry_now, self.devicePixelRatioF())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag, and tell where the pointer is."""
        if not self.state.canvas[0]:
            return
        geometry, ratio = self.geometry_now, self.devicePixelRatioF()
        cursor = self._pointer.move(event, geometry, ratio)
        self.unsetCursor() if cursor is None else self.setCursor(cursor)
        at = event.position() * ratio
        self.state.point_at(geometry.to_canvas(at.x(), at.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._pointer.release()
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """From fitted to one pixel for each pixel, there; and back."""
        if self.state.canvas[0] and not self.state.region_mode:
            geometry, at = self.geometry_now, event.position() * self.devicePixelRatioF()
            fitted = self.state.zoom is None
            self.state.set_view(1.0 if fitted else None, centre_for(geometry, 1.0, (at.x(), at.y())))


def _same(one: Request, other: Request) -> bool:
    """True when two requests differ in exactness at most."""
    return all(getattr(one, name) == getattr(other, name) for name in ("frame", "a", "b", "geometry", "mode", "channels", "look"))


def _leave(state: ViewState, key: object, renderer: Renderer, *_: object) -> None:
    """A viewer is gone: nobody waits for it, or loads for it. Told later, when all that goes with it is gone."""

    def tell() -> None:
        try:
            state.set_gate(key, None)
            state.cache.want(key, ())
            state.show_pictures(key, None, None)
        except RuntimeError:  # the state went too
            return

    renderer.close()
    QTimer.singleShot(0, tell)
