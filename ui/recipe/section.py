"""Parts of the column: a heading, and rows of a name and a control below it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme import CONTROL, SPACE

NAMES = 112
"""Width of the names beside controls, in logical pixels."""

SCROLL_BAR = 10
"""Width of the column's scroll bar, whose place is kept free when there is none."""


class Section(QWidget):
    """A part of the column. One that folds is shut at first."""

    def __init__(self, title: str, *, folds: bool = False, parent: QWidget | None = None) -> None:
        """`folds` makes the heading a button that opens and shuts it."""
        super().__init__(parent)
        self.setAccessibleName(title)
        self._body = QWidget(self)
        self.rows = QVBoxLayout(self._body)
        """Where rows are added."""
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(SPACE)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE - SCROLL_BAR, SPACE + SPACE // 2)
        whole.setSpacing(SPACE)
        self._fold: QToolButton | None = None
        if folds:
            self._fold = _fold_button(title)
            self._fold.clicked.connect(lambda: self._open(self._body.isHidden()))
            whole.addWidget(self._fold)
        else:
            heading = QLabel(title)
            heading.setProperty("role", "heading")
            whole.addWidget(heading)
        whole.addWidget(self._body)
        self._body.setVisible(not folds)

    def add_row(self, name: str, control: QWidget, *, above: bool = False) -> QWidget:
        """Add a control with its name beside it, or `above` it. Gives the row, to be hidden and shown."""
        row, label = QWidget(), QLabel(name)
        label.setProperty("role", "muted")
        label.setBuddy(control)
        box = QVBoxLayout(row) if above else QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(SPACE // 2 if above else SPACE)
        if not above:
            label.setFixedWidth(NAMES)
            label.setMinimumHeight(CONTROL)
            label.setWordWrap(True)
            box.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            box.addWidget(control, 1)
        else:
            box.addWidget(label)
            box.addWidget(control)
        self.rows.addWidget(row)
        return row

    def add(self, control: QWidget) -> QWidget:
        """Add a control over the whole width."""
        self.rows.addWidget(control)
        return control

    def open(self) -> None:
        """Unfold it."""
        self._open(True)

    def fold(self) -> None:
        """Shut it."""
        self._open(False)

    def _open(self, opened: bool) -> None:
        self._body.setVisible(opened)
        if self._fold is not None:
            self._fold.setIcon(icon("down" if opened else "right", "muted"))


def line() -> QFrame:
    """A thin line between sections."""
    drawn = QFrame()
    drawn.setProperty("role", "line")
    return drawn


def _fold_button(title: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "quiet")
    button.setText(title)
    button.setStyleSheet("padding-left: 0; margin-left: -5px")
    button.setIcon(icon("right", "muted"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    font = button.font()
    font.setBold(True)
    button.setFont(font)
    button.setAccessibleName(title)
    return button
