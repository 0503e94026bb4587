"""A path, typed or chosen."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from uprez.ui.icon_button import beside, icon_button
from uprez.ui.recipe.binding import Binding
from uprez.ui.recipe.editors import TextLine


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
        self.button = icon_button("folder", self.tr("Choose: {}").format(title), self._choose)
        """Opens the files."""
        beside(self.line, self.button, within=self)

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._title)
        if path:
            self._binding.put(path)
