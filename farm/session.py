"""A farm's session on a worker: starts the process that stays, gives it tasks' shards, ends it.

A task of a session loads this and no more: neither arrays nor documents, which would cost it four times its own start.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from uprez.core.errors import ResourceError
from uprez.core.events import Event, Listen
from uprez.farm.at_work import Where
from uprez.farm.wire import error_of

CONNECTION = "UPREZ_FARM_CONNECTION"
"""Environment variable that tells tasks of a session where its worker's connection file is."""
_WINDOWS_FLAGS = 0x08000000 | 0x00000200
"""CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP."""


def start(where: Where, connection: Path) -> int:
    """Start a worker that stays; give its process number once its model is loaded.

    The worker keeps none of this process's pipes: a farm would wait for it to let go of them.

    Raises:
        UprezError: it could not be started; says why.
    """
    command = [sys.executable, "-m", "uprez", "farm", "reside", *where.arguments(), "--connection", str(connection)]
    apart: dict[str, Any] = {"creationflags": _WINDOWS_FLAGS} if os.name == "nt" else {"start_new_session": True}
    log = connection.with_suffix(".log")
    try:
        connection.write_text("{}")
        with log.open("wb") as file:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=file, close_fds=True, **apart)
    except OSError as error:
        from uprez.media.atomic import write_error  # see above

        raise write_error(connection, error) from error
    try:
        _await(process, connection, log)
    except BaseException:  # the farm's patience may be over, too: nobody would end the worker
        process.kill()
        process.wait()
        connection.unlink(missing_ok=True)
        raise
    return process.pid


def _await(process: subprocess.Popen[Any], connection: Path, log: Path) -> None:
    """Wait until a worker has loaded its model.

    Raises:
        UprezError: it could not.
    """
    while True:
        ended = process.poll() is not None
        fields = _read(connection) if connection.exists() else {}
        if "error" in fields:
            raise error_of(fields["error"])
        if "port" in fields:
            return
        if ended:
            last = log.read_text(errors="replace").strip().splitlines()[-5:]
            raise ResourceError("The session's worker ended before its model was loaded.", why=" ".join(last), fix=f"See '{log}'.")
        time.sleep(0.05)


def run(connection: Path, shards: str, listen: Listen) -> int | None:
    """Have a session's worker make shards; give the frames it made, or None when there is no such worker any more.

    Raises:
        ResourceError: the worker died at it.
        UprezError: what `Worker.run` can raise.
    """
    asked = _asked(connection, {"do": "run", "shards": shards})
    if asked is None:
        return None
    with asked as client, client.makefile("r", encoding="utf-8") as answers:
        for line in answers:
            fields: dict[str, Any] = json.loads(line)
            if "event" in fields:
                listen(Event(**fields["event"]))
            elif "error" in fields:
                raise error_of(fields["error"])
            else:
                return int(fields["done"])
    raise ResourceError(
        "The session's worker died while it worked.",
        why="The system or a driver ended it, perhaps for want of memory.",
        fix="Run the task again; what is done stays done.",
    )


def stop(connection: Path, *, patience: float = 20.0) -> None:
    """End a session's worker, if there is one; for `patience` seconds it may finish."""
    import psutil  # see above

    try:
        fields = _read(connection)
    except (OSError, ValueError):
        return
    asked = _asked(connection, {"do": "stop"})
    if asked is not None:
        with asked as client, suppress(OSError):
            client.settimeout(patience)
            client.recv(1 << 10)
    elif "port" not in fields:
        patience = 0  # it loads its model still
    with suppress(psutil.NoSuchProcess, KeyError):
        process = psutil.Process(int(fields["pid"]))
        if abs(process.create_time() - float(fields["born"])) < 1:  # else the number was given to another process
            try:
                process.wait(patience)
            except psutil.TimeoutExpired:
                process.kill()
    connection.unlink(missing_ok=True)


def _asked(connection: Path, fields: dict[str, str]) -> socket.socket | None:
    """A connection to a worker that has been asked something; None when nobody is there."""
    try:
        found = _read(connection)
        client = socket.create_connection(("127.0.0.1", int(found["port"])), timeout=10)
    except (OSError, KeyError, ValueError):
        return None
    client.settimeout(None)
    client.sendall(json.dumps({"token": found["token"], **fields}).encode() + b"\n")
    return client


def _read(connection: Path) -> dict[str, Any]:
    return json.loads(connection.read_text())
