"""The sources: the list of clips, ways to add to it, and the selected clip below."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.sources.clip_detail import ClipDetail
from uprez.ui.sources.clip_list import ClipList
from uprez.ui.sources.dropped import Dropped, look_into
from uprez.ui.sources.empty import EmptySources
from uprez.ui.sources.messages import Messages
from uprez.ui.sources.prober import Prober
from uprez.ui.sources.thumbnails import Thumbnails
from uprez.ui.theme import SPACE
from uprez.ui.told import told


class SourcesView(QWidget):
    """The left column. Give it paths by `add_paths`; it drops, shows, checks and removes clips by itself."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._draft = draft
        self._finders: set[_Finder] = set()
        self.setAcceptDrops(True)
        self.setAccessibleName(self.tr("Sources"))
        self._prober = Prober(link, draft, self)
        self._messages = Messages(self)
        self._list = ClipList(draft, Thumbnails(link, self), self)
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._make_actions()
        self._pages = QStackedWidget(self)
        empty = EmptySources(self)
        empty.files_wanted.connect(self.choose_files)
        empty.folder_wanted.connect(self.choose_folder)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._list)
        parts.addWidget(ClipDetail(draft, self))
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        parts.setSizes([1000, 1000])
        self._pages.addWidget(empty)
        self._pages.addWidget(parts)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._head())
        rows.addWidget(self._messages)
        rows.addWidget(self._pages, 1)
        draft.clips_changed.connect(self._refresh)
        self._refresh()

    def add_paths(self, paths: Iterable[str]) -> None:
        """Add movies, sequences, folders and timeline files; what is there already is selected instead."""
        finder = _Finder(tuple(paths))
        self._finders.add(finder)
        finder.found.connect(partial(self._take, finder), Qt.ConnectionType.QueuedConnection)
        finder.start()

    def choose_files(self) -> None:
        """Ask for files."""
        paths, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        if paths:
            self.add_paths(paths)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        path = QFileDialog.getExistingDirectory(self, self.tr("Add folder"))
        if path:
            self.add_paths([path])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files and folders."""
        self._weigh(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Take files and folders anywhere."""
        self._weigh(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Add what was dropped."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.add_paths(paths)

    def _weigh(self, event: QDragMoveEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def _make_actions(self) -> None:
        """Actions with their keys; they work anywhere in the column."""
        self.add_files_action = self._action("add", self.tr("Add files…"), "Ctrl+O", self.choose_files)
        self.add_folder_action = self._action("folder", self.tr("Add folder…"), "Ctrl+Shift+O", self.choose_folder)
        self.remove_action = self._action("trash", self.tr("Remove from the list"), "Del", self._list.remove_chosen)
        self.remove_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._list.addAction(self.remove_action)

    def _action(self, sign: str, words: str, keys: str, act: Any) -> QAction:
        action = QAction(icon(sign), words, self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{words.rstrip('…')} ({shown})")
        action.triggered.connect(lambda: act())
        self.addAction(action)
        return action

    def _head(self) -> QHBoxLayout:
        title = QLabel(self.tr("Sources"), self)
        title.setProperty("role", "heading")
        head = QHBoxLayout()
        head.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        head.setSpacing(SPACE)
        head.addWidget(title)
        head.addWidget(self._count)
        head.addStretch()
        for action in (self.add_files_action, self.add_folder_action, self.remove_action):
            button = QToolButton(self)
            button.setProperty("role", "quiet")
            button.setDefaultAction(action)
            button.setAccessibleName(action.text().rstrip("…"))
            head.addWidget(button)
        return head

    def _refresh(self) -> None:
        count = len(self._draft.clips)
        self._pages.setCurrentIndex(1 if count else 0)
        self._count.setText("" if not count else self.tr("1 clip") if count == 1 else self.tr("{} clips").format(count))
        self.remove_action.setEnabled(bool(count))

    def _take(self, finder: _Finder, dropped: Dropped) -> None:
        self._finders.discard(finder)
        known = {str(clip.source["path"]): clip.id for clip in self._draft.clips if set(clip.source) == {"path"}}
        added = self._draft.add({"path": path} for path in dropped.sources if path not in known)
        again = [known[path] for path in dropped.sources if path in known]
        if added or again:
            self._draft.select((added or again)[0])
        for path in dropped.passed_over:
            self._messages.say(self.tr("There is nothing to add in {}.").format(path))
        for path in dropped.timelines:
            self._read_edit(path)

    def _read_edit(self, path: str) -> None:
        waiting = self._messages.say(self.tr("Reading {}…").format(path), lasts=True)

        def read(service: Service) -> dict[str, Any]:
            return service.edit(path)

        def take(edit: dict[str, Any]) -> None:
            self._messages.drop(waiting)
            self._add_edit(edit)

        def fail(error: ServiceError) -> None:
            self._messages.drop(waiting)
            self._messages.fail(error, path)

        self._link.call(read, take, fail)

    def _add_edit(self, edit: dict[str, Any]) -> None:
        clips: list[dict[str, Any]] = edit["clips"]
        there = [clip for clip in clips if not clip["missing"]]
        added = self._draft.add([clip["source"] for clip in there], [str(clip["name"]) for clip in there])
        if added:
            self._draft.select(added[0])
        gone = len(clips) - len(there)
        notes = [told(str(note)) for note in edit["notes"]]
        if gone:
            notes.insert(0, self.tr("{} of {} clips in {} are not on this machine.").format(gone, len(clips), edit["name"]))
        for note in notes:
            self._messages.say(note)


class _Finder(QObject):
    """Looks into dropped folders on a thread of its own."""

    found = Signal(object)

    def __init__(self, paths: tuple[str, ...]) -> None:
        super().__init__()
        self._paths = paths

    def start(self) -> None:
        QThreadPool.globalInstance().start(QRunnable.create(self._look))

    def _look(self) -> None:
        self.found.emit(look_into(self._paths))
