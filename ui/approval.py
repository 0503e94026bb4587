"""What is shown above an edit at low resolution: to upscale it, or to change it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from uprez.ui.edits import Edits, Phase
from uprez.ui.icons import icon
from uprez.ui.theme.tokens import SPACE

_WIDE = 72 * SPACE
"""Width from which the buttons stand beside the words."""


class ApprovalBar(QWidget):
    """Two buttons and a sentence."""

    approved = Signal()
    """The whole request is to be queued."""
    change_wanted = Signal()
    """The edit is to be another one."""

    def __init__(self, edits: Edits, parent: QWidget | None = None) -> None:
        """`edits` knows which edit the recipe asks for now."""
        super().__init__(parent)
        self._edits = edits
        self._id = ""
        self.setAccessibleName(self.tr("Approval of the edit"))
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self.change_button = QPushButton(icon("edit"), self.tr("Change the edit"), self)
        """Goes back to the recipe."""
        self.change_button.setToolTip(self.tr("Back to the edit prompt"))
        self.change_button.clicked.connect(self.change_wanted)
        self.approve_button = QPushButton(icon("check", "on_accent"), self.tr("Upscale this edit"), self)
        """Queues the request; what is made already is not made again."""
        self.approve_button.setProperty("role", "primary")
        self.approve_button.clicked.connect(self.approved)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        buttons.addWidget(self.change_button)
        buttons.addWidget(self.approve_button)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        self._parts.setSpacing(SPACE)
        self._parts.addWidget(self._words, 1)
        self._parts.addLayout(buttons)
        edits.changed.connect(self.refresh)
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Buttons beside the words, or below them where it is narrow."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        self._parts.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the buttons."""
        return QSize(0, super().minimumSizeHint().height())

    def show_edit(self, id: str) -> None:
        """Stand above the edit of this entry; empty for none."""
        self._id = id
        self.refresh()

    def refresh(self) -> None:
        """Say whether it is still the one that the recipe asks for."""
        self.setVisible(bool(self._id))
        now = self._edits.now
        same = now.id == self._id and now.phase is Phase.MADE
        self.approve_button.setEnabled(same and self._edits.sure)
        if same:
            size = " × ".join(str(side) for side in now.answer["size"])
            self._words.setText(self.tr("This is the edit at {}. Nothing is upscaled yet.").format(size))
            self.approve_button.setToolTip(self.tr("Queue the clip with this recipe; the edit is not made again"))
        else:
            self._words.setText(self.tr("The recipe has changed since this edit was made. Make the edit again, or undo the change."))
            self.approve_button.setToolTip(self._words.text())
