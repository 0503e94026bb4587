"""A child process of the service: takes requests from stdin, does them one after the other, answers on stdout.

It ends at once when the service is gone. Whatever a library prints goes to stderr, which is the service's log.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from uprez.core.errors import Cancelled
from uprez.core.events import Event
from uprez.engine.foreseen import as_uprez_error
from uprez.engine.service.entry import Failure
from uprez.engine.service.wire import Sender, receive

Answer = tuple[dict[str, Any], bytes]
"""JSON values, and the raw bytes that go with them."""


class Task:
    """One request, as the duty that does it sees it."""

    def __init__(self, number: int, fields: Mapping[str, Any], sender: Sender) -> None:
        self.fields = fields
        """What the request asks for."""
        self.cancelled = threading.Event()
        """Set when nobody wants the answer any more."""
        self._number = number
        self._sender = sender

    def listen(self, event: Event) -> None:
        """Pass an event on.

        Raises:
            Cancelled: nobody wants the answer any more.
        """
        if self.cancelled.is_set() and event.stage != "done":
            raise Cancelled("Stopped.")
        fields = {name: getattr(event, name) for name in Event.__slots__}
        self._sender.send({"task": self._number, "event": fields})

    def show(self, png: bytes) -> None:
        """Pass a picture of the last finished frame on."""
        self._sender.send({"task": self._number, "picture": True}, png)


Duty = Callable[[Task], Answer]
"""Does one kind of request.

Raises:
    UprezError: it cannot be done.
"""


def main(duties: Mapping[str, Duty]) -> None:
    """Serve until stdin ends."""
    inwards, outwards = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sender = Sender(outwards)
    waiting: queue.SimpleQueue[tuple[int, Task]] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(inwards, sender, waiting), name="requests", daemon=True).start()
    while True:
        number, task = waiting.get()
        _do(duties, number, task, sender)


def _read(inwards: BinaryIO, sender: Sender, waiting: queue.SimpleQueue[tuple[int, Task]]) -> None:
    tasks: dict[int, Task] = {}
    while (message := receive(inwards)) is not None:
        number: int = message.fields["task"]
        if message.fields.get("cancel"):
            if number in tasks:
                tasks[number].cancelled.set()
            continue
        tasks = {known: task for known, task in tasks.items() if known > number - 1000}
        tasks[number] = Task(number, message.fields, sender)
        waiting.put((number, tasks[number]))
    os._exit(0)  # what is finished lies on disk, and the next run goes on from there


def _do(duties: Mapping[str, Duty], number: int, task: Task, sender: Sender) -> None:
    try:
        if task.cancelled.is_set():
            raise Cancelled("Stopped.")
        fields, payload = duties[str(task.fields["do"])](task)
        sender.send({"task": number, "answer": fields}, payload)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            os._exit(0)
        sender.send({"task": number, "error": failure_of(error).model_dump()})
    except Exception as error:  # whatever it is, the service tells it to the user
        sender.send({"task": number, "error": failure_of(error).model_dump()})


def failure_of(error: Exception) -> Failure:
    """An error as it goes to the user."""
    report = "".join(traceback.format_exception(error))
    known = as_uprez_error(error)
    if known is None:
        return Failure(
            what=f"uprez met an error it did not foresee: {type(error).__name__}: {error}",
            fix="Report it, with the text of Copy report.",
            kind=type(error).__name__,
            report=report,
        )
    return Failure(what=known.what, why=known.why, fix=known.fix, kind=type(known).__name__, report=report)


if __name__ == "__main__":
    from uprez.engine.service.duties import DUTIES

    main(DUTIES)
