"""A thin line of progress that leaves no hole when it goes."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from uprez.ui.draft_clip import Values


class Progress(QProgressBar):
    """A thin line that fills, or moves while nobody knows how far it is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """`name` is what it is called to those who hear it."""
        super().__init__(parent)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.setFixedHeight(4)

    def follow(self, task: Values | None, *, busy: bool) -> None:
        """Show a task's progress; hidden while not `busy`."""
        self.setVisible(busy)
        total = int((task or {}).get("total") or 0)
        if not total:
            self.setRange(0, 0 if busy else 1)
            return
        self.setRange(0, total)
        self.setValue(min(int((task or {}).get("done") or 0), total))
