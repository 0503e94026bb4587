"""The user's panel, opened on clips of a host, and what comes back from it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from uprez.plugin.errors import ServiceError
from uprez.plugin.host_clips import Sent
from uprez.plugin.host_jobs import some_jobs_of
from uprez.plugin.host_takes import Run
from uprez.plugin.start import detached, service_command

_TAIL = 12
"""Lines of what the panel said that an error shows."""
_GOODBYE = 3.0
"""Seconds that a panel has to close after it was asked to."""


class PanelRun(Run):
    """A panel that is open, in a process of its own. Only `end` can take a moment; `entries` are those that the user sent back."""

    def __init__(self, clips: Sequence[Sent], process: subprocess.Popen[bytes], folder: str) -> None:
        """`open` makes one."""
        super().__init__(clips)
        self._process = process
        self._folder = folder
        self._over = False

    @classmethod
    def open(
        cls,
        clips: Iterable[Sent],
        folder: str | None = None,
        handles: int = 0,
        formats: Sequence[str] = ("exr",),
        recipe: Mapping[str, Any] | None = None,
    ) -> PanelRun:
        """Open the panel on `clips`; the rest as in `jobs_of`, as a beginning that the user may change.

        Raises:
            ServiceError: no clip was given, or one cannot be sent; uprez is not found, or cannot be started.
        """
        sent = list(clips)
        jobs = some_jobs_of(sent, folder, handles, formats, recipe)
        for job in jobs:
            job["output"].pop("name", None)  # it tells a recipe that the user may change
        command = service_command()
        home = tempfile.mkdtemp(prefix="uprez-panel-")
        try:
            documents, result = os.path.join(home, "jobs.json"), os.path.join(home, "result.json")
            Path(documents).write_text(json.dumps(jobs), encoding="utf-8")
            with open(os.path.join(home, "said"), "wb") as said:
                process = detached([*command, "panel", "--job", documents, "--result", result], Path(home), said.fileno())
        except OSError as error:
            shutil.rmtree(home, ignore_errors=True)
            raise ServiceError("The panel cannot be opened.", f"{error}.", "Run `uprez app` in a terminal to see more.") from error
        return cls(sent, process, home)

    def poll(self) -> bool:
        """True once it is over: closed, or results sent back."""
        if not self._over and (code := self._process.poll()) is not None:
            self._over = True
            self._gather(code)
        return self._over

    @property
    def entries(self) -> list[dict[str, Any]]:
        """Entries that the user sent back; empty while it is open, or when it was closed without.

        Raises:
            ServiceError: the panel ended with an error.
        """
        self.poll()
        return super().entries

    def end(self) -> None:
        """Close the panel if it is open, and forget it; jobs go on in the service. May be called twice."""
        if self.poll():
            return
        self._process.terminate()
        try:
            self._process.wait(_GOODBYE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_GOODBYE)
        self._over = True
        shutil.rmtree(self._folder, ignore_errors=True)

    def _gather(self, code: int) -> None:
        """Take what it left, and clear up after it."""
        try:
            found = json.loads(Path(self._folder, "result.json").read_text(encoding="utf-8"))
            self._entries = list(found["entries"])
        except FileNotFoundError:
            if code != 0:
                why = f"It ended with code {code}.\n{self._said()}".strip()
                self._error = ServiceError("The panel has failed.", why, "Run `uprez app` in a terminal to see more.", "PanelFailed")
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._error = ServiceError("What the panel sent back makes no sense.", f"{error}.", "Send it back again.", "BadAnswer")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _said(self) -> str:
        """The last lines of what it wrote."""
        with suppress(OSError):
            return "\n".join(Path(self._folder, "said").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-_TAIL:])
        return ""
