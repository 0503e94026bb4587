"""All keys on one page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from uprez.ui.theme.tokens import SPACE
from uprez.ui.viewer.actions import ACTIONS

Group = tuple[str, Sequence[tuple[str, str]]]
"""A heading, and words with their keys."""


def keys_of(title: str, actions: Iterable[QAction]) -> Group:
    """The group of these actions, those without keys left out."""
    native = QKeySequence.SequenceFormat.NativeText
    title = _plain(title)
    lines = [(_plain(action.whatsThis() or action.text()), action.shortcut().toString(native)) for action in actions]
    return title, [line for line in lines if all(line)]


def viewer_keys() -> list[Group]:
    """The viewer's groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for action in ACTIONS:
        keys = " ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in action.keys)
        groups.setdefault(action.heading(), []).append((action.title(), keys))
    return list(groups.items())


class ShortcutsHelp(QDialog):
    """A page of keys, in columns."""

    def __init__(self, groups: Sequence[Group], parent: QWidget | None = None) -> None:
        """`groups` in the order of reading."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        body = QWidget(self)
        columns = QHBoxLayout(body)
        columns.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        columns.setSpacing(5 * SPACE)
        for part in _parted(groups, 3):
            columns.addLayout(_column(part))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(body)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, 2 * SPACE)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(area, 1)
        rows.addWidget(buttons)
        size = body.sizeHint()
        self.resize(min(1200, size.width() + 4 * SPACE), min(800, size.height() + 9 * SPACE))


def _plain(words: str) -> str:
    """Words of a menu without the letter that is underlined in them."""
    return re.sub(r"\(&.\)", "", words).replace("&", "").rstrip("…")


def _parted(groups: Sequence[Group], columns: int) -> list[list[Group]]:
    """The groups over columns of about the same height, in their order."""
    share = sum(len(lines) + 2 for _, lines in groups) / columns
    parts: list[list[Group]] = [[] for _ in range(columns)]
    height = 0.0
    for group in groups:
        parts[min(columns - 1, int((height + (len(group[1]) + 2) / 2) / share))].append(group)
        height += len(group[1]) + 2
    return [part for part in parts if part]


def _column(groups: Sequence[Group]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    for title, lines in groups:
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(0, 1)
        for row, (words, keys) in enumerate(lines):
            shown = QLabel(keys)
            shown.setProperty("role", "muted")
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addSpacing(SPACE)
    column.addStretch()
    return column
