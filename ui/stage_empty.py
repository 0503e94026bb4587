"""What the middle shows before there is a clip."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from uprez.ui.empty import EmptyPlace


class EmptyStage(EmptyPlace):
    """Says what is looked at here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("film", "faint", parent)
        said = self.tr("Clips that you add, and finished takes beside their sources, are shown here. Drop files anywhere in the window.")
        self.say(self.tr("Nothing to look at yet"), said)
