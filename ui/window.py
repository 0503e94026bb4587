"""The app's window: sources, viewer, recipe side by side, the queue below."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QDockWidget, QFrame, QMainWindow, QMessageBox, QSplitter, QVBoxLayout, QWidget

from uprez.ui.draft import Draft
from uprez.ui.link import Link
from uprez.ui.menus import Menus
from uprez.ui.settings import settings
from uprez.ui.theme.tokens import SPACE
from uprez.ui.workbench import Workbench

_TOLD = "told_that_jobs_go_on"


class MainWindow(QMainWindow):
    """Everything in one window. It does not own the link: who made that closes it."""

    closed = Signal()
    """The window has been closed."""

    def __init__(self, link: Link, draft: Draft) -> None:
        """Put the parts together; nothing is asked of the service before the link is started."""
        super().__init__()
        self.setWindowTitle("uprez")
        self.setAcceptDrops(True)
        self._may_close = False
        self.bench = Workbench(link, draft, self)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(3)
        for part, stretch in ((self.bench.sources, 0), (self.bench.stage, 1), (self.bench.recipe, 0)):
            self._split.addWidget(_column(part))
            self._split.setStretchFactor(self._split.count() - 1, stretch)
        self._split.setChildrenCollapsible(False)
        self._split.setSizes([300, 760, 340])
        self.setCentralWidget(self._split)
        self._dock = self._queue_dock()
        self.menus = Menus(self, self.bench, self._dock.toggleViewAction())
        self.bench.look_asked.connect(self._look)
        self.bench.told.connect(self.bench.queue.banner.say)
        self.bench.told.connect(lambda: QApplication.alert(self))
        self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        self._restore()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files and folders anywhere."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Add them to the sources."""
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.bench.add_paths(paths)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Say once that jobs go on by themselves; remember how the window was."""
        if not self._may_close and self.bench.queue.running() and not settings().value(_TOLD, False, bool):
            event.ignore()
            self._tell_that_jobs_go_on()
            return
        self.remember()
        event.accept()
        self.closed.emit()

    def remember(self) -> None:
        """Write down size and places."""
        store = settings()
        store.setValue("window/geometry", self.saveGeometry())
        store.setValue("window/state", self.saveState())
        store.setValue("window/columns", self._split.saveState())

    def _restore(self) -> None:
        store = settings()
        for key, take in (("geometry", self.restoreGeometry), ("state", self.restoreState), ("columns", self._split.restoreState)):
            value = store.value(f"window/{key}")
            if isinstance(value, QByteArray):
                take(value)

    def _queue_dock(self) -> QDockWidget:
        dock = QDockWidget(self.tr("Queue"), self)
        dock.setObjectName("queue")
        dock.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable)
        dock.setAllowedAreas(Qt.DockWidgetArea.BottomDockWidgetArea | Qt.DockWidgetArea.TopDockWidgetArea)
        dock.setWidget(_column(self.bench.queue))
        dock.setTitleBarWidget(QWidget(dock))  # the queue has a line of its own on top
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        self.resizeDocks([dock], [33 * SPACE], Qt.Orientation.Vertical)
        return dock

    def _look(self, part: str) -> None:
        if part == "queue":
            self._dock.show()
            self.bench.queue.list.setFocus()

    def _tell_that_jobs_go_on(self) -> None:
        count = self.bench.queue.running()
        words = self.tr("%n job(s) go on without this window.", "", count)
        box = QMessageBox(QMessageBox.Icon.NoIcon, "uprez", words, parent=self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setInformativeText(self.tr("The service works on by itself. Open uprez again at any time to see how far it is."))
        box.setCheckBox(QCheckBox(self.tr("Do not say this again"), box))
        close = box.addButton(self.tr("Close the window"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(self.tr("Stay"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(close)
        box.accepted.connect(lambda: self._close_now(box.checkBox().isChecked()))
        box.open()

    def _close_now(self, said: bool) -> None:
        if said:
            settings().setValue(_TOLD, True)
        self._may_close = True
        self.close()


def _column(part: QWidget) -> QFrame:
    """A part on the ground of columns."""
    frame = QFrame()
    frame.setProperty("role", "column")
    rows = QVBoxLayout(frame)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.addWidget(part)
    return frame
