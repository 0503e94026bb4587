"""Strength, grain and colour of a finished take as live sliders, without running the model again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from uprez.ui.draft_clip import Values
from uprez.ui.errors import Explained
from uprez.ui.link import Link
from uprez.ui.pictures import PreviewPictures
from uprez.ui.preview.bars import COMPARING, bar_without
from uprez.ui.preview.finish_controls import FinishControls
from uprez.ui.preview.region import Region
from uprez.ui.preview.take_finish import TakeFinish
from uprez.ui.theme.tokens import SPACE
from uprez.ui.viewer.state import Mode, ViewState
from uprez.ui.viewer.viewer import Viewer

_WIDE = 88 * SPACE
"""Width from which the sliders stand beside the picture."""
_COLUMN = 34 * SPACE
"""Width of the sliders' column."""


class FinishView(QWidget):
    """The take as A, the new finish as B, and the sliders."""

    submitted = Signal(dict)
    """The queue's entry of the new take."""

    def __init__(self, link: Link, entry: Values, parent: QWidget | None = None) -> None:
        """`entry` is a finished one of the queue, as the service tells it."""
        super().__init__(parent)
        self.setAccessibleName(self.tr("Finish of a take"))
        self.finish = TakeFinish(link, entry, self)
        self.state = ViewState(self)
        """Frame, place and mode of the comparison."""
        self.picking = ViewState(self, cache=self.state.cache)
        """Frame and region of the whole take."""
        self.viewer = Viewer(self.state, parent=self)
        self.picker = Viewer(self.picking, parent=self)
        self.controls = FinishControls(self.finish, self)
        self._new: PreviewPictures | None = None
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._page(self.viewer, self.state, "region"))
        self._pages.addWidget(self._page(self.picker, self.picking, "region", COMPARING))
        self._pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        self._parts.setSpacing(2 * SPACE)
        self._parts.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # `minimumSizeHint` says it
        self._parts.addWidget(self._pages, 1)
        self._parts.addWidget(self.controls)
        self.state.set_mode(Mode.WIPE)
        self._connect()
        self.finish.open()

    def _page(self, viewer: Viewer, state: ViewState, *names: str | tuple[str, ...]) -> QWidget:
        page = QWidget(self)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(viewer, 1)
        rows.addWidget(bar_without(state, *names))
        return page

    def _connect(self) -> None:
        finish = self.finish
        finish.ready.connect(self._ready)
        finish.previewed.connect(self._previewed)
        finish.failed.connect(self._failed)
        finish.submitted.connect(self._submitted)
        self.controls.pick_toggled.connect(self.pick_region)
        self.controls.region_chosen.connect(self._choose)
        self.picking.region_changed.connect(self._drawn)
        self.picking.frame_changed.connect(self._moved)
        self.picking.playing_changed.connect(self._moved)
        for key, run in ((QKeySequence("Ctrl+Return"), self.controls.make.click), (QKeySequence("Esc"), self._leave_picking)):
            action = QAction(self)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(run)
            self.addAction(action)

    def pick_region(self, on: bool) -> None:
        """Show the whole take to draw the region in; or the comparison."""
        self.controls.pick.setChecked(on)
        self._pages.setCurrentIndex(1 if on else 0)
        self.picking.set_region_mode(on)

    def close_work(self) -> None:
        """Ask for nothing any more; call it when the view goes."""
        self.finish.close()
        self.viewer.set_pictures(None, None)
        self.picker.set_pictures(None, None)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the arrangement below one another."""
        return QSize(40 * SPACE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Sliders beside the picture, or below it where it is narrow."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.controls.setMaximumWidth(_COLUMN if wide else 16777215)
        self.controls.setMinimumWidth(_COLUMN if wide else 0)

    def _ready(self) -> None:
        if self.finish.size is not None:
            self.picking.set_source_size(*self.finish.size)
        first, last = self.finish.frames  # before the pictures: showing them moves the playhead
        self.picker.set_pictures(self.finish.whole_take(), None)
        self.picking.set_frame((first + last) // 2)
        self.picking.set_region(self.finish.region)
        self._show()

    def _show(self) -> None:
        frame = self.state.frame
        self.viewer.set_pictures(self.finish.take_region(), self._new)
        first, last = self.finish.frames
        self.state.set_frame(frame if first <= frame <= last else self.picking.frame)

    def _previewed(self, pictures: PreviewPictures) -> None:
        self._new = pictures
        self._show()

    def _failed(self, error: Explained) -> None:
        self.controls.show_error(error)

    def _submitted(self, entry: dict[str, Any]) -> None:
        self.controls.say_submitted(str(entry.get("title", "")))
        self.submitted.emit(entry)

    def _choose(self, region: Region) -> None:
        self.picking.set_region(region)

    def _drawn(self, region: Region | None) -> None:
        if self.finish.size is not None:
            self.finish.set_region(region or (0, 0, *self.finish.size))

    def _moved(self) -> None:
        if not self.picking.speed and self.finish.size is not None:
            self.finish.set_playhead(self.picking.frame)

    def _leave_picking(self) -> None:
        if self.controls.pick.isChecked():
            self.pick_region(False)
