"""Viewer bars with what there is use for."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from uprez.ui.viewer.bar import ViewerBar
from uprez.ui.viewer.state import ViewState

COMPARING = ("a", "b", "wipe", "difference", "flip")
"""Buttons that need an A and a B."""


def bar_without(state: ViewState, *names: str | tuple[str, ...]) -> ViewerBar:
    """A bar that lacks the buttons of these names of `ACTIONS`."""
    left_out = {name for each in names for name in ((each,) if isinstance(each, str) else each)}
    bar = ViewerBar(state)
    for button in bar.findChildren(QToolButton):
        if button.objectName() in left_out:
            button.hide()
    return bar
