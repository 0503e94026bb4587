"""The column beside a take: sliders, where to look, and the button that makes the new take."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from uprez.ui.elided import ElidedLabel
from uprez.ui.errors import ErrorCard, Explained
from uprez.ui.preview.percent import PercentSlider
from uprez.ui.preview.progress import Progress
from uprez.ui.preview.region_size import RegionPick, RegionSize
from uprez.ui.preview.take_finish import TakeFinish
from uprez.ui.theme.tokens import SPACE


class FinishControls(QWidget):
    """Shows what a TakeFinish has, and tells it what is chosen."""

    pick_toggled = Signal(bool)
    """The user wants to draw the region, or is done with it."""
    region_chosen = Signal(object)
    """A region was chosen by its size."""

    def __init__(self, finish: TakeFinish, parent: QWidget | None = None) -> None:
        """Starts from the take as it is."""
        super().__init__(parent)
        self._finish = finish
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(SPACE)
        title = ElidedLabel(finish.title, self)
        title.setProperty("role", "title")
        self._rows.addWidget(title)
        about = QLabel(self.tr("The model is not run again: changes are seen within seconds."), self)
        about.setProperty("role", "muted")
        about.setWordWrap(True)
        self._rows.addWidget(about)
        self._rows.addSpacing(SPACE)
        self._add_sliders()
        self._add_region()
        self._rows.addSpacing(SPACE)
        self.progress = Progress(self.tr("Progress of the preview"), self)
        self._rows.addWidget(self.progress)
        self._add_buttons()
        self._said = QLabel(self)
        self._said.setProperty("role", "good")
        self._said.setWordWrap(True)
        self._said.hide()
        self._rows.addWidget(self._said)
        self._fault: ErrorCard | None = None
        self._rows.addStretch()
        finish.changed.connect(self.refresh)
        finish.ready.connect(self.refresh)
        self.refresh()

    def _add_sliders(self) -> None:
        what = self.tr("How much of the take is used; at 0 % it is the source, enlarged")
        self.strength = PercentSlider(self.tr("Strength"), what, self)
        self.strength.changed.connect(self._set_strength)
        self.grain = PercentSlider(self.tr("Grain return"), self.tr("How much of the source's own grain is given back"), self)
        self.grain.changed.connect(self._set_grain)
        self.colour = QCheckBox(self.tr("Match colour"), self)
        self.colour.setToolTip(self.tr("Keeps the result's colour and exposure those of the source"))
        self.colour.toggled.connect(self._set_colour)
        for name, control in ((self.tr("Strength"), self.strength), (self.tr("Grain return"), self.grain)):
            label = QLabel(name, self)
            label.setBuddy(control)
            self._rows.addWidget(label)
            self._rows.addWidget(control)
        self._rows.addWidget(self.colour)

    def _add_region(self) -> None:
        self.region_size = RegionSize(self)
        self.region_size.chosen.connect(self.region_chosen)
        self.pick = RegionPick(self)
        self.pick.toggled.connect(self.pick_toggled)
        label = QLabel(self.tr("Region"), self)
        label.setBuddy(self.region_size)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.region_size, 1)
        line.addWidget(self.pick)
        self._rows.addSpacing(SPACE)
        self._rows.addWidget(label)
        self._rows.addLayout(line)

    def _add_buttons(self) -> None:
        self.make = QPushButton(self.tr("Make this take"), self)
        self.make.setProperty("role", "primary")
        key = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        self.make.setToolTip(self.tr("Put it into the queue under a new name; the take that is there stays ({key})").format(key=key))
        self.make.clicked.connect(self._make)
        self.back = QPushButton(self.tr("As it was"), self)
        self.back.setToolTip(self.tr("Put the sliders where they give the take as it is"))
        self.back.clicked.connect(self._back)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self.make, 1)
        line.addWidget(self.back)
        self._rows.addLayout(line)

    def refresh(self) -> None:
        """Show what is chosen and whether work is under way."""
        finish = self._finish
        self.strength.set_value(finish.now.strength)
        self.grain.set_value(finish.now.grain)
        self.colour.blockSignals(True)
        self.colour.setChecked(finish.now.match_colour)
        self.colour.blockSignals(False)
        known, changed = finish.size is not None, finish.now != finish.begun
        for control in (self.strength, self.grain, self.colour, self.region_size, self.pick):
            control.setEnabled(known)
        self.region_size.show_region(finish.region, finish.size)
        self.make.setEnabled(known and changed and not finish.making)
        self.back.setEnabled(changed)
        self.progress.follow(None, busy=finish.working or finish.making or not (known or self._fault))
        if finish.working:
            self._drop_fault()

    def show_error(self, error: Explained) -> None:
        """Show an error below the buttons, until the next try."""
        self._drop_fault()
        self._said.hide()
        self._fault = ErrorCard(error.what, error.why, error.fix, report=str(getattr(error, "report", "")), parent=self)
        self._rows.insertWidget(self._rows.count() - 1, self._fault)
        self.refresh()

    def say_submitted(self, name: str) -> None:
        """Say that the new take is in the queue."""
        self._said.setText(self.tr("{name} is in the queue.").format(name=name))
        self._said.show()

    def _set_strength(self, value: float) -> None:
        self._finish.set(strength=value)

    def _set_grain(self, value: float) -> None:
        self._finish.set(grain=value)

    def _set_colour(self, on: bool) -> None:
        self._finish.set(match_colour=on)

    def _make(self) -> None:
        self._drop_fault()
        self._finish.make()

    def _back(self) -> None:
        begun = self._finish.begun
        self._finish.set(strength=begun.strength, grain=begun.grain, match_colour=begun.match_colour)

    def _drop_fault(self) -> None:
        if self._fault is not None:
            self._rows.removeWidget(self._fault)
            self._fault.deleteLater()
            self._fault = None
