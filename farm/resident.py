"""A worker process that stays for a session of a farm: it loads clip and model once, and makes the shards that tasks ask for.

It listens on this machine only, for those who can read the token in its connection file, which whoever starts it makes; it ends when
asked to, when that file is gone, be it while the model is loaded, or when nobody came for long. Messages are JSON, one a line.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import socket
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

import psutil

from uprez.core.errors import Cancelled
from uprez.core.events import Event
from uprez.engine.number_ranges import parsed
from uprez.engine.shard_worker import Worker
from uprez.farm.at_work import Where
from uprez.farm.wire import failure
from uprez.media.atomic import whole_file

LOOK = 5.0
"""Seconds between two looks whether the session still stands."""
ASKING = 10.0
"""Seconds that a task has to say what it wants."""
IDLE = 3600.0
"""Seconds without a request after which a session counts as forgotten."""


def reside(where: Where, connection: Path) -> None:
    """Open an exported job, load its model, say so in `connection`, and serve until the session ends.

    Raises:
        UprezError: it cannot be opened; the connection file tells the same to who waits for it.
    """
    token = secrets.token_hex(16)
    myself = {"token": token, "pid": os.getpid(), "born": psutil.Process().create_time()}
    if not connection.exists():
        return
    _write(connection, myself)
    try:
        with where.open(_quiet) as worker, socket.socket() as listener:
            worker.load(_quiet)
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            if not _stands(connection, token):  # the session ended while the model was loaded
                return
            _write(connection, {**myself, "port": listener.getsockname()[1]})
            try:
                _serve(worker, listener, token, connection)
            finally:
                if _stands(connection, token):
                    connection.unlink(missing_ok=True)
    except Exception as error:
        if _stands(connection, token):
            _write(connection, {"error": failure(error)})
        raise


def _quiet(event: Event) -> None:
    return


def _write(connection: Path, fields: dict[str, Any]) -> None:
    """For this user's eyes only: who reads it can give the worker work."""
    with whole_file(connection) as temp, os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(fields, file)


def _serve(worker: Worker, listener: socket.socket, token: str, connection: Path) -> None:
    listener.settimeout(LOOK)
    last = time.monotonic()
    while _stands(connection, token) and time.monotonic() - last < IDLE:
        try:
            client, _ = listener.accept()
        except TimeoutError:
            continue
        with client, suppress(OSError):  # a task that was killed
            client.settimeout(ASKING)
            if not _Request(worker, client, token).served():
                return
        last = time.monotonic()


def _stands(connection: Path, token: str) -> bool:
    """Whether the session still has its connection file, and not that of a later worker."""
    try:
        return token in connection.read_text()
    except OSError:
        return False


class _Request:
    """One task's connection."""

    def __init__(self, worker: Worker, client: socket.socket, token: str) -> None:
        self._worker = worker
        self._client = client
        self._token = token
        self._gone = threading.Event()

    def served(self) -> bool:
        """Do what is asked; False when it is to end the worker."""
        with self._client.makefile("r", encoding="utf-8") as stream:
            try:
                asked: Any = json.loads(stream.readline(1 << 20))
            except ValueError:
                return True
            known = isinstance(asked, dict) and hmac.compare_digest(str(asked.get("token", "")).encode(), self._token.encode())
            return self._done(asked, stream) if known else True

    def _done(self, asked: dict[str, Any], stream: TextIO) -> bool:
        if asked.get("do") == "stop":
            self._send({"done": 0})
            return False
        self._client.settimeout(None)
        threading.Thread(target=self._watch, args=(stream,), name="watch task", daemon=True).start()
        try:
            made = self._worker.run(parsed(str(asked["shards"])), self._listen)
        except Exception as error:
            self._send({"error": failure(error)})
        else:
            self._send({"done": made})
        with suppress(OSError):
            self._client.shutdown(socket.SHUT_RDWR)  # wakes who watches
        return True

    def _watch(self, stream: TextIO) -> None:
        """The task says nothing more; when its end of the connection closes, nobody wants the work."""
        with suppress(OSError, ValueError):
            stream.readline()
        self._gone.set()

    def _listen(self, event: Event) -> None:
        if self._gone.is_set():
            raise Cancelled("The task was ended.")
        self._send({"event": asdict(event)})

    def _send(self, fields: dict[str, Any]) -> None:
        try:
            self._client.sendall(json.dumps(fields).encode() + b"\n")
        except OSError:
            self._gone.set()
