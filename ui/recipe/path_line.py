"""A path, typed or chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QWidget

from uprez.ui.icons import icon
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.editors import TextLine
from uprez.ui.theme import SPACE


class PathLine(QWidget):
    """A line of text, and a button that opens the files."""

    def __init__(self, binding: Binding, title: str, *, tip: str = "") -> None:
        """`title` is what is looked for."""
        super().__init__()
        self._binding, self._title = binding, title
        self.line = TextLine(binding, hint=self.tr("None"), tip=tip)
        """The path."""
        self.line.setAccessibleName(title)
        self.line.setClearButtonEnabled(True)
        self.button = QToolButton()
        """Opens the files."""
        self.button.setIcon(icon("folder"))
        words = self.tr("Choose: {}").format(title)
        self.button.setAccessibleName(words)
        self.button.setToolTip(words)
        self.button.clicked.connect(self._choose)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE // 2)
        box.addWidget(self.line, 1)
        box.addWidget(self.button)
        self.setFocusProxy(self.line)

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._title)
        if path:
            self._binding.put(path)
