"""The draft's clips as a Qt list model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt

from uprez.ui.draft import Draft
from uprez.ui.draft_clip import DraftClip
from uprez.ui.sources.thumbnails import Thumbnails
from uprez.ui.sources.words import spoken

CLIP = int(Qt.ItemDataRole.UserRole)
"""Role of a row's `DraftClip`."""
MIME = "application/x-uprez-clips"
"""Rows of this list that are being dragged."""

_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class ClipsModel(QAbstractListModel):
    """Rows are clips, in the draft's order; dragging rows moves clips in the draft."""

    def __init__(self, draft: Draft, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._thumbnails = thumbnails
        self._clips = draft.clips
        self._rows = {clip.id: row for row, clip in enumerate(self._clips)}
        draft.clips_changed.connect(self._reset)
        draft.clip_changed.connect(self._refresh)
        thumbnails.changed.connect(self._refresh)

    def row_of(self, clip_id: str) -> int:
        """Row of a clip; -1 when it is not there."""
        return self._rows.get(clip_id, -1)

    def clip_at(self, row: int) -> DraftClip | None:
        """The clip of a row; None outside the list."""
        return self._clips[row] if 0 <= row < len(self._clips) else None

    def rowCount(self, parent: _Index = _NONE) -> int:  # noqa: N802
        """How many clips there are."""
        return 0 if parent.isValid() else len(self._clips)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, picture, words for a screen reader, or the `CLIP` itself."""
        clip = self.clip_at(index.row()) if index.isValid() else None
        if clip is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return clip.title
            case Qt.ItemDataRole.ToolTipRole:
                return str(clip.source["path"])
            case Qt.ItemDataRole.DecorationRole:
                return self._thumbnails.picture(clip)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(clip)
            case _:
                return clip if role == CLIP else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be chosen and dragged; between them is where they can be dropped."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Rows are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Only rows of this list; files are the view's business."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """The dragged clips' ids."""
        data = QMimeData()
        ids = [clip.id for index in sorted(indexes, key=lambda index: index.row()) if (clip := self.clip_at(index.row()))]
        data.setData(MIME, QByteArray("\n".join(ids).encode()))
        return data

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:  # noqa: N802
        """Move the dragged clips; false, so that the view takes no rows away by itself."""
        if data.hasFormat(MIME):
            before = self.clip_at(row if row >= 0 else parent.row() if parent.isValid() else len(self._clips))
            self._draft.move(bytes(data.data(MIME).data()).decode().split("\n"), before.id if before else None)
        return False

    def _reset(self) -> None:
        self.beginResetModel()
        self._clips = self._draft.clips
        self._rows = {clip.id: row for row, clip in enumerate(self._clips)}
        self.endResetModel()

    def _refresh(self, clip_id: str) -> None:
        row, clip = self.row_of(clip_id), self._draft.clip(clip_id)
        if row < 0 or clip is None:
            return
        self._clips[row] = clip
        index = self.index(row)
        self.dataChanged.emit(index, index)
