"""Weights of the user's own, which the service is asked about once each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.plugin.client import Service
from uprez.ui.draft import Draft
from uprez.ui.link import Link


class OwnModels(QObject):
    """Brings cards of files and folders into the draft."""

    failed = Signal(object)
    """A ServiceError: there is nothing under the path."""

    def __init__(self, link: Link, draft: Draft, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._draft = link, draft
        self._asked: set[str] = set()

    def look(self, path: str) -> None:
        """Ask what lies there, unless that is known or on its way."""
        if path in self._asked or self._draft.models.card(path, 1) is not None:
            return
        self._asked.add(path)

        def ask(service: Service) -> dict[str, Any]:
            return service.own_model(path)

        self._link.call(ask, self._draft.add_own_model, self.failed.emit)

    def forget(self, path: str) -> None:
        """Ask again the next time: what is there may be another by now."""
        self._asked.discard(path)
