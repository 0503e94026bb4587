"""Errors as people meet them: what happened, why, what to do now, and a report to send."""

from __future__ import annotations

import re
import traceback
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.theme.tokens import ICON, SPACE
from uprez.ui.told import told

HIDDEN = "<path>"
"""What stands in a report where a path was."""

_QUOTED = re.compile(r"""(['"])(?:/|~|[A-Za-z]:[\\/]|\\\\)[^'"\n]*\1""")
_BARE = re.compile(r"""(?<![\w<.:/])(?:~?/(?=[^\s/])|[A-Za-z]:[\\/]|\\\\)[^\s'"<>|:,;()]*""")
_link: list[Link] = []
_standing: set[QDialog] = set()  # nobody else holds one without a parent


class Explained(Protocol):
    """An error that says what, why and what now; those of core and of the client do."""

    what: str
    why: str
    fix: str


def take_reports_from(link: Link) -> None:
    """Ask this link's service for the facts of the machine when a report is copied."""
    _link[:] = [link]


def without_paths(text: str, known: tuple[str, ...] = ()) -> str:
    """The text with every path in it, and each of the `known` ones, hidden."""
    for path in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(path, HIDDEN)
    return _BARE.sub(HIDDEN, _QUOTED.sub(HIDDEN, text))


class ErrorCard(QFrame):
    """An error in three parts, with a button that copies a report of it."""

    def __init__(
        self, what: str, why: str, fix: str, *, report: str = "", paths: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        """`report` is what else is known (a log's tail); `paths` are those that may stand in the words. Reports stay in English."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(told(what))
        self._paths = paths
        self._text = "\n".join(part for part in (what, why, fix, "", report) if part or report)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        rows.setSpacing(SPACE)
        rows.addLayout(_headline(told(what)))
        for name, words in ((self.tr("Why"), why), (self.tr("What to do now"), fix)):
            if words:
                rows.addLayout(_part(name, told(words)))
        rows.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self._with_paths = QCheckBox(self.tr("Include file paths"), self)
        self._with_paths.setToolTip(self.tr("Names of folders and files can tell what you work on. They are left out otherwise."))
        self._copy = QPushButton(icon("copy"), self.tr("Copy report"), self)
        self._copy.setToolTip(self.tr("Copies the error and the facts of this machine, to send to who can help"))
        self._copy.clicked.connect(self.copy_report)
        foot = QHBoxLayout()
        foot.addWidget(self._with_paths)
        foot.addStretch()
        foot.addWidget(self._copy)
        return foot

    def copy_report(self) -> None:
        """Put the report on the clipboard: first the error alone, then with the machine's facts once the service has told them."""
        self._put("")
        if _link:
            _link[0].call(lambda service: service.report(), self._put, lambda _: None)

    def _put(self, facts: str) -> None:
        text = f"{self._text}\n\n{facts}".strip() + "\n"
        QGuiApplication.clipboard().setText(text if self._with_paths.isChecked() else without_paths(text, self._paths))
        self._copy.setText(self.tr("Copied"))
        self._copy.setIcon(icon("check"))


def card_of(entry: dict[str, Any], parent: QWidget | None = None) -> ErrorCard:
    """The card of a failed entry of the queue."""
    error: dict[str, Any] = entry["error"]
    job: dict[str, Any] = entry.get("job") or {}
    paths = (str(job.get("source", {}).get("path", "")), str(job.get("output", {}).get("folder", "")))
    return ErrorCard(error["what"], error.get("why", ""), error.get("fix", ""), report=error.get("report", ""), paths=paths, parent=parent)


def show_error(parent: QWidget | None, error: Explained | Exception) -> None:
    """Show an error over a window, without stopping anything that goes on."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle("uprez")
    dialog.setMinimumWidth(60 * SPACE)
    what = str(getattr(error, "what", "") or error)
    card = ErrorCard(what, getattr(error, "why", ""), getattr(error, "fix", ""), report=_trace(error), parent=dialog)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
    rows.setSpacing(2 * SPACE)
    rows.addWidget(card)
    rows.addWidget(buttons)
    buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()
    _standing.add(dialog)
    dialog.finished.connect(lambda: _standing.discard(dialog))
    dialog.open()


def _trace(error: object) -> str:
    """What else is known of an error: where something unforeseen went wrong."""
    cause = error.__cause__ if isinstance(error, Exception) else None
    return "".join(traceback.format_exception(cause)) if cause is not None else ""


def _headline(what: str) -> QHBoxLayout:
    sign = QLabel()
    sign.setPixmap(icon("error", "bad").pixmap(ICON + 4, ICON + 4))
    words = _words(what, "heading")
    line = QHBoxLayout()
    line.setSpacing(SPACE)
    line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    line.addWidget(words, 1)
    return line


def _part(name: str, words: str) -> QVBoxLayout:
    part = QVBoxLayout()
    part.setSpacing(2)
    part.setContentsMargins(ICON + 4 + SPACE, 0, 0, 0)
    part.addWidget(_words(name, "muted"))
    part.addWidget(_words(words, ""))
    return part


def _words(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
