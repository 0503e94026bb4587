"""The life of the service: one per user, found by a file, ended by itself when nobody needs it."""

from __future__ import annotations

import json
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import uvicorn

from uprez import __version__
from uprez.core.errors import BusyError
from uprez.engine.alone import hold, log_to_stderr, own_folder
from uprez.engine.service.app import API, application
from uprez.engine.service.gate import Gate
from uprez.engine.service.house import House
from uprez.media.atomic import write_error, write_text_whole
from uprez.plugin import places
from uprez.plugin.start import installation

IDLE = 600.0
"""Seconds without anything to do after which the service ends."""
_LOOK = 1.0
"""Seconds between two looks whether that is so."""
_TOKEN_DIGITS = 64


def serve(*, idle: float = IDLE, ready: Callable[[int], None] = lambda port: None) -> None:
    """Run the service until it is stopped, or nobody has used it for `idle` seconds; 0 never ends by itself.

    `ready` is told the port once the service answers.

    Raises:
        BusyError: one runs already.
        OutputError, ResourceError: its folder cannot be used.
    """
    folder = own_folder()
    with ExitStack() as held:
        hold(
            held,
            places.lock_file(),
            BusyError("A service of this user is running already.", why=_who(), fix="Use that one; every client finds it."),
        )
        log_to_stderr("uprez.service")
        token = _token()
        house = House(folder)
        held.callback(house.close)
        listening = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)  # from here on clients wait instead of being refused
        server = _server(house, token)
        port: int = listening.getsockname()[1]
        _announce(port)
        held.callback(_withdraw)
        house.open()
        threading.Thread(target=_watch, args=(house, server, idle), name="idle", daemon=True).start()
        ready(port)
        server.run(sockets=[listening])


def _who() -> str:
    try:
        facts = json.loads(places.service_file().read_text())
        return f"It is process {facts['pid']}, on port {facts['port']}."
    except (OSError, ValueError, KeyError):
        return "It is just starting, or just ending."


def _token() -> str:
    """The token of before, or a new one where there is none that only this user could read."""
    path = places.token_file()
    with suppress(OSError, ValueError):
        text = path.read_text().strip()
        if len(text) == _TOKEN_DIGITS and int(text, 16) >= 0 and not path.is_symlink() and _is_private(path):
            return text
    text = secrets.token_hex(_TOKEN_DIGITS // 2)
    try:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(text + "\n")
    except OSError as error:
        raise write_error(path, error) from error
    return text


def _is_private(path: Path) -> bool:
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0


def _announce(port: int) -> None:
    facts = {"host": "127.0.0.1", "port": port, "pid": os.getpid(), "version": __version__, "api": API, "started": time.time()}
    write_text_whole(places.installation_file(), installation(__version__))
    write_text_whole(places.service_file(), json.dumps(facts) + "\n")


def _withdraw() -> None:
    with suppress(OSError):
        places.service_file().unlink()


def _server(house: House, token: str) -> uvicorn.Server:
    server: uvicorn.Server

    def stop() -> None:
        house.news.close()
        server.should_exit = True

    gate = Gate(application(house, stop), token, house.touch)
    config = uvicorn.Config(
        gate,  # pyright: ignore[reportArgumentType] - uvicorn's own alias of the same protocol
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=2,
        timeout_keep_alive=30,
        limit_concurrency=200,
        h11_max_incomplete_event_size=32 << 10,
    )
    server = uvicorn.Server(config)
    return server


def _watch(house: House, server: uvicorn.Server, idle: float) -> None:
    while not server.should_exit:
        time.sleep(_LOOK)
        if idle and house.idle_seconds() > idle:
            logging.getLogger("uprez.service").info("nobody has used the service for %s seconds", idle)
            server.should_exit = True
    house.news.close()
