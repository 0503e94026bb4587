"""The service's end of a worker process."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from uprez.core.errors import UprezError
from uprez.engine.service.entry import Failure
from uprez.engine.service.wire import Message, Sender, receive

WAIT = 10.0
"""Seconds that a worker may take to stop when it is asked to; then it is killed, which loses no more."""


class WorkerStopped(UprezError):
    """The process ended by itself: a driver or a library crashed, or somebody killed it."""

    exit_code = 7


class RequestFailed(UprezError):
    """A request failed in the process, for a reason that `failure` tells."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.what, why=failure.why, fix=failure.fix)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is under way."""

    number: int
    answer: Future[Message]
    """Its answer; `RequestFailed` or `WorkerStopped` without one."""
    on_message: Callable[[Message], None]
    """Told of events and pictures, from the reading thread."""


class Child:
    """One worker process; requests are done one after the other."""

    def __init__(self, log: Path, environment: Mapping[str, str]) -> None:
        """Start the process. Its stderr goes to the end of `log`; `environment` is added to ours."""
        command = [sys.executable, "-m", "uprez.engine.service.worker"]
        with log.open("ab") as stderr:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, **environment}, cwd=log.parent
            )
        self._sender = Sender(cast(BinaryIO, self._process.stdin))
        self._requests: dict[int, Request] = {}
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._reading = threading.Thread(target=self._read, name=f"worker {self._process.pid}", daemon=True)
        self._reading.start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True until the process has ended."""
        return self._process.poll() is None

    def ask(self, do: str, on_message: Callable[[Message], None] = lambda message: None, **fields: Any) -> Request:
        """Send a request; its answer comes through `Request.answer`."""
        request = Request(next(self._numbers), Future(), on_message)
        with self._lock:
            self._requests[request.number] = request
        try:
            self._sender.send({"task": request.number, "do": do, **fields})
        except (OSError, ValueError):  # it is gone; the reading thread may have said so before this request was there
            self._reading.join(WAIT)
            self._give_up()
        return request

    def cancel(self, request: Request) -> None:
        """Ask for a request to be stopped; its answer is then a failure of kind `Cancelled`."""
        with suppress(OSError, ValueError):
            self._sender.send({"task": request.number, "cancel": True})

    def stop(self) -> None:
        """End the process at once; a run loses no more than the window at hand."""
        with suppress(OSError):
            self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(WAIT)

    def _read(self) -> None:
        stream = cast(BinaryIO, self._process.stdout)
        while (message := receive(stream)) is not None:
            with self._lock:
                request = self._requests.get(message.fields["task"])
            if request is None:
                continue
            if "answer" in message.fields or "error" in message.fields:
                self._settle(request, message)
            else:
                request.on_message(message)
        self._process.wait()
        self._give_up()

    def _settle(self, request: Request, message: Message) -> None:
        with self._lock:
            self._requests.pop(request.number, None)
        if "error" in message.fields:
            request.answer.set_exception(RequestFailed(Failure.model_validate(message.fields["error"])))
        else:
            request.answer.set_result(message)

    def _give_up(self) -> None:
        with self._lock:
            left, self._requests = list(self._requests.values()), {}
        for request in left:
            request.answer.set_exception(self._stopped())

    def _stopped(self) -> WorkerStopped:
        code = self._process.returncode
        why = "It ended with code " + str(code) + "."
        if code is not None and code < 0:
            name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
            why = f"It was ended by the signal {name}" + (", as when the memory of the machine runs out." if name == "SIGKILL" else ".")
        return WorkerStopped("The worker stopped unexpectedly.", why=why, fix="It is started again; what is done is kept.")
