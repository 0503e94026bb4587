"""The life of the bridge: one per user, found by a file, ended by itself when no host is there."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType

from uprez.core.errors import BusyError
from uprez.engine.alone import hold, log_to_stderr, own_folder, unusable
from uprez.ofx_bridge.channel import Channel, Listener, listen
from uprez.ofx_bridge.errands import run_errand, sweep
from uprez.ofx_bridge.guest import Guest, Household
from uprez.ofx_bridge.studio import Studio
from uprez.plugin import places

IDLE = 300.0
"""Seconds without guests after which the bridge ends."""
_PULSE = 1.0
"""Seconds between two signs of life."""
_HELLO = 10.0
"""Seconds in which a guest has to say who it is."""
_LAST_FRAME = 3.0
"""Seconds that the worker has to leave a frame when the bridge ends."""
_LOG = logging.getLogger("uprez.ofx")


def address_file() -> Path:
    """Where the bridge listens, its word, its process: a line each."""
    return places.state_folder() / "ofx-1.address"


def serve(*, idle: float = IDLE, ready: Callable[[str], None] = lambda address: None) -> None:
    """Serve plugins until it is stopped, or no host was there for `idle` seconds; 0 never ends by itself.

    `ready` is told the address once plugins can knock.

    Raises:
        BusyError: a bridge runs already.
        OutputError: the state folder cannot be used.
    """
    folder = own_folder()
    with ExitStack() as held:
        hold(
            held, folder / "ofx-1.lock", BusyError("A bridge of this user is running already.", fix="Use that one; every plugin finds it.")
        )
        log_to_stderr(_LOG.name)
        try:
            listener = listen(folder / "ofx-1.sock")
            held.callback(listener.close)
            token = secrets.token_hex(32)
            _announce(listener.address, token)
        except OSError as error:
            raise unusable(folder, error) from error
        held.callback(_withdraw)
        ready(listener.address)
        _Bridge(listener, token).run(idle)


class _Bridge:
    """Lets guests in, and sees that they live."""

    def __init__(self, listener: Listener, token: str) -> None:
        self._listener = listener
        self._studio = Studio()
        self._house = Household(token, self._studio, run_errand)
        self._guests: dict[Guest, float] = {}
        self._seen = time.monotonic()
        self._stop = threading.Event()

    def run(self, idle: float) -> None:
        """Serve; returns at the end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        threading.Thread(target=self._let_in, name="door", daemon=True).start()
        self._studio.start()
        sweep()
        while not self._stop.wait(_PULSE):
            self._pulse()
            if idle and not self._guests and time.monotonic() > self._seen + idle:
                _LOG.info("no host was here for %s seconds", idle)
                break
        for guest in list(self._guests):
            guest.hang_up()
        if not self._studio.stop(_LAST_FRAME):
            _withdraw()
            self._listener.close()
            os._exit(0)  # a network cannot be interrupted, and Python would not end before it

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _let_in(self) -> None:
        while not self._stop.is_set():
            try:
                channel = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(channel,), name="guest", daemon=True).start()

    def _serve(self, channel: Channel) -> None:
        guest = Guest(channel, self._house)
        self._guests[guest] = time.monotonic()
        try:
            guest.serve()
        finally:
            if guest.welcome:
                self._seen = time.monotonic()
            del self._guests[guest]

    def _pulse(self) -> None:
        for guest, since in list(self._guests.items()):
            guest.beat()
            if not guest.welcome and time.monotonic() > since + _HELLO:
                guest.hang_up()


def _announce(address: str, token: str) -> None:
    """Write the address file, whole: a plugin never reads half of it."""
    part = address_file().with_name(f".ofx-1.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"{address}\n{token}\n{os.getpid()}\n")
    os.replace(part, address_file())


def _withdraw() -> None:
    with suppress(OSError):
        address_file().unlink()
