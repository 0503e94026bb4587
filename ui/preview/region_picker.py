"""The clip with the region on it, to be drawn, moved, and sized."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from uprez.ui.link import Link
from uprez.ui.pictures import ClipPictures
from uprez.ui.preview.bars import COMPARING, bar_without
from uprez.ui.preview.comparison import Comparison
from uprez.ui.preview.region import Region
from uprez.ui.theme.tokens import SPACE
from uprez.ui.viewer.state import ViewState
from uprez.ui.viewer.viewer import Viewer


class RegionPicker(QWidget):
    """Keeps the region and the playhead of the clip's viewer and of the comparison the same."""

    def __init__(self, link: Link, comparison: Comparison, state: ViewState, parent: QWidget | None = None) -> None:
        """`state` is that of the viewer which shows the clip."""
        super().__init__(parent)
        self._link, self._comparison, self._state = link, comparison, state
        self._shown: object = None
        self.viewer = Viewer(state, parent=self)
        hint = QLabel(self.tr("Drag a box over what matters: a face, lettering, a fine pattern."), self)
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self._bar = bar_without(state, COMPARING, "region")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE)
        rows.addWidget(hint)
        rows.addWidget(self.viewer, 1)
        rows.addWidget(self._bar)
        state.region_changed.connect(self._drawn)
        state.frame_changed.connect(self._moved)
        state.playing_changed.connect(self._moved)
        comparison.setup_changed.connect(self._follow)

    def choose(self, region: Region) -> None:
        """Take a region that was chosen elsewhere."""
        clip = self._comparison.clip
        if clip is not None and clip.size is not None:
            self._state.set_source_size(*clip.size)
        self._comparison.set_region(region)
        self._state.set_region(region)

    def go_to(self, frame: int) -> None:
        """Put the playhead there."""
        self._follow()
        self._state.set_frame(frame)
        self._moved()

    def enter(self) -> None:
        """Show the clip, and the region on it."""
        self._follow()
        if self._comparison.clip is not None:
            self._state.set_region(self._comparison.region)
        self._moved()

    def showEvent(self, event: object) -> None:  # noqa: N802
        """The mouse draws the region from now on."""
        self._follow()
        self._state.set_region_mode(True)

    def hideEvent(self, event: object) -> None:  # noqa: N802
        """The mouse does what it did before."""
        self._state.set_region_mode(False)

    def _follow(self) -> None:
        """Another clip, or other decisions about it: other pictures."""
        clip = self._comparison.clip
        wanted = None if clip is None else (clip.id, dict(clip.source), clip.size)
        if wanted == self._shown or not self.window().isVisible():
            return
        self._shown = wanted
        if clip is None or clip.facts is None or clip.size is None:
            self.viewer.set_pictures(None, None)
            return
        self._state.set_source_size(*clip.size)
        self.viewer.set_pictures(ClipPictures(self._link, clip.source, clip.facts, title=clip.title), None)
        self._state.set_region(self._comparison.region)
        self._moved()

    def _drawn(self, region: Region | None) -> None:
        clip = self._comparison.clip
        if clip is None or clip.size is None or not self.isVisibleTo(self.window()):
            return
        self._comparison.set_region(region or (0, 0, *clip.size))

    def _moved(self) -> None:
        if not self._state.speed:
            self._comparison.set_playhead(self._state.frame)
