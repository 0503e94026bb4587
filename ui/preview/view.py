"""Look before you pay: a few frames of a region, made in two to four ways, with the price of the whole clip beside each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from uprez.ui.draft import Draft
from uprez.ui.link import Link
from uprez.ui.preview.bars import COMPARING, bar_without
from uprez.ui.preview.candidate_pane import CandidatePane
from uprez.ui.preview.comparison import MOST, Comparison
from uprez.ui.preview.pane import Pane
from uprez.ui.preview.pane_grid import PaneGrid
from uprez.ui.preview.region_picker import RegionPicker
from uprez.ui.preview.setup_bar import START, SetupBar
from uprez.ui.preview.source_pane import SourcePane
from uprez.ui.preview.wipe_view import Offer, WipeView
from uprez.ui.theme.tokens import SPACE
from uprez.ui.viewer.state import Mode, ViewState


class PreviewView(QWidget):
    """Setup above, panes below; the region is drawn in the clip, two panes are wiped in a large picture."""

    def __init__(self, link: Link, draft: Draft, state: ViewState, parent: QWidget | None = None) -> None:
        """`state` is that of the viewer which shows the clip: the region and the playhead are its own."""
        super().__init__(parent)
        self._link, self._draft, self._clip_state = link, draft, state
        self._playhead: int | None = None
        self.comparison = Comparison(link, draft, self)
        self.shared = ViewState(self, cache=state.cache)
        """Frame and place of all panes."""
        self.setup = SetupBar(self.comparison, self)
        self.picker = RegionPicker(link, self.comparison, state, self)
        self.grid = PaneGrid(self)
        self.wipe = WipeView(self.shared, self)
        self._panes: dict[str, Pane] = {}
        self._source: SourcePane | None = None
        self._lay_out()
        self._connect(state)
        self._add_actions()
        self._show_panes()
        self.pick_region(True)

    def _lay_out(self) -> None:
        self._bar = bar_without(self.shared, COMPARING, "region")
        self._side = QWidget(self)
        rows = QVBoxLayout(self._side)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(self.picker, 1)
        rows.addWidget(self.grid, 1)
        rows.addWidget(self._bar)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._side)
        self._pages.addWidget(self.wipe)
        self._pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        line = QFrame(self)
        line.setProperty("role", "line")
        all_rows = QVBoxLayout(self)
        all_rows.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        all_rows.setSpacing(SPACE)
        all_rows.addWidget(self.setup)
        all_rows.addWidget(line)
        all_rows.addWidget(self._pages, 1)
        self.setAccessibleName(self.tr("Preview"))
        self.setFocusProxy(self.setup.start)

    def _connect(self, state: ViewState) -> None:
        comparison = self.comparison
        self.setup.pick_toggled.connect(self.pick_region)
        self.setup.region_chosen.connect(self.picker.choose)
        self.setup.source_toggled.connect(self.show_source)
        self.setup.run_asked.connect(self.start)
        self.setup.cancel_asked.connect(comparison.cancel)
        comparison.trials_changed.connect(self._show_panes)
        comparison.trial_changed.connect(self._refresh)
        comparison.setup_changed.connect(self._offer)
        self._draft.models_changed.connect(self._refresh_models)
        self.wipe.left.connect(self.show_side_by_side)
        self.shared.look_changed.connect(self._mode_wanted)
        self.shared.region_mode_changed.connect(self._region_wanted)

    def _add_actions(self) -> None:
        """Keys of this part of the window; the start's is told in its tooltip."""
        for key, run in ((START, self.start), (QKeySequence("Esc"), self.back_out)):
            action = QAction(self)
            action.setShortcut(key)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(run)
            self.addAction(action)

    def start(self) -> None:
        """Make what is missing or out of date, and show the panes."""
        if not self.comparison.problems():
            self.pick_region(False)
            self._playhead = self._clip_state.frame
        self.comparison.run()

    def back_out(self) -> None:
        """One step back: out of the wipe, out of drawing, else stop the work."""
        if self._pages.currentWidget() is self.wipe:
            self.show_side_by_side()
        elif self.comparison.running:
            self.comparison.cancel()
        elif self.setup.pick.isChecked():
            self.pick_region(False)

    def go_to(self, frame: int) -> None:
        """Preview the frames around this one of the clip, as it was chosen elsewhere."""
        self.picker.go_to(frame)

    def pick_region(self, on: bool) -> None:
        """Show the clip to draw the region in, with the candidates' headers below; or the panes."""
        self.show_side_by_side()
        self.setup.pick.setChecked(on)
        self.picker.setVisible(on)
        self._bar.setVisible(not on)
        self.grid.set_tall(not on)
        for pane in self._panes.values():
            pane.set_body_shown(not on)
        self.grid.set_tall(not on)

    def show_source(self, on: bool) -> None:
        """Have the source as one of the panes, when there is room for it."""
        if on and len(self.comparison.trials) >= MOST:
            return
        self.setup.source.setChecked(on)
        self._show_panes()
        self.setup.refresh()

    def open_wipe(self, a: str, b: str, mode: Mode = Mode.WIPE) -> None:
        """Show two panes in one large picture; keys are 1 to 4, or `source`."""
        self.shared.play(0)
        self._pages.setCurrentWidget(self.wipe)
        self.wipe.open(self._offers(), a, b, mode)

    def show_side_by_side(self) -> None:
        """Show all panes again."""
        if self._pages.currentWidget() is self.wipe:
            self.wipe.close_pictures()
            self._pages.setCurrentWidget(self._side)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Ask for the models when nobody has yet; show the region in the clip."""
        super().showEvent(event)
        if not self._draft.models.cards:
            self._link.call(lambda service: service.models(), self._draft.set_models, lambda _: None)
        self.picker.enter()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing plays where nobody looks."""
        self.shared.play(0)
        self.wipe.state.play(0)
        super().hideEvent(event)

    def _show_panes(self) -> None:
        keys = [trial.key for trial in self.comparison.trials]
        wanted = (["source"] if self.setup.source.isChecked() else []) + keys
        for key in [key for key in self._panes if key not in wanted]:
            self._drop(self._panes.pop(key))
        for key in wanted:
            if key not in self._panes:
                self._panes[key] = self._made(key)
        self._panes = {key: self._panes[key] for key in wanted}
        self.grid.set_panes(list(self._panes.values()))
        for pane in self._panes.values():
            pane.set_body_shown(not self.setup.pick.isChecked())
            pane.refresh()
        self.grid.set_tall(not self.setup.pick.isChecked())
        self._offer()

    def _made(self, key: str) -> Pane:
        if key == "source":
            pane: Pane = SourcePane(self._link, self.comparison, self.shared)
        else:
            pane = CandidatePane(self._link, self._draft, self.comparison, key, self.shared)
            pane.use_asked.connect(self.comparison.use)
        pane.remove_asked.connect(self._remove)
        pane.wipe_asked.connect(self._wipe_asked)
        return pane

    def _wipe_asked(self, key: str, other: str) -> None:
        self.open_wipe(other, key)

    def _drop(self, pane: Pane) -> None:
        pane.viewer.set_pictures(None, None)
        pane.hide()
        pane.deleteLater()

    def _remove(self, key: str) -> None:
        if key == "source":
            self.show_source(False)
        else:
            self.comparison.remove(key)

    def _refresh(self, key: str) -> None:
        for name in (key, "source"):
            if name in self._panes:
                self._panes[name].refresh()
        self._offer()
        if self._playhead is not None and self.shared.first <= self._playhead <= self.shared.last and self.shared.canvas[0]:
            self.shared.set_frame(self._playhead)
            self._playhead = None

    def _refresh_models(self) -> None:
        for pane in self._panes.values():
            if isinstance(pane, CandidatePane):
                pane.refresh_models()

    def _offer(self) -> None:
        """Tell panes and the wipe what can be compared with what."""
        ready = {key: pane.title for key, pane in self._panes.items() if pane.pictures is not None}
        for key, pane in self._panes.items():
            others = [(other, name) for other, name in ready.items() if other != key]
            removable = len(self._panes) > 2 and (key == "source" or len(self.comparison.trials) > 1)
            pane.offer(others, ready=key in ready, removable=removable)
        if self._pages.currentWidget() is self.wipe:
            self.wipe.offer(self._offers())

    def _offers(self) -> list[Offer]:
        return [(key, pane.title, pane.pictures) for key, pane in self._panes.items() if pane.pictures is not None]

    def _mode_wanted(self) -> None:
        """W, X and D over the panes: the first two of them in one picture, that way."""
        mode = self.shared.mode
        if mode is Mode.A:
            return
        self.shared.set_mode(Mode.A)
        keys = [key for key, pane in self._panes.items() if pane.pictures is not None]
        if len(keys) > 1:
            self.open_wipe(keys[0], keys[1], mode)

    def _region_wanted(self, on: bool) -> None:
        if on:
            self.shared.set_region_mode(False)
            self.pick_region(True)
