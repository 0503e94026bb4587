"""What of an edited clip stays as it was: nothing, what is measured not to have changed, or where a mask is black."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from uprez.ui.recipe.binding import Binding, Manners
from uprez.ui.recipe.path_line import PathLine
from uprez.ui.theme import SPACE

AUTO = "auto"
"""The recipe's word for a mask that is measured."""
_NONE, _AUTO, _FILE = range(3)


class MaskRow(QWidget):
    """A choice, and the path of a mask where one is wanted."""

    def __init__(self, binding: Binding) -> None:
        """`binding` is the recipe's `mask`."""
        super().__init__()
        self._binding = binding
        self.choice = QComboBox(self)
        """None, automatic, or by a file."""
        self.choice.addItems([self.tr("Nothing"), self.tr("What did not change"), self.tr("Where a mask is black")])
        self.choice.setAccessibleName(binding.words)
        tip = self.tr("Pixels that are taken from the clip as it was before the edit")
        self.choice.setToolTip(tip)
        self.choice.setAccessibleDescription(tip)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(8)
        Manners(binding.draft, self.choice)
        self.path = PathLine(binding, self.tr("Mask"), tip=self.tr("A picture, or a clip as long as this one: white where it was edited"))
        """The mask's file."""
        self._file = False
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE // 2)
        rows.addWidget(self.choice)
        rows.addWidget(self.path)
        self.setFocusProxy(self.choice)
        self.choice.activated.connect(self._choose)
        binding.follow(self._refresh)

    def _choose(self, place: int) -> None:
        self._file = place == _FILE
        if place == _FILE:
            path, _ = QFileDialog.getOpenFileName(self, self.tr("Mask"))
            if path:
                self._binding.put(path)
        else:
            self._binding.put(AUTO if place == _AUTO else "")
        self._refresh()

    def _refresh(self) -> None:
        value = str(self._binding.value() or "")
        self._file = (self._file and not value) or value not in ("", AUTO)
        with QSignalBlocker(self.choice):
            self.choice.setCurrentIndex(_FILE if self._file else _AUTO if value == AUTO else _NONE)
        self.path.setVisible(self._file)
