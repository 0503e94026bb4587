"""Finding the service that runs, and starting one when there is none.

Several clients may do so at once: the service holds a lock, so that all but one of those that are started end with
exit code 8, and every client then finds the one that stays.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from uprez.plugin.errors import ServiceError, ServiceGone
from uprez.plugin.places import installation_file, log_file, make_state_folder, service_file, token_file
from uprez.plugin.wire import Wire

API = 1
"""Version of the service's API that this client speaks."""
COMMAND = "UPREZ_COMMAND"
"""Environment variable: how to run uprez, as in a shell."""
_BUSY = 8
"""Exit code of a service that found another one running."""
_TOKEN = re.compile(r"[0-9a-f]{64}")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_LOOK = 0.05
"""Seconds between two looks for the service that is starting."""
_AGAIN = 1.0
"""Seconds that another service, met while starting ours, has to show itself before ours is started again."""
_HELLO = 5.0
"""Seconds for a service to say who it is."""
_LONG_LOG = 1 << 20
"""Bytes of log at which it starts anew."""
_TAIL = 12
"""Lines of the log that an error shows."""
_HOSTS_OWN = (
    *("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONEXECUTABLE", "__PYVENV_LAUNCHER__"),
    *("LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "QT_PLUGIN_PATH"),
)
"""Variables by which an editor, its Python and its libraries would lead uprez's own astray."""


def find() -> Wire | None:
    """The service that runs; None when there is none, or only what a dead one left behind.

    Raises:
        ServiceError: one runs, but of another version.
    """
    address = _read_json(service_file())
    host, port, token = address.get("host"), address.get("port"), _token()
    if host not in _LOOPBACK or not isinstance(port, int) or not 0 < port < 1 << 16 or not token:
        return None
    wire = Wire(str(host), port, token)
    try:
        api = wire.ask("GET", "/v1/about", timeout=_HELLO).json().get("api")
    except ServiceError:  # nobody, somebody else at that port, or a service about to end
        return None
    if api != API:
        raise ServiceError(
            "The uprez service that runs is of another version.",
            f"It speaks version {api} of its language, this panel version {API}.",
            "Close all windows of uprez; it ends by itself some minutes after its last job. Then open the panel again.",
            kind="VersionError",
        )
    return wire


def find_or_start(timeout: float) -> Wire:
    """The service that runs, started now if there is none.

    Raises:
        ServiceError: it cannot be started, or does not answer within `timeout` seconds.
    """
    until = time.monotonic() + timeout
    started: _Started | None = None
    while (wire := find()) is None:
        started = started or _Started(service_command())
        if started.failed and find() is None:
            _failed(started, f"It ended with code {started.code}.")
        if started.over and time.monotonic() > started.at + _AGAIN:
            started = None
        if time.monotonic() > until:
            _failed(started, f"It did not answer within {timeout:g} seconds.")
        time.sleep(_LOOK)
    return wire


def service_command() -> list[str]:
    """How to run uprez: $UPREZ_COMMAND, else as its last service ran, else `uprez` on the PATH.

    Raises:
        ServiceError: uprez is not found.
    """
    if given := os.environ.get(COMMAND):
        parts = shlex.split(given, posix=os.name == "posix")
        return [part.strip('"') for part in parts]
    known = _read_json(installation_file()).get("command")
    if isinstance(known, list) and known:
        command = [str(part) for part in known]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if os.path.isfile(command[0]):
            return command
    if found := shutil.which("uprez"):
        return [found]
    raise ServiceError(
        "uprez is not found.",
        f"No service has run on this machine, and there is no `uprez` command on the PATH (or in ${COMMAND}).",
        "Install uprez, then run `uprez serve` once in a terminal.",
        kind="NotInstalled",
    )


def installation(version: str) -> str:
    """What `installation_file` holds of the uprez that this process is: how to run it, and its version."""
    return json.dumps({"command": [sys.executable, "-m", "uprez"], "version": version}) + "\n"


class _Started:
    """A service that this process started. It outlives this process."""

    def __init__(self, command: list[str]) -> None:
        self.log = log_file()
        try:
            folder = make_state_folder()
            size = self.log.stat().st_size if self.log.exists() else 0
            self._from = 0 if size > _LONG_LOG else size
            with self.log.open("ab" if self._from else "wb") as log:
                self._process = detached([*command, "serve"], folder, log.fileno())
        except (OSError, ValueError) as error:
            _failed(None, f"{error}.")
        self.at = time.monotonic()
        # Waited for on a thread, so that no dead process stays in the host's list.
        threading.Thread(target=self._process.wait, name="uprez-service", daemon=True).start()

    @property
    def code(self) -> int | None:
        """Exit code; None while it runs."""
        return self._process.poll()

    @property
    def failed(self) -> bool:
        """True when it ended for another reason than that one runs already."""
        return self.code not in (None, 0, _BUSY)

    @property
    def over(self) -> bool:
        """True when it ended."""
        return self.code is not None

    def said(self) -> str:
        """The last lines of what it wrote."""
        with suppress(OSError), self.log.open("rb") as log:
            log.seek(self._from)
            lines = log.read(_LONG_LOG).decode("utf-8", "replace").strip().splitlines()
            return "\n".join(lines[-_TAIL:])
        return ""


def detached(command: list[str], folder: Path, log: int) -> subprocess.Popen[bytes]:
    """Run a command of uprez's in `folder`, free of this process and of what the host set for its own; `log` takes its stderr.

    Raises:
        OSError: it cannot be run.
    """
    if os.sep in command[0]:
        command = [os.path.abspath(command[0]), *command[1:]]
    environment = {name: value for name, value in os.environ.items() if name not in _HOSTS_OWN}
    flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP if sys.platform == "win32" else 0
    return subprocess.Popen(
        command,
        cwd=str(folder),
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        creationflags=flags,
        start_new_session=os.name == "posix",
    )


def _failed(started: _Started | None, why: str) -> NoReturn:
    said = started.said() if started else ""
    raise ServiceError(
        "The uprez service cannot be started.",
        f"{why}\n{said}".strip(),
        f"Run `uprez serve` in a terminal to see more, or look into {log_file()}.",
        kind="CannotStart",
    )


def not_running() -> ServiceGone:
    """The error for a client that was told to start none."""
    return ServiceGone("The uprez service is not running.", "", "Start it with `uprez serve`, or open the panel.")


def _token() -> str:
    with suppress(OSError, ValueError):
        token = token_file().read_text(encoding="ascii").strip()
        return token if _TOKEN.fullmatch(token) else ""
    return ""


def _read_json(path: Path) -> dict[str, Any]:
    """An object from a file; empty when it is not there or is none."""
    with suppress(OSError, ValueError):
        value = json.loads(path.read_text(encoding="utf-8"))
        return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]
    return {}
