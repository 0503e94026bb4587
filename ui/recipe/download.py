"""Fetching a model's weights."""

from __future__ import annotations

import uuid
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QWidget

from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.draft_clip import Values
from uprez.ui.icons import icon
from uprez.ui.link import Link
from uprez.ui.recipe.model_words import amount
from uprez.ui.theme import SPACE
from uprez.ui.told import told


class Download(QWidget):
    """Offers to fetch a model's weights, and shows how far it is."""

    def __init__(self, link: Link, draft: Draft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._draft = draft
        self._card: Values | None = None
        self._tickets: dict[str, str] = {}
        self.button = QPushButton(icon("save"), "", self)
        """Starts the download."""
        self.button.clicked.connect(self._start)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Download"))
        self._cancel = QToolButton(self)
        self._cancel.setProperty("role", "quiet")
        self._cancel.setIcon(icon("cancel", "muted"))
        self._cancel.setAccessibleName(self.tr("Stop the download"))
        self._cancel.setToolTip(self.tr("Stop the download"))
        self._cancel.clicked.connect(self._stop)
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setProperty("role", "bad")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for part, stretch in ((self.button, 0), (self._bar, 1), (self._cancel, 0), (self._words, 1)):
            row.addWidget(part, stretch)
        link.task.connect(self._progress)

    def show_card(self, card: Values | None) -> None:
        """Offer what this card lacks."""
        same = card is not None and self._card is not None and card["name"] == self._card["name"]
        self._card = card
        if not same:
            self._words.clear()
        wanted = card is not None and not card["installed"] and bool(card["bytes"])
        self.setVisible(wanted)
        if card is not None and wanted:
            goes = str(card["name"]) in self._tickets.values()
            self.button.setText(self.tr("Download {}").format(amount(int(card["bytes"]))))
            self.button.setVisible(not goes)
            self._bar.setVisible(goes)
            self._cancel.setVisible(goes)
            self._words.setVisible(bool(self._words.text()) and not goes)

    def _start(self) -> None:
        if self._card is None:
            return
        name, ticket = str(self._card["name"]), uuid.uuid4().hex
        self._tickets[ticket] = name
        self._bar.setRange(0, 0)
        self._words.clear()
        self.show_card(self._card)

        def fetch(service: Service) -> dict[str, Any]:
            return service.fetch_model(name, ticket)

        def take(card: dict[str, Any]) -> None:
            self._tickets.pop(ticket, None)
            self._draft.set_models([card if each["name"] == card["name"] else each for each in self._draft.models.cards])

        def fail(error: ServiceError) -> None:
            self._tickets.pop(ticket, None)
            self._words.setText(
                "" if error.kind == "Cancelled" else " ".join(told(part) for part in (error.what, error.why, error.fix) if part)
            )
            self.show_card(self._card)

        self._link.call(fetch, take, fail)

    def _stop(self) -> None:
        name = str(self._card["name"]) if self._card else ""
        for ticket in [ticket for ticket, model in self._tickets.items() if model == name]:

            def cancel(service: Service, ticket: str = ticket) -> None:
                service.cancel_task(ticket)

            self._link.call(cancel, _nothing, _nothing)

    def _progress(self, task: dict[str, Any]) -> None:
        name = self._tickets.get(str(task["ticket"]))
        if name and self._card is not None and self._card["name"] == name and task.get("total"):
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * task["done"] / task["total"]))


def _nothing(_: object) -> None:
    """The download's own call says how it ended."""
