"""Buttons with a sign and no words, alone or beside what they fill in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from uprez.ui.icons import icon
from uprez.ui.theme import SPACE


def icon_button(sign: str, words: str, clicked: Callable[[], object]) -> QToolButton:
    """A button that shows `sign`; `words` say what it does, to those who point at it and to those who listen."""
    button = QToolButton()
    button.setIcon(icon(sign))
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.clicked.connect(clicked)
    return button


def beside(field: QWidget, button: QToolButton, within: QWidget | None = None) -> QWidget:
    """A field that is as wide as there is room, and a button after it; in `within`, or in a widget of their own, which is given."""
    both = within or QWidget()
    box = QHBoxLayout(both)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(SPACE // 2)
    box.addWidget(field, 1)
    box.addWidget(button)
    both.setFocusProxy(field)
    return both
