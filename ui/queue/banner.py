"""A calm line over the queue: the service is away, and comes back."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from uprez.ui.errors import show_error
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.theme.tokens import ICON, SPACE
from uprez.ui.told import told

STAYS = 6000
"""Milliseconds that good news stands."""


class Banner(QFrame):
    """Hidden while all is well."""

    def __init__(self, link: Link, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._error: object = None
        self._sign = QLabel(self)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._details = QPushButton(self.tr("Details"), self)
        self._details.setProperty("role", "quiet")
        self._details.clicked.connect(self._show_details)
        line = QHBoxLayout(self)
        line.setContentsMargins(SPACE, SPACE // 2, SPACE // 2, SPACE // 2)
        line.setSpacing(SPACE)
        line.addWidget(self._sign)
        line.addWidget(self._words, 1)
        line.addWidget(self._details)
        self._timer = QTimer(self, singleShot=True, interval=STAYS)
        self._timer.timeout.connect(self.hide)
        self.hide()
        link.lost.connect(self._lost)
        link.back.connect(self._back)
        link.notice.connect(self.say)

    @property
    def words(self) -> str:
        """What it says."""
        return self._words.text()

    def _lost(self, error: object) -> None:
        self._error = error
        self._say(self.tr("The service is not answering. It is being started again; all that is done is kept."), "clock", "warn")

    def _back(self) -> None:
        self._error = None
        self._say(self.tr("The service is back. Jobs go on from their last finished window."), "done", "good")
        self._timer.start()

    def say(self, text: str) -> None:
        """Say something for a while; not while something is wrong."""
        if self._error is not None:
            return
        self._say(told(text), "info", "muted")
        self._timer.start()

    def _say(self, words: str, sign: str, role: str) -> None:
        self._timer.stop()
        self._sign.setPixmap(icon(sign, role).pixmap(ICON, ICON))
        self._words.setText(words)
        self._details.setVisible(self._error is not None)
        self.show()

    def _show_details(self) -> None:
        if isinstance(self._error, Exception):
            show_error(self, self._error)
