"""The source as one of the panes."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from uprez.ui.draft_clip import Values, start_of
from uprez.ui.link import Link
from uprez.ui.pictures import PreviewPictures
from uprez.ui.preview.comparison import Comparison
from uprez.ui.preview.muted_line import muted_line
from uprez.ui.preview.pane import Pane, Room
from uprez.ui.theme.tokens import CONTROL, SPACE
from uprez.ui.viewer.state import ViewState

SOURCE = "source"
"""The key of this pane."""


class SourcePane(Pane):
    """The same frames and region, enlarged by Lanczos, pixel on pixel with the candidates."""

    def __init__(self, link: Link, comparison: Comparison, state: ViewState) -> None:
        """`state` is shared by all panes."""
        super().__init__(SOURCE, state)
        self._link, self._comparison = link, comparison
        self._shown: Values | None = None
        name = QLabel(self.tr("Source"), self)
        name.setProperty("role", "title")
        self.name_line.addWidget(name, 1)
        self.name_line.addWidget(self._close)
        name.setMinimumHeight(CONTROL)
        self._close.setAccessibleName(self.tr("Remove the source from the comparison"))
        self._wipe.setAccessibleName(self.tr("Wipe the source against a candidate"))
        what = muted_line(self)
        what.setText(self.tr("Enlarged by Lanczos to the same size"))
        self.words.addWidget(what, 1)
        self._filler = QWidget(self)
        self.header.addWidget(self._filler)
        self.button_line.addWidget(self._wipe)
        self.refresh()

    def arranged(self, room: Room) -> None:
        """As high as the candidates' headers, so that pictures stand side by side."""
        lines = {Room.WIDE: 0, Room.MEDIUM: 1, Room.NARROW: 2}[room]
        line, gap = self.fontMetrics().lineSpacing(), SPACE // 2
        self._filler.setFixedHeight(4 + (lines * line + gap if lines else 0) + (2 if lines == 2 else 0))

    @property
    def title(self) -> str:
        """What it is called beside the candidates."""
        return self.tr("Source")

    def refresh(self) -> None:
        """Show the source of the newest pictures that there are."""
        answer = next((trial.answer for trial in self._comparison.trials if trial.answer is not None), None)
        if answer is None:
            self._shown = None
            self.show_pictures(None)
            self.show_note(self.tr("Shown with the first preview"))
        elif answer is not self._shown:
            self._shown = answer
            self.show_pictures(self._pictures_of(answer))

    def _pictures_of(self, answer: Values) -> PreviewPictures:
        clip = self._comparison.clip
        start = clip.start if clip else start_of({})
        return PreviewPictures(self._link, answer, "source", start=start, title=self.title)
