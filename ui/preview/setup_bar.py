"""What a preview is made of: region, frames, and the button that starts it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from uprez.ui.icons import icon
from uprez.ui.preview.comparison import MOST, Comparison
from uprez.ui.preview.muted_line import muted_line
from uprez.ui.preview.region import MOST_FRAMES
from uprez.ui.preview.region_size import RegionPick, RegionSize
from uprez.ui.spin import Spin
from uprez.ui.theme.tokens import CONTROL, SPACE

START = QKeySequence("Ctrl+Return")
"""Starts the preview."""
_NARROW = 82 * SPACE
"""Width below which the controls stand on more lines."""


class SetupBar(QWidget):
    """Controls of a comparison. What they choose goes to the comparison; what the view has to do comes as signals."""

    pick_toggled = Signal(bool)
    """The user wants to draw the region, or is done with it."""
    region_chosen = Signal(object)
    """A region was chosen by its size."""
    source_toggled = Signal(bool)
    """The source is wanted as one of the panes, or not."""
    run_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, comparison: Comparison, parent: QWidget | None = None) -> None:
        """Shows the comparison's setup."""
        super().__init__(parent)
        self._comparison = comparison
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(SPACE)
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._choices.setSpacing(2 * SPACE)
        self._choices.addLayout(self._region_part())
        self._choices.addLayout(self._frames_part())
        self._choices.addLayout(self._panes_part())
        self._lines.addLayout(self._choices)
        self.hint = muted_line(self)
        self._lines.addWidget(self.hint, 1)
        self._lines.addWidget(self._start_button())
        comparison.setup_changed.connect(self.refresh)
        comparison.trials_changed.connect(self.refresh)
        comparison.trial_changed.connect(self.refresh)
        comparison.running_changed.connect(self.refresh)
        self.refresh()

    def _region_part(self) -> QHBoxLayout:
        self.pick = RegionPick(self)
        self.pick.toggled.connect(self.pick_toggled)
        self.region_size = RegionSize(self)
        self.region_size.chosen.connect(self.region_chosen)
        return self._part(self.tr("Region"), self.region_size, self.pick)

    def _frames_part(self) -> QHBoxLayout:
        self.count = Spin(self)
        self.count.setRange(1, MOST_FRAMES)
        self.count.setAccessibleName(self.tr("Frames to preview"))
        self.count.setToolTip(self.tr("Frames around the playhead that are previewed"))
        self.count.valueChanged.connect(self._comparison.set_count)
        self._range = QLabel(self)
        self._range.setProperty("role", "muted")
        self._range.setToolTip(self.tr("First and last frame of the preview; move the playhead to take others"))
        return self._part(self.tr("Frames"), self.count, self._range)

    def _panes_part(self) -> QHBoxLayout:
        self.source = QToolButton(self)
        self.source.setText(self.tr("Source"))
        self.source.setCheckable(True)
        self.source.setFixedHeight(CONTROL)
        self.source.setToolTip(self.tr("Show the source, enlarged to the same size, beside the candidates"))
        self.source.toggled.connect(self.source_toggled)
        self.more = QPushButton(icon("add"), self.tr("Candidate"), self)
        self.more.setToolTip(self.tr("Add another model or setting to compare, up to four"))
        self.more.setAccessibleName(self.tr("Add a candidate"))
        self.more.clicked.connect(lambda: self._comparison.add())
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.source)
        line.addWidget(self.more)
        line.addStretch()
        return line

    def _part(self, name: str, *controls: QWidget) -> QHBoxLayout:
        label = QLabel(name, self)
        label.setBuddy(controls[0])
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(label)
        for control in controls:
            line.addWidget(control)
        line.addStretch()
        return line

    def _start_button(self) -> QPushButton:
        self.start = QPushButton(self)
        self.start.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.start.setMinimumWidth(14 * SPACE)
        self.start.clicked.connect(lambda: (self.cancel_asked if self._comparison.running else self.run_asked).emit())
        return self.start

    def refresh(self, *_: object) -> None:
        """Show what is chosen now, and whether there is anything to do."""
        comparison = self._comparison
        problems, running = comparison.problems(), comparison.running
        clip = comparison.clip
        self.region_size.show_region(comparison.region, clip.size if clip else None)
        self.count.blockSignals(True)
        self.count.setValue(comparison.count)
        self.count.blockSignals(False)
        first, last = comparison.frames
        self._range.setText(f"{first}–{last}" if last > first else str(first))
        due = any(not (comparison.is_current(trial.key) and comparison.price_is_current(trial.key)) for trial in comparison.trials)
        self.start.setText(self.tr("Cancel") if running else self.tr("Preview"))
        self.start.setIcon(icon("stop") if running else icon("preview", "faint" if problems or not due else "on_accent"))
        self._set_role("" if running else "primary")
        self.start.setEnabled(running or (due and not problems))
        self.start.setToolTip(self._start_tip(running, due))
        self.hint.setText(" ".join(problems))
        self._arrange()
        for control in (self.pick, self.region_size, self.count):
            control.setEnabled(clip is not None)
        panes = len(comparison.trials) + self.source.isChecked()
        self.more.setEnabled(panes < MOST)
        self.source.setEnabled(self.source.isChecked() or panes < MOST)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Take the style's new metrics."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the arrangement on several lines."""
        return QSize(30 * SPACE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the controls on more lines where it is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        wanted = across if self.width() >= _NARROW else down
        if self._lines.direction() != wanted:
            self._lines.setDirection(wanted)
        self.hint.setVisible(wanted == across or bool(self.hint.text()))
        inner = across if self.width() >= _NARROW * 3 // 4 else down
        if self._choices.direction() != inner:
            self._choices.setDirection(inner)
            self._choices.setSpacing(2 * SPACE if inner == across else SPACE)

    def _start_tip(self, running: bool, due: bool) -> str:
        if running:
            return self.tr("Stop at once; pictures that are there stay ({key})").format(key="Esc")
        if not due:
            return self.tr("Nothing has changed since the last preview")
        key = START.toString(QKeySequence.SequenceFormat.NativeText)
        return self.tr("Make these frames of the region with every candidate ({key})").format(key=key)

    def _set_role(self, role: str) -> None:
        if self.start.property("role") != role:
            self.start.setProperty("role", role)
            self.start.style().unpolish(self.start)
            self.start.style().polish(self.start)
