"""A process for questions that cannot wait for the queue: what a clip is, how settings look, what a job takes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from uprez.core.errors import BusyError
from uprez.engine.service.child import Child, Request
from uprez.engine.service.wire import Message


class Desk:
    """Answers requests one after the other; its process is started at the first, and again after a crash."""

    def __init__(self, name: str, folder: Path) -> None:
        """`folder` takes the log of the desk of this name."""
        self._log = folder / f"{name}.log"
        self._child: Child | None = None
        self._lock = threading.Lock()
        self._tickets: dict[str, Request] = {}

    def ask(self, do: str, *, ticket: str = "", on_message: Callable[[Message], None] = lambda message: None, **fields: Any) -> Request:
        """Send a request; one with a ticket can be cancelled by it.

        Raises:
            BusyError: the ticket is that of a request that is under way.
        """
        with self._lock:
            if ticket in self._tickets:
                raise BusyError(f"A request with the ticket '{ticket}' is under way.", fix="Take another ticket.")
            if self._child is None or not self._child.alive:
                self._child = Child(self._log, {})
            request = self._child.ask(do, on_message, **fields)
            if ticket:
                self._tickets[ticket] = request
                request.answer.add_done_callback(lambda _: self._tickets.pop(ticket, None))
            return request

    def warm(self) -> None:
        """Start the process now, so that the first answer comes sooner."""
        with self._lock:
            if self._child is None:
                self._child = Child(self._log, {})

    def cancel(self, ticket: str) -> bool:
        """Stop the request of this ticket; False when there is none."""
        with self._lock:
            request = self._tickets.get(ticket)
            if request is None or self._child is None:
                return False
            self._child.cancel(request)
            return True

    def drop(self, request: Request) -> None:
        """Nobody waits for this answer any more."""
        with self._lock:
            if self._child is not None and not request.answer.done():
                self._child.cancel(request)

    @property
    def busy(self) -> bool:
        """True while a request with a ticket is under way."""
        return bool(self._tickets)

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.stop()
