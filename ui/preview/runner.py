"""The work of a comparison: previews and estimates, one after the other, until done or cancelled."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from uprez.plugin.client import Service, ServiceError
from uprez.ui.link import Call, Link
from uprez.ui.preview.trial import Asked

Kind = Literal["preview", "estimate"]


@dataclass(frozen=True)
class Step:
    """One question to the service."""

    key: str
    """The candidate that it is for."""
    kind: Kind
    asked: Asked

    def ask(self, service: Service, ticket: str) -> dict[str, Any]:
        """Put the question; blocks until the service has worked on it."""
        if self.kind == "estimate":
            return service.estimate(dict(self.asked.job), ticket)
        return service.preview(dict(self.asked.job), self.asked.region, self.asked.frames, ticket)


class Runner(QObject):
    """Works through steps. The service tries one thing at a time, so asking for several at once would only make them wait there."""

    began = Signal(object)
    """The Step that the service is at from now on."""
    progress = Signal(object, dict)
    """The Step at hand, and what the service says of it."""
    made = Signal(object, dict)
    """A Step and its answer."""
    broke = Signal(object, object)
    """A Step and its ServiceError."""
    dropped = Signal(object)
    """A Step that will not be made: cancelled, or its candidate is gone."""
    running_changed = Signal(bool)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        """`link` brings answers and progress."""
        super().__init__(parent)
        self._link = link
        self._steps: deque[Step] = deque()
        self._now: tuple[Step, str, Call] | None = None
        link.task.connect(self._task)

    @property
    def running(self) -> bool:
        """True while there is something to do."""
        return self._now is not None

    def start(self, steps: Iterable[Step]) -> None:
        """Add steps at the end."""
        self._steps.extend(steps)
        if self._now is None and self._steps:
            self._next()
            self.running_changed.emit(True)

    def cancel(self, key: str | None = None) -> None:
        """Stop at once: one candidate's steps, or all. The service is told, and nothing waits for it."""
        gone = [step for step in self._steps if key in (None, step.key)]
        self._steps = deque(step for step in self._steps if step not in gone)
        now = self._now
        if now is not None and key in (None, now[0].key):
            gone.insert(0, now[0])
            now[2].drop()
            cancel_task(self._link, now[1])
            self._now = None
        for step in gone:
            self.dropped.emit(step)
        if now is not None and self._now is None:
            self._go_on()

    def _next(self) -> None:
        step, ticket = self._steps.popleft(), uuid.uuid4().hex
        call = self._link.call(lambda service: step.ask(service, ticket), partial(self._made, step), partial(self._broke, step))
        self._now = (step, ticket, call)
        self.began.emit(step)

    def _go_on(self) -> None:
        if self._steps:
            self._next()
        else:
            self._now = None
            self.running_changed.emit(False)

    def _made(self, step: Step, answer: dict[str, Any]) -> None:
        self._now = None
        self.made.emit(step, answer)
        self._go_on()

    def _broke(self, step: Step, error: ServiceError) -> None:
        self._now = None
        if error.kind == "Cancelled":
            self.dropped.emit(step)
        else:
            self.broke.emit(step, error)
        self._go_on()

    def _task(self, task: dict[str, Any]) -> None:
        if self._now is not None and task.get("ticket") == self._now[1]:
            self.progress.emit(self._now[0], task)


def cancel_task(link: Link, ticket: str) -> None:
    """Tell the service that nobody waits for a task any more; that it is over already is no fault."""
    link.call(lambda service: service.cancel_task(ticket), lambda _: None, lambda _: None)
