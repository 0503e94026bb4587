"""The list of clips: choosing, moving and removing them, by mouse and by keys."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from uprez.ui.draft import Draft
from uprez.ui.sources.clip_row import ClipRow
from uprez.ui.sources.clips_model import ClipsModel
from uprez.ui.sources.thumbnails import Thumbnails

_Flag = QItemSelectionModel.SelectionFlag


class ClipList(QListView):
    """Clips in rows. The draft's selection and the list's are one."""

    def __init__(self, draft: Draft, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._clips = ClipsModel(draft, thumbnails, self)
        self._follows = False
        self.setModel(self._clips)
        self.setItemDelegate(ClipRow(self))
        self.setAccessibleName(self.tr("Clips"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setMouseTracking(True)
        self.setMinimumHeight(120)
        self.selectionModel().selectionChanged.connect(self._tell)
        self.selectionModel().currentChanged.connect(self._tell)
        self._clips.modelReset.connect(self._follow)
        draft.selection_changed.connect(self._follow)
        self._follow()

    def remove_chosen(self) -> None:
        """Take the chosen clips out of the draft."""
        if self._draft.chosen:
            self._draft.remove(self._draft.chosen)

    def move_chosen(self, step: int) -> None:
        """Move the chosen clips up (-1) or down (1) by one row."""
        rows = sorted(row for clip_id in self._draft.chosen if (row := self._clips.row_of(clip_id)) >= 0)
        if not rows or (step < 0 and rows[0] == 0) or (step > 0 and rows[-1] == self._clips.rowCount() - 1):
            return
        before = self._clips.clip_at(rows[0] - 1 if step < 0 else rows[-1] + 2)
        self._draft.move(self._draft.chosen, before.id if before else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Alt and an arrow move rows; the rest is the list's own."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.move_chosen(step)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Rows with an error are as high as their words need at this width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _tell(self) -> None:
        if self._follows:
            return
        marked = [clip.id for index in self.selectedIndexes() if (clip := self._clips.clip_at(index.row()))]
        current = self._clips.clip_at(self.currentIndex().row())
        selected = current.id if current and current.id in marked else marked[0] if marked else None
        self._draft.select(selected, sorted(marked, key=self._clips.row_of))

    def _follow(self) -> None:
        """Mark what the draft says."""
        self._follows = True
        try:
            chosen = self.selectionModel()
            rows = {self._clips.row_of(clip_id) for clip_id in self._draft.chosen} - {-1}
            if rows != {index.row() for index in self.selectedIndexes()}:
                chosen.clearSelection()
                for row in rows:
                    chosen.select(self._clips.index(row), _Flag.Select)
            selected = self._draft.selected
            index = self._clips.index(self._clips.row_of(selected.id)) if selected else QModelIndex()
            if index != self.currentIndex():
                chosen.setCurrentIndex(index, _Flag.NoUpdate)
            if index.isValid():
                self.scrollTo(index)
        finally:
            self._follows = False
