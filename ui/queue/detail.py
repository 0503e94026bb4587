"""All about the chosen entry: its live picture, its plan, what happened to it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QAction, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from uprez.ui.errors import ErrorCard, card_of
from uprez.ui.picture_frame import paint_picture
from uprez.ui.queue.delegate import BAR, paint_progress
from uprez.ui.queue.entry import Action, Entry, State
from uprez.ui.queue.thumbnails import Thumbnails
from uprez.ui.queue.words import clock, progress_words, resume_words, state_role, state_words, time_words
from uprez.ui.theme.tokens import SPACE
from uprez.ui.told import told


class LivePicture(QWidget):
    """The last finished frame, as large as there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QImage | None = None
        self.setMinimumSize(160, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Last finished frame"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Sixteen to nine."""
        return QSize(320, 180)

    def show_picture(self, picture: QImage | None) -> None:
        """Show another picture; None for none yet."""
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture, whole."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_picture(painter, self.rect(), self._picture)
        painter.end()


class Progress(QWidget):
    """The bar of one entry, a cell a window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: Entry | None = None
        self.setFixedHeight(BAR + 2)
        self.setAccessibleName(self.tr("Progress"))

    def show_entry(self, entry: Entry) -> None:
        """Draw how far this one is."""
        self._entry = entry
        self.setAccessibleDescription(progress_words(entry))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the bar."""
        if self._entry is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_progress(painter, QRect(0, 0, self.width(), self.height()), self._entry)
            painter.end()


class EntryDetail(QWidget):
    """Follows one entry."""

    def __init__(self, thumbnails: Thumbnails, actions: dict[Action, QAction], *, narrow: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._actions = actions
        self._shown: tuple[str, str] | None = None
        self._entry: Entry | None = None
        self._picture = LivePicture(self)
        self._card: ErrorCard | None = None
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        box = QBoxLayout(way, self)
        box.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        box.setSpacing(2 * SPACE)
        box.addWidget(self._picture, 1 if narrow else 2)
        box.addWidget(self._texts(), 2 if narrow else 3)

    def show_entry(self, entry: Entry | None) -> None:
        """Show this entry; None for nothing."""
        self._entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        self._picture.show_picture(self._thumbnails.picture(entry))
        self._title.setText(entry.title)
        self._state.setText(" · ".join(part for part in (state_words(entry), time_words(entry)) if part))
        _set_role(self._state, state_role(entry))
        self._progress.show_entry(entry)
        self._far.setText(progress_words(entry))
        self._show_main(entry)
        self._show_facts(entry)
        self._show_card(entry)

    def refresh_picture(self) -> None:
        """A newer picture is at hand."""
        if self._entry is not None:
            self._picture.show_picture(self._thumbnails.picture(self._entry))

    def _texts(self) -> QScrollArea:
        self._title, self._state, self._far = QLabel(self), QLabel(self), QLabel(self)
        self._title.setProperty("role", "title")
        self._title.setWordWrap(True)
        self._far.setProperty("role", "muted")
        self._progress = Progress(self)
        self._main = QPushButton(self)
        self._main.setProperty("role", "primary")
        self._main.clicked.connect(self._do_main)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(2 * SPACE)
        self._facts.setVerticalSpacing(SPACE // 2)
        self._facts.setColumnStretch(1, 1)
        inside = QFrame(self)
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, SPACE, 0)
        self._rows.setSpacing(SPACE)
        buttons = QHBoxLayout()
        buttons.addWidget(self._main)
        buttons.addStretch()
        for part in (self._title, self._state, self._progress, self._far):
            self._rows.addWidget(part)
        self._rows.addLayout(buttons)
        self._rows.addLayout(self._facts)
        self._rows.addStretch()
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        return area

    def _show_main(self, entry: Entry) -> None:
        kind = next((kind for kind in (Action.HOST, Action.VIEW, Action.RESUME, Action.RETRY) if self._may(kind, entry)), None)
        self._main.setVisible(kind is not None)
        if kind is not None:
            self._main.setText(resume_words(entry) if kind is Action.RESUME else self._actions[kind].text())
            self._main.setProperty("kind", kind.value)

    def _may(self, kind: Action, entry: Entry) -> bool:
        return entry.allows(kind) and (kind is not Action.HOST or self._actions[kind].isVisible())

    def _do_main(self) -> None:
        self._actions[Action(self._main.property("kind"))].trigger()

    def _show_facts(self, entry: Entry) -> None:
        lines = [(name, words) for name, words in self._lines(entry) if words]
        key = (entry.id, repr(lines))
        if key == self._shown:
            return
        self._shown = key
        while (item := self._facts.takeAt(0)) is not None:  # pyright: ignore[reportUnnecessaryComparison]
            if (old := item.widget()) is not None:  # pyright: ignore[reportUnnecessaryComparison]
                old.hide()
                old.deleteLater()
        for row, (name, words) in enumerate(lines):
            label, value = QLabel(name, self), QLabel(words, self)
            label.setProperty("role", "muted")
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 1)

    def _lines(self, entry: Entry) -> list[tuple[str, str]]:
        raw = entry.raw
        steps = {"edit": self.tr("1 of 2: the edit"), "upscale": self.tr("2 of 2: the upscale")}
        lines = [(self.tr("Step"), steps.get(str(raw.get("step") or ""), ""))]
        lines += [(self.tr("Now"), told(str(raw.get("text") or "")) if entry.state is State.RUNNING else "")]
        lines += [(self.tr("Memory"), told(str(raw.get("memory") or ""))), (self.tr("Device"), str(raw.get("device") or ""))]
        if entry.restarts:
            words = self.tr("The worker was started again %n time(s). Nothing that was done is lost.", "", entry.restarts)
            lines.append((self.tr("Restarts"), words))
        lines.append((self.tr("Folder"), entry.folder))
        lines += [(clock(note["at"]), told(str(note["text"]))) for note in reversed(raw.get("notes") or [])]
        return lines

    def _show_card(self, entry: Entry) -> None:
        if self._card is not None:
            if entry.raw.get("error") == self._card.property("error"):
                return
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if entry.raw.get("error"):
            self._card = card_of(entry.raw, self)
            self._card.setProperty("error", entry.raw["error"])
            self._rows.insertWidget(4, self._card)


def _set_role(label: QLabel, role: str) -> None:
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)
