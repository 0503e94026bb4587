"""What jobs take, in one place: this machine, or the farm."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QVBoxLayout, QWidget

from uprez.ui.theme import SPACE


class PriceCard(QFrame):
    """A time, large, and a line below it. A bar moves while it is measured."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._title = QLabel(title, self)
        self._title.setProperty("role", "muted")
        self._time = QLabel(self)
        self._time.setProperty("role", "title")
        self._line = QLabel(self)
        self._line.setProperty("role", "muted")
        self._line.setWordWrap(True)
        self.bar = QProgressBar(self)
        """Seen while something is measured."""
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        kept = self.bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(kept)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, SPACE + SPACE // 2)
        rows.setSpacing(SPACE // 2)
        for part in (self._title, self._time, self._line, self.bar):
            rows.addWidget(part)
        rows.addStretch()

    def say(self, title: str, time: str, line: str, *, busy: bool = False) -> None:
        """Show other words."""
        self._title.setText(title)
        self._time.setText(time)
        self._line.setText(line)
        self.bar.setVisible(busy)
        self.setAccessibleName(" · ".join(filter(None, (title, time, line))))
