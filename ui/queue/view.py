"""The queue: a list, what can be done with it, and all about the chosen entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListView, QMenu, QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from uprez.plugin.client import Service
from uprez.ui.errors import card_of, show_error
from uprez.ui.link import Link
from uprez.ui.queue.actions import fit_actions, make_actions
from uprez.ui.queue.banner import Banner
from uprez.ui.queue.delegate import EntryDelegate
from uprez.ui.queue.detail import EntryDetail
from uprez.ui.queue.empty import EmptyQueue
from uprez.ui.queue.entry import Action, Entry, State
from uprez.ui.queue.model import ENTRY, EntryModel
from uprez.ui.queue.thumbnails import Thumbnails
from uprez.ui.queue.words import translate
from uprez.ui.theme.choice import changes
from uprez.ui.theme.tokens import SPACE

_LEFT_OUT = (Action.REPORT,)
"""Actions that are in the menu alone."""


class QueueView(QWidget):
    """All entries of the service's queue. Nothing here decides anything: the service does, and says so."""

    view_asked = Signal(dict)
    """Entry whose result shall be seen beside its source."""
    host_asked = Signal(list)
    """Entries that shall go back to the program that sent their clips."""
    finished = Signal(dict)
    """An entry that has come to its end while this was open."""

    def __init__(self, link: Link, *, narrow: bool = False, host: bool = False, parent: QWidget | None = None) -> None:
        """`narrow` puts the details under the list; with `host`, results can go back to another program."""
        super().__init__(parent)
        self._link = link
        self._host = host
        self.model = EntryModel(self)
        self.thumbnails = Thumbnails(link, self)
        self.actions_of = make_actions(self)
        self.list = self._make_list()
        self.detail = EntryDetail(self.thumbnails, self.actions_of, narrow=narrow, parent=self)
        self.banner = Banner(link, self)
        self._build(narrow)
        self._connect()
        self._refresh()

    @property
    def marked(self) -> list[Entry]:
        """The marked entries, from the top."""
        rows = sorted(self.list.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [index.data(ENTRY) for index in rows]

    @property
    def current(self) -> Entry | None:
        """The entry that the details are about."""
        index = self.list.currentIndex()
        return index.data(ENTRY) if index.isValid() else None

    def choose(self, id: str) -> None:
        """Mark an entry and show all about it."""
        if (row := self.model.row(id)) >= 0:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.list.selectionModel().setCurrentIndex(self.model.index(row), flag)
            self.list.scrollTo(self.model.index(row))

    def running(self) -> int:
        """Entries that run or wait to run."""
        return sum(entry.state in (State.RUNNING, State.QUEUED) for entry in self.model.entries())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """All actions for what is marked."""
        menu = QMenu(self)
        menu.addActions([action for action in self.actions_of.values() if action.isEnabled()])
        menu.popup(event.globalPos())

    def _make_list(self) -> QListView:
        view = QListView(self)
        view.setModel(self.model)
        view.setItemDelegate(EntryDelegate(self.thumbnails, view))
        view.setUniformItemSizes(True)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setDragDropMode(QListView.DragDropMode.InternalMove)
        view.setDragDropOverwriteMode(False)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setMouseTracking(True)
        view.setMinimumWidth(36 * SPACE)
        view.setAccessibleName(translate("QueueView", "Queue"))
        return view

    def _build(self, narrow: bool) -> None:
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        bar.setSpacing(2)
        bar.addWidget(self._count, 1)
        for kind, action in self.actions_of.items():
            if kind not in _LEFT_OUT:
                bar.addWidget(_button(action, self))
        self._split = QSplitter(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal, self)
        self._split.addWidget(self.list)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 4)
        self._split.setChildrenCollapsible(False)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(EmptyQueue(self))
        self._pages.addWidget(self._split)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(bar)
        rows.addWidget(self.banner)
        rows.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._link.snapshot.connect(self._snapshot)
        self._link.entry.connect(self.put)
        self._link.removed.connect(self._remove)
        self.model.move_asked.connect(self._move)
        self.thumbnails.changed.connect(self._repaint)
        self.list.selectionModel().selectionChanged.connect(self._refresh)
        self.list.selectionModel().currentChanged.connect(self._refresh)
        self.list.doubleClicked.connect(self._double)
        changes().changed.connect(self.list.viewport().update)
        for kind, action in self.actions_of.items():
            action.triggered.connect(self._does(kind))

    def _does(self, kind: Action) -> Callable[[], None]:
        return lambda: self.do(kind)

    def do(self, kind: Action) -> None:
        """Do something with the marked entries that allow it."""
        able = [entry for entry in self.marked if entry.allows(kind)]
        if not able:
            return
        match kind:
            case Action.UP | Action.DOWN:
                self._step(able[0].id, down=kind is Action.DOWN)
            case Action.VIEW:
                self.view_asked.emit(able[0].raw)
            case Action.FOLDER:
                QDesktopServices.openUrl(QUrl.fromLocalFile(able[0].folder))
            case Action.HOST:
                self.host_asked.emit([entry.raw for entry in able])
            case Action.REPORT:
                card_of(able[0].raw, self).copy_report()
            case Action.REMOVE:
                for entry in able:
                    self._call(lambda service, id=entry.id: service.remove(id), lambda _, id=entry.id: self._remove(id))
            case Action.PAUSE | Action.RESUME | Action.CANCEL | Action.RETRY:
                for entry in able:
                    self._call(lambda service, id=entry.id: getattr(service, kind.value)(id), self.put)

    def _call(self, work: Callable[[Service], Any], done: Callable[[Any], None]) -> None:
        self._link.call(work, done, lambda error: show_error(self, error))

    def _step(self, id: str, *, down: bool) -> None:
        possible, before = self.model.step(id, down=down)
        if possible:
            self._move(id, before)

    def _move(self, id: str, before: str | None) -> None:
        self._call(lambda service: service.move(id, before), self.model.arrange)

    def _snapshot(self, jobs: list[dict[str, Any]]) -> None:
        chosen = self.current
        self.model.replace(jobs)
        if chosen is not None:
            self.choose(chosen.id)
        self._settle()

    def put(self, raw: dict[str, Any]) -> None:
        """Take an entry that is new or has changed."""
        before = self.model.entry(str(raw["id"]))
        self.model.put(raw)
        if before is not None and before.state is not State.DONE and raw["state"] == State.DONE:
            self.finished.emit(raw)
        self._settle()

    def _remove(self, id: str) -> None:
        self.model.remove(id)
        self.thumbnails.forget(id)
        self._settle()

    def _settle(self) -> None:
        """Something is always chosen while there is something: what runs, else the first."""
        entries = self.model.entries()
        if entries and self.current is None:
            self.choose(next((entry.id for entry in entries if entry.state is State.RUNNING), entries[0].id))
        self._refresh()

    def _refresh(self, *_: object) -> None:
        entries = self.model.entries()
        self._pages.setCurrentIndex(1 if entries else 0)
        fit_actions(self.actions_of, self.marked, host=self._host)
        self.detail.show_entry(self.current)
        running = sum(entry.state is State.RUNNING for entry in entries)
        waiting = sum(entry.state is State.QUEUED for entry in entries)
        parts = [self.tr("%n running", "", running) if running else "", self.tr("%n waiting", "", waiting) if waiting else ""]
        said = ", ".join(part for part in parts if part)
        self._count.setText(said or (self.tr("Nothing is running") if entries else ""))

    def _repaint(self, id: str) -> None:
        if (row := self.model.row(id)) >= 0:
            self.list.update(self.model.index(row))
        if self.current is not None and self.current.id == id:
            self.detail.refresh_picture()

    def _double(self, index: QModelIndex) -> None:
        entry: Entry = index.data(ENTRY)
        self.do(Action.VIEW if entry.allows(Action.VIEW) else Action.RESUME)


def _button(action: QAction, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setProperty("role", "quiet")
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.setVisible(action.isVisible())
    action.visibleChanged.connect(lambda: button.setVisible(action.isVisible()))
    return button
