"""Requests that no client of ours would send, and what they left on the disk."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

OWN = {
    "token",
    "service.json",
    "service.lock",
    "service.log",
    "installation.json",
    "queue.sqlite3",
    "queue.sqlite3-wal",
    "queue.sqlite3-shm",
}
"""What the service may write into its folder, next to logs of its processes and `previews/`."""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    body: bytes

    @property
    def error(self) -> dict[str, Any]:
        """The three parts; fails when they are not there."""
        error = json.loads(self.body)["error"]
        assert set(error) == {"what", "why", "fix", "kind", "code"} and error["what"] and error["kind"], error
        assert "Traceback" not in self.body.decode()
        return error


class Door:
    """Where the service listens."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.port = json.loads((state / "service.json").read_text())["port"]
        self.token = (state / "token").read_text().strip()

    def knock(self, method: str, path: str, body: Any = None, *, without: str = "", **headers: str) -> Reply:
        """Send a request as a client of ours would, but for `headers` (`_` for `-`) and the one that is left out.

        Bytes are sent as they are, anything else as JSON.
        """
        sent = {"Host": f"127.0.0.1:{self.port}", "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        sent.pop(without, None)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=90)
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if data is not None and "Content-Length" not in sent:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            response = connection.getresponse()
            return Reply(response.status, response.read())
        finally:
            connection.close()

    def line(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def alive(self) -> bool:
        """Whether the service answers its clients."""
        return self.knock("GET", "/v1/jobs").status == 200


def tree(folder: Path, *without: Path) -> dict[str, tuple[int, int, int]]:
    """Kind, size and time of everything under a folder but for what lies under `without`."""
    found: dict[str, tuple[int, int, int]] = {}
    for path in sorted(folder.rglob("*")):
        if not any(each == path or each in path.parents for each in without):
            facts = path.lstat()
            found[str(path.relative_to(folder))] = (
                facts.st_mode,
                0 if path.is_dir() else facts.st_size,
                0 if path.is_dir() else facts.st_mtime_ns,
            )
    return found


def strangers(state: Path) -> list[str]:
    """What lies in the service's folder and is none of its own."""
    names = {path.name for path in state.iterdir()}
    return sorted(name for name in names - OWN if not name.endswith((".log", ".log.1")) and name != "previews")


def tricks(house: Path) -> list[str]:
    """Paths that nobody may read or write through the service."""
    state, links = house / "state", house / "out" / "links"
    links.mkdir(parents=True, exist_ok=True)
    for name, target in (("token.exr", state / "token"), ("state", state), ("null.exr", "/dev/zero"), ("loop", links / "loop")):
        if not (links / name).is_symlink():
            (links / name).symlink_to(target)
    if not (links / "pipe.exr").exists():
        os.mkfifo(links / "pipe.exr")
    return [
        "plates",
        "./plates",
        "~/plates",
        f"{house}/plates/../plates",
        f"{house}/plates/../../../etc/passwd",
        f"{house}/\0plates",
        f"file://{house}/plates",
        f"concat:{house}/private.txt",
        "http://127.0.0.1:1/x.mov",
        "/dev/zero",
        "/dev/stdin",
        "/proc/self/environ",
        "/proc/self/fd/0",
        "/sys/kernel",
        str(state / "token"),
        str(state / "queue.sqlite3"),
        str(state),
        f"{house}/plates/../state/token",
        str(links / "token.exr"),
        str(links / "state" / "token"),
        str(links / "null.exr"),
        str(links / "pipe.exr"),
        str(links / "loop"),
        "//" + str(state / "token"),
        str(state) + "/",
        "/" + "x" * 5000,
        "/" + "x/" * 2000,
    ]
