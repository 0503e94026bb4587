"""Downloads of models that candidates need."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from uprez.plugin.client import Service, ServiceError
from uprez.ui.draft import Draft
from uprez.ui.link import Link
from uprez.ui.preview.runner import cancel_task
from uprez.ui.preview.trial import Phase


class Fetching(QObject):
    """Asks the service for weights, and the draft to know it when they are there."""

    changed = Signal(str, object, object, object)
    """Key of the candidate, its Phase, the task's progress or None, the error or None."""

    def __init__(self, link: Link, draft: Draft, parent: QObject | None = None) -> None:
        """`draft` is told of the new cards."""
        super().__init__(parent)
        self._link = link
        self._draft = draft
        self._tickets: dict[str, str] = {}
        link.task.connect(self._task)

    def start(self, key: str, name: str) -> None:
        """Download a model for a candidate."""
        if key in self._tickets:
            return
        ticket = self._tickets[key] = uuid.uuid4().hex

        def work(service: Service) -> list[dict[str, Any]]:
            service.fetch_model(name, ticket)
            return service.models()

        self._link.call(work, partial(self._done, key, ticket), partial(self._failed, key, ticket))
        self.changed.emit(key, Phase.FETCHING, None, None)

    def cancel(self, key: str) -> None:
        """Stop a candidate's download."""
        if ticket := self._tickets.pop(key, ""):
            cancel_task(self._link, ticket)
            self.changed.emit(key, Phase.ABSENT, None, None)

    def _done(self, key: str, ticket: str, cards: list[dict[str, Any]]) -> None:
        self._draft.set_models(cards)
        if self._ours(key, ticket):
            self.changed.emit(key, Phase.EMPTY, None, None)

    def _failed(self, key: str, ticket: str, error: ServiceError) -> None:
        if self._ours(key, ticket):
            cancelled = error.kind == "Cancelled"
            self.changed.emit(key, Phase.ABSENT if cancelled else Phase.FAILED, None, None if cancelled else error)

    def _ours(self, key: str, ticket: str) -> bool:
        if self._tickets.get(key) != ticket:
            return False
        del self._tickets[key]
        return True

    def _task(self, task: dict[str, Any]) -> None:
        for key, ticket in self._tickets.items():
            if task.get("ticket") == ticket:
                self.changed.emit(key, Phase.FETCHING, task, None)
