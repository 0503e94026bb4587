"""The entries as Qt's lists and delegates want them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from uprez.ui.queue.entry import Entry, State
from uprez.ui.queue.words import progress_words, state_words, time_words

MIME = "application/x-uprez-entry"
"""Kind of what is dragged: an entry's id."""
ENTRY = Qt.ItemDataRole.UserRole
"""Role under which the `Entry` itself lies."""

Index = QModelIndex | QPersistentModelIndex


class EntryModel(QAbstractListModel):
    """The queue in its order, kept up to date by the link's signals."""

    move_asked = Signal(str, object)
    """An entry was dropped: its id, and the id of the one it shall stand before, or None for the end."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._rows: dict[str, int] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Entries in all."""
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title, a sentence for screen readers, or the entry."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = (entry.title, state_words(entry), progress_words(entry), time_words(entry))
            return ", ".join(part for part in words if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Entries can be chosen and dragged; dropped between others, not on them."""
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    def entry(self, id: str) -> Entry | None:
        """The entry of this id."""
        row = self._rows.get(id)
        return None if row is None else self._entries[row]

    def entries(self) -> tuple[Entry, ...]:
        """All entries in order."""
        return tuple(self._entries)

    def row(self, id: str) -> int:
        """Where an entry stands; -1 when it does not."""
        return self._rows.get(id, -1)

    def replace(self, raws: Iterable[dict[str, Any]]) -> None:
        """Take a whole queue, in its order."""
        self.beginResetModel()
        self._entries = [Entry.read(raw) for raw in raws]
        self._renumber()
        self.endResetModel()

    def put(self, raw: dict[str, Any]) -> None:
        """Take an entry that is new or has changed."""
        entry = Entry.read(raw)
        row = self._rows.get(entry.id)
        if row is None:
            row = len(self._entries)
            self.beginInsertRows(QModelIndex(), row, row)
            self._entries.append(entry)
            self._rows[entry.id] = row
            self.endInsertRows()
            moved = True
        else:
            moved = self._entries[row].position != entry.position
            self._entries[row] = entry
            self.dataChanged.emit(self.index(row), self.index(row))
        if moved:
            self._reorder()

    def remove(self, id: str) -> None:
        """Drop an entry."""
        row = self._rows.get(id)
        if row is not None:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._entries[row]
            self._renumber()
            self.endRemoveRows()

    def arrange(self, raws: Sequence[dict[str, Any]]) -> None:
        """Take the queue's new order."""
        for raw in raws:
            row = self._rows.get(str(raw["id"]))
            if row is not None:
                self._entries[row] = Entry.read(raw)
        self._reorder()

    def step(self, id: str, *, down: bool) -> tuple[bool, str | None]:
        """Whether an entry can go one up or down among those that still run, and before which it would then stand."""
        waiting = [entry.id for entry in self._entries if entry.state in (State.QUEUED, State.RUNNING, State.PAUSED)]
        if id not in waiting:
            return False, None
        at = waiting.index(id)
        if not down:
            return at > 0, waiting[at - 1] if at else None
        return at + 1 < len(waiting), waiting[at + 2] if at + 2 < len(waiting) else None

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """What can be dropped."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """The dragged entry's id."""
        data = QMimeData()
        if indexes:
            data.setData(MIME, QByteArray(self._entries[indexes[0].row()].id.encode()))
        return data

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Entries are moved, never copied."""
        return Qt.DropAction.MoveAction

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index) -> bool:  # noqa: N802
        """Ask for the move; the service's answer does it. False, so that the view removes nothing."""
        if data.hasFormat(MIME):
            dragged = bytes(data.data(MIME).data()).decode()
            before = self._entries[row].id if 0 <= row < len(self._entries) else None
            if before != dragged:
                self.move_asked.emit(dragged, before)
        return False

    def _renumber(self) -> None:
        self._rows = {entry.id: row for row, entry in enumerate(self._entries)}

    def _reorder(self) -> None:
        if all(a.position <= b.position for a, b in pairwise(self._entries)):
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        ids = [self._entries[index.row()].id for index in old]
        self._entries.sort(key=lambda entry: entry.position)
        self._renumber()
        self.changePersistentIndexList(old, [self.index(self._rows[id]) for id in ids])
        self.layoutChanged.emit()
