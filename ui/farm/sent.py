"""A job that lies ready for the farm: where, and how it is submitted."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from uprez.ui.elided import ElidedLabel
from uprez.ui.icons import icon
from uprez.ui.theme import SPACE
from uprez.ui.told import told

translate = QCoreApplication.translate


class SentCard(QFrame):
    """Says of one job where it lies, and gives its commands to copy."""

    def __init__(self, title: str, answer: dict[str, Any], parent: QWidget | None = None) -> None:
        """`answer` is the service's, of an export."""
        super().__init__(parent)
        self.setProperty("role", "card")
        self.setAccessibleName(title)
        self.lines: list[QLineEdit] = []
        """The commands."""
        rows = QVBoxLayout(self)
        rows.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, 2 * SPACE)
        rows.setSpacing(SPACE)
        head = ElidedLabel(title, self)
        head.setProperty("role", "heading")
        rows.addWidget(head)
        rows.addWidget(_words(self.tr("Lies in {}").format(answer["folder"])))
        for command in map(str, answer["commands"]):
            rows.addWidget(_words(_use(command), "muted"))
            rows.addLayout(self._command(command))
        if not answer["commands"]:
            rows.addWidget(_words(self.tr("How it is sent: {}").format(told(str(answer["words"])))))
        for note in answer.get("notes") or ():
            rows.addWidget(_words(told(str(note)), "muted"))

    def _command(self, command: str) -> QGridLayout:
        line = QLineEdit(command, self)
        line.setReadOnly(True)
        line.setCursorPosition(0)
        line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        line.setAccessibleName(self.tr("Command"))
        line.setToolTip(command)
        self.lines.append(line)
        copy = QPushButton(icon("copy"), self.tr("Copy"), self)
        copy.setAutoDefault(False)

        def put() -> None:
            QGuiApplication.clipboard().setText(command)
            copy.setText(self.tr("Copied"))
            copy.setIcon(icon("check"))

        copy.clicked.connect(put)
        row = QGridLayout()
        row.setSpacing(SPACE)
        row.addWidget(line, 0, 0)
        row.addWidget(copy, 0, 1)
        row.setColumnStretch(0, 1)
        return row


def _use(command: str) -> str:
    """What a command does."""
    names = {
        "openjd": translate("Farm", "Run it on this machine, as the farm would"),
        "deadline": translate("Farm", "Submit it to Deadline Cloud"),
    }
    return names.get(command.split(" ", 1)[0], translate("Farm", "Submit it"))


def _words(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label
