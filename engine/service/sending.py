"""Jobs on their way to a render farm: the routes. `uprez farm` does the work, in a process of its own: it lies above the engine."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import invalidate_caches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request
from fastapi import Path as InPath
from pydantic import Field

from uprez.core.errors import (
    BusyError,
    Cancelled,
    InputError,
    JobError,
    ModelError,
    OutputError,
    PictureError,
    ResourceError,
    UprezError,
)
from uprez.core.job import Job
from uprez.engine.service.asking import Asking, Ticket
from uprez.engine.service.child import RequestFailed
from uprez.engine.service.entry import Failure
from uprez.engine.service.house import House

EXTRA = "openjd.model"
"""A package of the extra `farm`, which checks what is exported."""
LOOK = 0.25
"""Seconds between two looks at whether somebody still waits for a command."""
TAIL = 2000
"""Signs of a command's last words that are kept where they are no error of ours."""
_KINDS: dict[int, type[UprezError]] = {
    kind.exit_code: kind
    for kind in (InputError, OutputError, ModelError, JobError, ResourceError, BusyError, PictureError, Cancelled)  #
}
_SAID = re.compile(r"^Error: (.*?)(?:\n  Why: (.*?))?(?:\n  What to do: (.*?))?\s*\Z", re.MULTILINE | re.DOTALL)


class FarmEstimating(Asking):
    """A job whose time is wanted, here and on a farm."""

    job: Job
    workers: int = Field(ge=1, le=100_000)
    """Machines of the farm that work at once, each like this one."""
    ticket: Ticket = ""


class FarmExporting(Asking):
    """A job that goes to a farm."""

    job: Job
    engine: Literal["openjd", "opencue", "deadline", "tractor", "flamenco"]
    """Whose files to write."""
    folder: str = Field(min_length=1)
    """Where; empty, not there yet, or that of an earlier export of this job. On storage that the workers reach."""
    ticket: Ticket = ""


def sending(app: FastAPI, house: House) -> None:
    """Add the routes."""
    commands = Commands(house)

    @app.get("/v1/farm")
    def farm() -> dict[str, Any]:
        """Whether jobs can be sent to a farm, and what to install where they cannot."""
        installed = is_installed()
        return {"installed": installed, "install": "" if installed else 'pip install "uprez[farm]"'}

    @app.post("/v1/farm/estimate")
    async def farm_estimate(asking: FarmEstimating, request: Request) -> dict[str, Any]:
        """Measure, by a short real run, what a job takes on this machine and on a farm of so many like it."""
        house.asked.job(asking.job)
        return await commands.run(["estimate", "--workers", str(asking.workers)], asking.job, request, asking.ticket)

    @app.post("/v1/farm/export")
    async def farm_export(asking: FarmExporting, request: Request) -> dict[str, Any]:
        """Write a job as a farm takes it, and say how it is submitted."""
        house.asked.job(asking.job)
        house.asked.folder(asking.folder)
        words = ["export", "--engine", asking.engine, "--to", asking.folder]
        made = await commands.run(words, asking.job, request, asking.ticket)
        return {**made, "commands": [command_line(command) for command in made["submit"]]}

    @app.delete("/v1/farm/tasks/{ticket}")
    def stop_farm(ticket: Annotated[str, InPath(max_length=100)]) -> dict[str, Any]:
        """Stop an estimate or an export."""
        commands.stop(ticket)
        return {"cancelled": ticket}


class Commands:
    """Runs `uprez farm`; one at a time, as two measurements would disturb each other."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._one = asyncio.Lock()
        self._stops: dict[str, asyncio.Event] = {}

    def stop(self, ticket: str) -> None:
        """End the command of a ticket.

        Raises:
            InputError: there is none.
        """
        if ticket not in self._stops:
            raise InputError("Nothing is under way under this ticket.", fix="It may have ended already.")
        self._stops[ticket].set()  # its own loop looks

    async def run(self, words: Sequence[str], job: Job, request: Request, ticket: str) -> dict[str, Any]:
        """Run a command on a job and give what it tells as JSON.

        Raises:
            BusyError: the ticket is that of a command that is under way.
            RequestFailed: it failed.
            Cancelled: it was stopped, or nobody waits for it any more.
        """
        if ticket in self._stops:
            raise BusyError(f"A request with the ticket '{ticket}' is under way.", fix="Take another ticket.")
        stop = asyncio.Event()
        if ticket:
            self._stops[ticket] = stop
        try:
            async with self._one:
                with tempfile.TemporaryDirectory(prefix="farm-", dir=self._house.folder) as folder:
                    document = Path(folder) / "job.json"
                    document.write_text(job.to_json(), encoding="utf-8")
                    return await self._told([*words[:1], str(document), *words[1:], "--json"], Path(folder), request, stop)
        finally:
            self._stops.pop(ticket, None)

    async def _told(self, words: Sequence[str], folder: Path, request: Request, stop: asyncio.Event) -> dict[str, Any]:
        if stop.is_set():
            raise Cancelled("Stopped.")
        process = subprocess.Popen(
            [sys.executable, "-m", "uprez", "farm", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            cwd=folder,
        )
        talk = asyncio.create_task(asyncio.to_thread(process.communicate))
        try:
            while not (await asyncio.wait((talk,), timeout=LOOK))[0]:
                self._house.touch()
                if stop.is_set() or await request.is_disconnected():
                    raise Cancelled("Stopped.")
        finally:
            process.kill()
            told, said = await talk
        if process.returncode != 0:
            raise RequestFailed(failure_of(process.returncode, said))
        return dict(json.loads(told))


def is_installed() -> bool:
    """Whether the extra `farm` is; asked anew each time, as it may have come meanwhile."""
    invalidate_caches()
    try:
        return find_spec(EXTRA) is not None
    except ModuleNotFoundError:
        return False


def command_line(words: Sequence[str]) -> str:
    """A command as one line for the shell of this system."""
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def failure_of(code: int, said: str) -> Failure:
    """What a command's exit code and last words mean."""
    kind = _KINDS.get(code)
    match = _SAID.search(said)
    if match is None:
        why = f"It ended with code {code}." if not said.strip() else said.strip()[-TAIL:]
        return Failure(what="The farm's command stopped unexpectedly.", why=why, kind="WorkerStopped")
    what, why, fix = (part or "" for part in match.groups())
    return Failure(what=what, why=why, fix=fix, kind=kind.__name__ if kind else "WorkerStopped")
