"""The middle: the chosen clip, or a finished take beside its source, in the viewer; the preview; a take's finish."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from uprez.plugin.client import Service, ServiceError
from uprez.ui.approval import ApprovalBar
from uprez.ui.draft import Draft
from uprez.ui.draft_clip import Values
from uprez.ui.edits import Edits, Standing
from uprez.ui.errors import show_error
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.pictures import ClipPictures, TakePictures
from uprez.ui.preview.finish import FinishView
from uprez.ui.preview.take_names import take_path
from uprez.ui.preview.view import PreviewView
from uprez.ui.stage_empty import EmptyStage
from uprez.ui.theme.tokens import SPACE
from uprez.ui.viewer.bar import ViewerBar
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.state import ViewState
from uprez.ui.viewer.viewer import Viewer

VIEWER, PREVIEW, FINISH = range(3)
"""Pages of the stage."""


class Stage(QWidget):
    """Pages with a viewer state each, so that one does not move the other; viewer and preview share a cache."""

    submitted = Signal(dict)
    """The queue's entry of a take that was finished anew."""

    def __init__(self, link: Link, draft: Draft, edits: Edits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link, self._draft = link, draft
        self.approval = ApprovalBar(edits, self)
        """Above an edit that waits to be upscaled."""
        self._beside = False
        self._shown: object = ()
        self._left: str | None = None
        self._asked = ""
        self._looked_at = 0
        self.entry: dict[str, Any] | None = None
        """The finished entry that is shown instead of the clip; None for an edit."""
        self.finish: FinishView | None = None
        """Sliders for that entry, once its page has been looked at."""
        self.state = ViewState(self)
        self.viewer = Viewer(self.state, None, None, self)
        self.preview = PreviewView(link, draft, ViewState(self, cache=self.state.cache), self)
        self._build()
        for signal in (draft.selection_changed, draft.clips_changed, draft.clip_changed):
            signal.connect(self._follow)
        self.state.region_changed.connect(self._region_drawn)
        self._follow()

    @property
    def page(self) -> int:
        """`VIEWER`, `PREVIEW` or `FINISH`."""
        return self._tabs.currentIndex()

    @property
    def beside(self) -> bool:
        """True while a take or an edit is shown beside its clip."""
        return self._beside

    def show_page(self, page: int) -> None:
        """Turn to a page; `FINISH` can be had while a take is shown."""
        self._tabs.setCurrentIndex(page)

    def show_entry(self, raw: dict[str, Any]) -> None:
        """Show a finished entry: its source as A, its take as B."""
        self._asked = str(raw["id"])

        def read(service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
            return service.probe(raw["job"]["source"]), service.probe({"path": take_path(raw["files"])})

        def show(facts: tuple[dict[str, Any], dict[str, Any]]) -> None:
            if self._asked == raw["id"]:
                self._show_take(raw, *facts)

        self._open(str(raw.get("title") or ""))
        self._link.call(read, show, self._refused)

    def show_edit(self, standing: Standing, title: str) -> None:
        """Show a clip as A and its edit, at low resolution, as B, with the buttons that upscale or change it."""
        self._asked = standing.id
        answer = standing.answer
        source: dict[str, Any] = answer["edit"]["source"]

        def read(service: Service) -> tuple[dict[str, Any], dict[str, Any]]:
            return service.probe(source), service.probe(answer["edited"])

        def show(facts: tuple[dict[str, Any], dict[str, Any]]) -> None:
            if self._asked == standing.id:
                self._drop_entry()
                edit = facts[1]["clip"]
                self._show_pair(source, facts[0], (answer["edited"], edit, int(answer["first"])), (title, self.tr("Edit")))
                self.approval.show_edit(standing.id)

        self._open(title)
        self._link.call(read, show, self._refused)

    def _open(self, title: str) -> None:
        self._words.setText(self.tr("Opening {title}…").format(title=title))
        self.show_page(VIEWER)

    def leave_entry(self) -> None:
        """Go back from a finished take, or an edit, to the chosen clip."""
        self._drop_entry()
        self._follow()

    def _build(self) -> None:
        self._tabs = QTabBar(self)
        self._tabs.setDrawBase(False)
        self._tabs.setUsesScrollButtons(False)
        for words in (self.tr("Viewer"), self.tr("Preview"), self.tr("Finish")):
            self._tabs.addTab(words)
        self._tabs.setTabToolTip(FINISH, self.tr("Strength, grain and colour of a finished take, without running the model again"))
        self._tabs.setAccessibleName(self.tr("Viewer or preview"))
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._back = QPushButton(icon("close"), self.tr("Close the take"), self)
        self._back.setProperty("role", "quiet")
        self._back.clicked.connect(self.leave_entry)
        head = QHBoxLayout()
        head.setContentsMargins(SPACE, 0, SPACE, 0)
        head.setSpacing(SPACE)
        head.addWidget(self._tabs)
        head.addStretch()
        head.addWidget(self._words)
        head.addWidget(self._back)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._viewer_page())
        self._pages.addWidget(_scrolled(self.preview))
        self._tabs.currentChanged.connect(self._turn)
        line = QFrame(self)
        line.setProperty("role", "line")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(head)
        rows.addWidget(line)
        rows.addWidget(self.approval)
        rows.addWidget(self._pages, 1)

    def _viewer_page(self) -> QWidget:
        page = QWidget(self)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self._empty, self._bar = EmptyStage(self), ViewerBar(self.state, self)
        rows.addWidget(self._empty, 1)
        rows.addWidget(self.viewer, 1)
        rows.addWidget(self._bar)
        return page

    def _turn(self, page: int) -> None:
        if page == FINISH and self.finish is None and self.entry is not None:
            self.finish = FinishView(self._link, self.entry, self)
            self.finish.submitted.connect(self.submitted)
            self._pages.addWidget(_scrolled(self.finish))
        self._pages.setCurrentIndex(page)
        if page == PREVIEW and not self._beside and self.state.frame != self._looked_at:
            self._looked_at = self.state.frame
            self.preview.go_to(self._looked_at)
        if page != VIEWER:
            self.state.play(0)

    def _follow(self, *_: object) -> None:
        """Show the chosen clip, unless a take is shown and the clip is the one that was left for it."""
        clip = self._draft.selected
        if self._beside:
            if clip is None or clip.id == self._left:
                return
            self._drop_entry()
        key = None if clip is None else (clip.id, dict(clip.source), clip.size, clip.pending)
        if key == self._shown:
            return
        self._shown = key
        if clip is None or clip.facts is None or clip.size is None:
            self.viewer.set_pictures(None, None)
            self._words.setText(self.tr("Reading the clip…") if clip is not None and clip.pending else "")
        else:
            self.state.set_source_size(*clip.size)
            self.viewer.set_pictures(ClipPictures(self._link, clip.source, clip.facts, title=clip.title), None)
            self._words.setText("")
        self._show_parts()

    def _show_take(self, raw: dict[str, Any], source: dict[str, Any], take: dict[str, Any]) -> None:
        """`source` and `take` are what probing them gave."""
        self._drop_entry()
        asked: dict[str, Any] = raw["job"]["source"]
        self.entry = raw
        shown = (str(take["clip"]["path"]), take["clip"], int(asked.get("first") or 0))
        self._show_pair(asked, source, shown, (str(raw.get("title") or ""), self.tr("Take")))

    def _show_pair(self, asked: Values, source: Values, made: tuple[str | Values, Values, int], titles: tuple[str, str]) -> None:
        """`made` is what lies beside the clip: its file or source, its facts, the clip's frame that its first is of."""
        self._beside, self._left = True, None if self._draft.selected is None else self._draft.selected.id
        path, facts, first = made
        a = ClipPictures(self._link, asked, source["clip"], title=self.tr("Source"))
        b = TakePictures(self._link, path, facts, source_first=first, space=str(source.get("space") or ""), title=titles[1])
        self.state.set_source_size(a.width, a.height)
        self.viewer.set_pictures(a, b)
        self.state.set_mode(Mode.WIPE)
        self._words.setText(titles[0])
        self._show_parts()
        self.viewer.setFocus()

    def _drop_entry(self) -> None:
        self.entry, self._shown, self._beside = None, (), False
        self.approval.show_edit("")
        self.state.set_mode(Mode.A)
        if self.page == FINISH:
            self.show_page(VIEWER)
        if self.finish is not None:
            self.finish.close_work()
            if (area := self._pages.widget(FINISH)) is not None:
                self._pages.removeWidget(area)
                area.deleteLater()
            self.finish = None

    def _refused(self, error: ServiceError) -> None:
        self._words.setText("")
        show_error(self, error)
        self._follow()

    def _show_parts(self) -> None:
        taken = self._beside
        some = taken or self._draft.selected is not None
        self._empty.setVisible(not some)
        self.viewer.setVisible(some)
        self._bar.setVisible(some)
        self._back.setVisible(taken)
        self._back.setText(self.tr("Close the take") if self.entry is not None else self.tr("Close the edit"))
        self._tabs.setTabEnabled(FINISH, self.entry is not None)

    def _region_drawn(self, region: Any) -> None:
        """A region that is drawn in the viewer is wanted for the preview."""
        if region is not None and not self._beside and self.page == VIEWER:
            self.state.set_region_mode(False)
            self.preview.picker.choose(region)


def _scrolled(page: QWidget) -> QScrollArea:
    """A page that scrolls where it does not fit, so that a small screen is large enough for the window."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
