"""A frame of the grid: a header, pictures or what stands in their place, a line of buttons."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from uprez.ui.errors import ErrorCard, Explained
from uprez.ui.icons import icon
from uprez.ui.preview.progress import Progress
from uprez.ui.theme.tokens import CONTROL, ICON, SPACE
from uprez.ui.viewer.pictures import Pictures
from uprez.ui.viewer.state import ViewState
from uprez.ui.viewer.viewer import Viewer

MEDIUM, WIDE = 53 * SPACE, 70 * SPACE
"""Widths in logical pixels from which a pane has its buttons beside its name, and all words on one line."""

LEAST_WIDTH = 24 * SPACE
"""Width in logical pixels that every pane can be brought to."""


class Room(Enum):
    """How wide a pane is."""

    NARROW = "narrow"
    MEDIUM = "medium"
    WIDE = "wide"


class Pane(QFrame):
    """One of the things that are compared."""

    remove_asked = Signal(str)
    """Its key."""
    wipe_asked = Signal(str, str)
    """Its key, and that of the one to compare it with."""

    def __init__(self, key: str, state: ViewState, parent: QWidget | None = None) -> None:
        """`key` is 1 to 4, or `source`; `state` is shared by all panes."""
        super().__init__(parent)
        self.key = key
        self.setProperty("role", "card")
        self.viewer = Viewer(state, parent=self)
        self.pictures: Pictures | None = None
        """What the viewer shows; None before there is anything."""
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(1, SPACE, 1, SPACE)
        self._rows.setSpacing(SPACE)
        self.header = QVBoxLayout()
        self.header.setContentsMargins(SPACE, 0, SPACE, 0)
        self.header.setSpacing(SPACE // 2)
        self.body = QStackedWidget(self)
        self.note = Note(self.body)
        self._fault: QScrollArea | None = None
        self.body.addWidget(self.note)
        self.body.addWidget(self.viewer)
        self.name_line = QHBoxLayout()
        self.name_line.setSpacing(SPACE // 2)
        self.words = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.words.setSpacing(SPACE // 2)
        self.header.addLayout(self.name_line)
        self.header.addLayout(self.words)
        self.buttons = QWidget(self)
        """What can be done with the pictures; beside the name where there is room, else at the foot."""
        self.button_line = QHBoxLayout(self.buttons)
        self.button_line.setContentsMargins(0, 0, 0, 0)
        self.button_line.setSpacing(SPACE)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(SPACE, 0, SPACE, 0)
        self._room: Room | None = None
        self._rows.addLayout(self.header)
        self._rows.addWidget(self.body, 1)
        self._rows.addLayout(self._foot)
        self._wipe = QPushButton(icon("wipe"), self.tr("Wipe against"), self)
        self._wipe.setToolTip(self.tr("Compare it with another one in one large picture: wipe, flip, difference"))
        self._wipe.setMenu(QMenu(self._wipe))
        self._close = QToolButton(self)
        self._close.setIcon(icon("close", "muted"))
        self._close.setIconSize(QSize(ICON, ICON))
        self._close.setProperty("role", "quiet")
        self._close.setToolTip(self.tr("Remove from the comparison"))
        self._close.setFixedSize(CONTROL, CONTROL)
        self._close.clicked.connect(lambda: self.remove_asked.emit(self.key))

    @property
    def title(self) -> str:
        """What it is called beside the others."""
        return self.key

    def refresh(self) -> None:
        """Show what is known now."""

    def show_pictures(self, pictures: Pictures | None) -> None:
        """Show pictures in the viewer; None takes them out."""
        self.pictures = pictures
        self.viewer.set_pictures(pictures, None)
        if pictures is not None:
            self.body.setCurrentWidget(self.viewer)

    def show_note(self, words: str, *, button: str = "") -> None:
        """Show a sentence in the place of the pictures, and a button below when it is named."""
        self.note.say(words, button)
        self.body.setCurrentWidget(self.note)

    def show_error(self, error: Explained) -> None:
        """Show an error in the place of the pictures."""
        self._drop_fault()
        area = QScrollArea(self.body)
        area.setWidgetResizable(True)
        card = ErrorCard(error.what, error.why, error.fix, report=str(getattr(error, "report", "")))
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        rows.addWidget(card)
        rows.addStretch()
        area.setWidget(holder)
        self._fault = area
        self.body.addWidget(area)
        self.body.setCurrentWidget(area)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As narrow as the narrowest arrangement; the header alone, or with some of the picture."""
        return QSize(LEAST_WIDTH, self.header_height() if self.body.isHidden() else 2 * self.header_height())

    def header_height(self) -> int:
        """Height that the header needs, with margins."""
        return self.header.sizeHint().height() + 2 * SPACE

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the buttons where there is room."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """One line of name and buttons and one of words in a wide pane; a line more for each step that it gets narrower."""
        room = Room.NARROW if self.width() < MEDIUM else Room.MEDIUM if self.width() < WIDE else Room.WIDE
        if room == self._room:
            return
        self._room = room
        self._foot.removeWidget(self.buttons)
        self.name_line.removeWidget(self.buttons)
        if room is not Room.NARROW:
            self.name_line.insertWidget(self.name_line.count() - 1, self.buttons)
        else:
            self._foot.addWidget(self.buttons, 0, Qt.AlignmentFlag.AlignLeft)
        wide = room is Room.WIDE
        self.words.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self.words.setSpacing(2 * SPACE if wide else SPACE // 2)
        self._wipe.setText("" if room is Room.MEDIUM else self.tr("Wipe against"))
        self.arranged(room)

    def arranged(self, room: Room) -> None:
        """For panes that have more to arrange."""

    def offer(self, others: list[tuple[str, str]], *, ready: bool, removable: bool) -> None:
        """Say which others (key, name) it can be compared with, and whether it can go."""
        menu = self._wipe.menu()
        menu.clear()
        for key, name in others:
            menu.addAction(name, lambda key=key: self.wipe_asked.emit(self.key, key))
        self._wipe.setEnabled(ready and bool(others))
        self._close.setVisible(removable)

    def set_body_shown(self, on: bool) -> None:
        """Show the whole pane, or its header alone."""
        self.body.setVisible(on)
        self.buttons.setVisible(on)

    def _drop_fault(self) -> None:
        if self._fault is not None:
            self.body.removeWidget(self._fault)
            self._fault.deleteLater()
            self._fault = None


class Note(QWidget):
    """What stands in the place of pictures: a sentence, progress, sometimes a button."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self.words = QLabel(self)
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.progress = Progress(self.tr("Progress of the preview"), self)
        self.progress.setMaximumWidth(24 * SPACE)
        self.progress.setMinimumWidth(12 * SPACE)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.pressed)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        rows.setSpacing(2 * SPACE)
        rows.addStretch()
        rows.addWidget(self.words)
        rows.addWidget(self.progress, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch()
        self.progress.hide()
        self.button.hide()

    def say(self, words: str, button: str = "") -> None:
        """Show a sentence, and a button when it is named."""
        self.words.setText(words)
        self.button.setText(button)
        self.button.setVisible(bool(button))
