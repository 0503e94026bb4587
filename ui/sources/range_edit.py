"""First and last frame of a clip, as numbers and as timecode."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from uprez.core.errors import InputError
from uprez.core.time import Timecode
from uprez.ui.draft_clip import DraftClip
from uprez.ui.elided import ElidedLabel
from uprez.ui.sources.words import length_words, tr
from uprez.ui.spin import Spin
from uprez.ui.theme import SPACE


class RangeEdit(QWidget):
    """In and out. Frames go by the numbers in the files' names where there are any, else from 0."""

    changed = Signal(object, object)
    """First and last frame from 0; None where it is the clip's own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip: DraftClip | None = None
        self._spins = (self._spin(self.tr("First frame")), self._spin(self.tr("Last frame")))
        self._codes = (self._code(self.tr("Timecode of the first frame")), self._code(self.tr("Timecode of the last frame")))
        self._length = ElidedLabel(parent=self)
        self._length.setProperty("role", "muted")
        self._whole = QPushButton(self.tr("Whole clip"), self)
        self._whole.setProperty("role", "quiet")
        self._whole.setToolTip(self.tr("Take all frames of the clip"))
        self._whole.clicked.connect(lambda: self.changed.emit(None, None))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        for row, name in enumerate((self.tr("In"), self.tr("Out"))):
            label = QLabel(name, self)
            label.setBuddy(self._spins[row])
            label.setProperty("role", "muted")
            grid.addWidget(label, row, 0)
            grid.addWidget(self._spins[row], row, 1)
            grid.addWidget(self._codes[row], row, 2)
        foot = QHBoxLayout()
        foot.addWidget(self._length, 1)
        foot.addWidget(self._whole)
        grid.addLayout(foot, 2, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)

    def show_clip(self, clip: DraftClip) -> None:
        """Show a clip that is probed."""
        self._clip = clip
        offset = self._offset
        limits = ((0, clip.last), (clip.first, max(0, clip.frames - 1)))
        for spin, code, at, (low, high) in zip(self._spins, self._codes, (clip.first, clip.last), limits, strict=True):
            with QSignalBlocker(spin), QSignalBlocker(code):
                spin.setRange(low + offset, high + offset)
                spin.setValue(at + offset)
                code.setText(str(clip.start + at))
        seconds = clip.start.rate
        duration = Timecode(clip.length, seconds)
        self._length.setText(tr("{}, {}").format(length_words(clip.length), duration))
        self._whole.setVisible(clip.length != clip.frames)

    @property
    def _offset(self) -> int:
        facts = self._clip.facts if self._clip else None
        return int(facts.get("first_number") or 0) if facts else 0

    def _spin(self, name: str) -> Spin:
        spin = Spin(self)
        spin.setAccessibleName(name)
        spin.setToolTip(name)
        spin.setRange(-(2**31), 2**31 - 1)
        spin.setMinimumWidth(72)
        spin.valueChanged.connect(self._from_numbers)
        return spin

    def _code(self, name: str) -> QLineEdit:
        edit = QLineEdit(self)
        edit.setAccessibleName(name)
        edit.setToolTip(name)
        edit.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        edit.setMinimumWidth(104)
        edit.editingFinished.connect(self._from_timecode)
        return edit

    def _from_numbers(self) -> None:
        first, last = (spin.value() - self._offset for spin in self._spins)
        self._tell(first, last)

    def _from_timecode(self) -> None:
        clip = self._clip
        if clip is None:
            return
        start = clip.start
        try:
            first, last = (Timecode.parse(code.text(), start.rate).frame - start.frame for code in self._codes)
        except InputError:
            self.show_clip(clip)  # what was there stands
            return
        top = max(0, clip.frames - 1)
        self._tell(min(max(0, first), top), min(max(0, last), top))

    def _tell(self, first: int, last: int) -> None:
        clip = self._clip
        if clip is None:
            return
        first, last = min(first, last), max(first, last)
        if (first, last) == (clip.first, clip.last):
            self.show_clip(clip)
            return
        self.changed.emit(first or None, None if last == clip.frames - 1 else last)
