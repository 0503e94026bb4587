"""The panel: the same parts in one narrow column, for a place in somebody else's window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from uprez.ui.draft import Draft
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.theme.choice import dress
from uprez.ui.theme.tokens import SPACE
from uprez.ui.workbench import Workbench

SOURCES, RECIPE, STAGE, QUEUE = range(4)
"""Tabs of the panel."""


class Panel(QWidget):
    """Sources, recipe, preview and queue in tabs. Can be put into any window of a PySide6 application.

    It brings its own look and leaves the application's as it is. Call `close_link()` when the host lets go of it for good.
    """

    handed_back = Signal(list)
    """Finished entries that the user sends back to the host."""

    def __init__(
        self,
        link: Link | None = None,
        draft: Draft | None = None,
        *,
        host: bool = False,
        theme: str = "system",
        parent: QWidget | None = None,
    ) -> None:
        """Without a link, the panel makes its own. `theme` is `system` (light or dark as the application is), `light`,
        `dark`, or empty to keep what the application looks like."""
        super().__init__(parent)
        self.link = link or Link(parent=self)
        self._owns_link = link is None
        self.setObjectName("uprez-panel")
        self.setAcceptDrops(True)
        if theme:
            dress(self, theme)
        self.bench = Workbench(self.link, draft or Draft(self), self, narrow=True, host=host)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setIconSize(QSize(2 * SPACE, 2 * SPACE))
        bench = self.bench
        for part, sign, words in (
            (bench.sources, "sources", self.tr("Sources")),
            (bench.recipe, "recipe", self.tr("Recipe")),
            (bench.stage, "eye", self.tr("Viewer")),
            (bench.queue, "queue", self.tr("Queue")),
        ):
            self.tabs.addTab(part, icon(sign), words)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.tabs)
        self.addActions([bench.preview_action, bench.queue_action, bench.farm_action])
        bench.look_asked.connect(self._look)
        bench.host_asked.connect(self.handed_back)
        bench.told.connect(bench.queue.banner.say)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A narrow column."""
        return QSize(52 * SPACE, 100 * SPACE)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Watch the queue from the first time that somebody looks."""
        super().showEvent(event)
        self.link.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing plays where nobody looks."""
        self.bench.stage.state.play(0)
        super().hideEvent(event)

    def close_link(self) -> None:
        """Let go of the service, when the link is the panel's own; jobs go on."""
        if self._owns_link:
            self.link.close()

    def _look(self, part: str) -> None:
        self.tabs.setCurrentIndex({"queue": QUEUE, "recipe": RECIPE}.get(part, STAGE))
