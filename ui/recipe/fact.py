"""A sign and a sentence beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme import ICON, SPACE


class Fact(QWidget):
    """A sign and a sentence."""

    def __init__(self, sign: str) -> None:
        """`sign` is the icon that stands before it while no other is said."""
        super().__init__()
        self._name = sign
        self._sign, self._words = QLabel(self), QLabel(self)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def say(self, words: str, sign: str = "", role: str = "muted") -> None:
        """Show other words, nothing for none."""
        self._words.setText(words)
        self._sign.setPixmap(icon(sign or self._name, role).pixmap(ICON, ICON))
        self.setVisible(bool(words))
