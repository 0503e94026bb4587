"""A process that outlives a clip job, and cancels its jobs in the service when Kdenlive has killed it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress

from uprez.plugin.client import Service
from uprez.plugin.errors import ServiceError

_OVER = "over"
"""The word that lets the guard go."""


class Guard:
    """The guard of this process, while a `with` lasts."""

    def __init__(self) -> None:
        """Start it; without one (the system allows no more processes) a killed job goes on in the service."""
        self._watched: set[str] = set()
        self._process: subprocess.Popen[str] | None = None
        command = [sys.executable, "-E", "-P", "-m", __name__]
        with suppress(OSError):
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=os.name == "posix",
            )

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        self._tell(_OVER)
        if self._process is not None:
            self._process.wait()

    def watch(self, ids: Iterable[str]) -> None:
        """These jobs of the service are cancelled when this process dies."""
        for name in ids:
            if name not in self._watched:
                self._watched.add(name)
                self._tell(name)

    def _tell(self, word: str) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError, ValueError):
                self._process.stdin.write(f"{word}\n")
                self._process.stdin.flush()


def main() -> None:
    """Read ids of jobs from stdin; where it ends before the last word, cancel them."""
    ids: list[str] = []
    for line in sys.stdin:
        if line.strip() == _OVER:
            return
        ids.append(line.strip())
    with suppress(ServiceError):
        service = Service.connect(start=False)
        for name in ids:
            with suppress(ServiceError):
                service.cancel(name)


if __name__ == "__main__":
    main()
