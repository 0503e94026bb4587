"""What the sources have to say above the list: notes on a timeline, errors of one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from uprez.plugin.client import ServiceError
from uprez.ui.errors import ErrorCard
from uprez.ui.icons import icon
from uprez.ui.theme import ICON, SPACE

MOST = 4
"""Messages that stand at the same time; the oldest makes room."""


class Messages(QWidget):
    """Cards that stay until they are closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(2 * SPACE, 0, 2 * SPACE, SPACE)
        self._rows.setSpacing(SPACE)
        self._cards: list[QWidget] = []
        self.hide()

    def say(self, words: str, *, lasts: bool = False) -> QWidget:
        """Show a sentence; one that `lasts` has no button to close it. Gives its card."""
        card = QFrame(self)
        card.setProperty("role", "card")
        card.setAccessibleName(words)
        sign, label = QLabel(card), QLabel(words, card)
        sign.setPixmap(icon("clock" if lasts else "info", "muted").pixmap(ICON, ICON))
        label.setWordWrap(True)
        line = QHBoxLayout(card)
        line.setContentsMargins(SPACE + SPACE // 2, SPACE // 2, SPACE // 2, SPACE // 2)
        line.setSpacing(SPACE)
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1)
        if not lasts:
            line.addWidget(self._closer(card), 0, Qt.AlignmentFlag.AlignTop)
        return self._add(card)

    def fail(self, error: ServiceError, path: str) -> None:
        """Show an error in three parts."""
        card = QWidget(self)
        line = QHBoxLayout(card)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SPACE // 2)
        line.addWidget(ErrorCard(error.what, error.why, error.fix, paths=(path,), parent=card), 1)
        line.addWidget(self._closer(card), 0, Qt.AlignmentFlag.AlignTop)
        self._add(card)

    def drop(self, card: QWidget) -> None:
        """Take a card away."""
        if card in self._cards:
            self._cards.remove(card)
            card.hide()
            card.deleteLater()
        self.setVisible(bool(self._cards))

    def _add(self, card: QWidget) -> QWidget:
        self._cards.append(card)
        self._rows.addWidget(card)
        while len(self._cards) > MOST:
            self.drop(self._cards[0])
        self.show()
        return card

    def _closer(self, card: QWidget) -> QToolButton:
        button = QToolButton(card)
        button.setProperty("role", "quiet")
        button.setIcon(icon("close", "muted"))
        button.setAccessibleName(self.tr("Close this message"))
        button.setToolTip(self.tr("Close this message"))
        button.clicked.connect(lambda: self.drop(card))
        return button
