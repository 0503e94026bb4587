"""A place that has nothing to show yet, and says what will be there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLayout, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme.choice import changes
from uprez.ui.theme.tokens import SPACE

SIGN = 5 * SPACE
"""Logical pixels of the sign above the words."""


class EmptyPlace(QWidget):
    """A sign, a title and a line of words, above the middle."""

    def __init__(self, sign: str, tone: str, parent: QWidget | None = None) -> None:
        """`sign` is an icon's name, `tone` the role of its colour."""
        super().__init__(parent)
        self._look = sign, tone
        self._sign, self._title, self._words = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        self._rows.setSpacing(SPACE)
        self._rows.addStretch(2)
        for label in (self._sign, self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._rows.addWidget(label)
        self._rows.addStretch(3)
        changes().changed.connect(self._draw)
        self._draw()

    def say(self, title: str, words: str, below: QLayout | None = None) -> None:
        """Set the words; `below` are controls that stand under them."""
        self._title.setText(title)
        self._words.setText(words)
        if below is not None:
            self._rows.insertSpacing(self._rows.count() - 1, SPACE)
            self._rows.insertLayout(self._rows.count() - 1, below)

    def _draw(self) -> None:
        self._sign.setPixmap(icon(*self._look).pixmap(SIGN, SIGN))
        self.update()
