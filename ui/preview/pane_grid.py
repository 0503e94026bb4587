"""Panes in a grid: side by side where there is room, below one another in a narrow panel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from uprez.ui.preview.pane import Pane
from uprez.ui.theme.tokens import SPACE

NARROW = 30 * SPACE
"""Logical pixels below which a pane cannot be read."""
_LOWEST = 28 * SPACE
"""Height that a pane keeps; below it the grid scrolls."""
_LOWEST_ALONE = 36 * SPACE
"""The same in a column of panes, where scrolling is expected and headers are higher."""


def columns(count: int, width: int) -> int:
    """How many panes stand beside one another in `width` logical pixels: 1x2, 1x3 or 2x2, less where they would get too narrow."""
    wanted = 2 if count in (2, 4) else min(count, 3)
    room = max(1, width // NARROW)
    if wanted == 3 and room == 2:
        return 2
    return max(1, min(wanted, room))


class PaneGrid(QScrollArea):
    """Lays panes out again whenever its width asks for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._cells = QGridLayout(self._inside)
        self._cells.setContentsMargins(0, 0, 0, 0)
        self._cells.setSpacing(SPACE)
        self.setWidget(self._inside)
        self._panes: list[Pane] = []
        self._columns = 0
        self._tall = True

    def set_panes(self, panes: Sequence[Pane]) -> None:
        """Show these, in this order; the others are taken out, not deleted."""
        for pane in self._panes:
            if pane not in panes:
                pane.hide()
                self._cells.removeWidget(pane)
        self._panes = list(panes)
        self._lay_out(force=True)

    def set_tall(self, tall: bool) -> None:
        """Give panes the height for pictures, or no more than their headers need."""
        self._tall = tall
        policy = QSizePolicy.Policy.Expanding if tall else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self._lay_out(force=True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """See whether the panes still stand well."""
        super().resizeEvent(event)
        self._lay_out(force=False)

    def _lay_out(self, *, force: bool) -> None:
        wanted = columns(len(self._panes), self.viewport().width())
        if wanted == self._columns and not force:
            return
        self._columns = wanted
        for place, pane in enumerate(self._panes):
            self._cells.addWidget(pane, place // wanted, place % wanted)
            pane.setMinimumHeight((_LOWEST if wanted > 1 else _LOWEST_ALONE) if self._tall else 0)
            pane.show()
        for column in range(4):
            self._cells.setColumnStretch(column, 1 if column < wanted else 0)
        rows = -(-len(self._panes) // wanted)
        for row in range(4):
            self._cells.setRowStretch(row, 1 if row < rows else 0)
        self._inside.setMinimumWidth(0)
        if self._tall:
            self.setMinimumHeight(_LOWEST)
            self.setMaximumHeight(16777215)
        else:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Headers may get higher or lower."""
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest and not self._tall:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Show two rows of headers whole; the others by scrolling."""
        rows = -(-len(self._panes) // self._columns) if self._columns else 1
        height = max((pane.minimumSizeHint().height() for pane in self._panes), default=0)
        self.setFixedHeight(min(rows, 2) * (height + SPACE) - SPACE)
