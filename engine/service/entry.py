"""One job in the queue: its document, how far it is, what happened to it."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import PurePath
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from uprez.core.job import Job

ID_LENGTH = 16
"""Hexadecimal digits of a job's name that tell it from the others in a queue."""
NOTES = 100
"""Notes that are kept; the oldest go first."""


class State(StrEnum):
    """Where a job is in its life."""

    QUEUED = "queued"
    """Waits for its device. May be paused or cancelled."""
    RUNNING = "running"
    """A worker is at it. May be paused or cancelled; goes back to queued when the service or the machine fails."""
    PAUSED = "paused"
    """Stopped by the user, or by a restart of the machine; what is done is kept. May be resumed or cancelled."""
    DONE = "done"
    """The results stand. May be queued again, which checks them."""
    FAILED = "failed"
    """Ended by an error; what is done is kept. May be retried."""
    CANCELLED = "cancelled"
    """Given up by the user; what is done is kept. May be retried."""


WAITING = (State.QUEUED, State.PAUSED)
ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Note(BaseModel):
    """Something that the user should know of a run."""

    at: float
    """Unix seconds."""
    text: str


class Failure(BaseModel):
    """An error in three parts, and what goes into a report."""

    what: str
    why: str = ""
    fix: str = ""
    kind: str = "UprezError"
    """Name of the error's class in `uprez.core.errors`, or of Python's."""
    report: str = ""
    """Traceback, or the end of the worker's log."""


class Entry(BaseModel):
    """A job and everything about its run."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: str
    """The first 16 digits of the job's name, the SHA-256 of its request."""
    title: str
    state: State = State.QUEUED
    position: float = 0
    """Orders the queue."""
    job: Job
    step: str = ""
    """Of a job with an edit, the step that it is at: `edit`, then `upscale`."""
    stage: str = ""
    """The stage of the last event, see docs/cli.md."""
    text: str = ""
    """What goes on, in words."""
    done: int = 0
    """Frames done, those of earlier runs included; with an edit, over both steps."""
    total: int = 0
    """Frames in the job; 0 before it was planned."""
    windows_done: int = 0
    windows: int = 0
    seconds_left: float | None = None
    seconds: float = 0
    """Seconds worked so far, over all runs."""
    memory: str = ""
    """The memory plan in one sentence."""
    notes: list[Note] = Field(default_factory=list[Note])
    """Fallbacks, restarts, why the plan changed; oldest first."""
    error: Failure | None = None
    files: list[str] = Field(default_factory=list[str])
    """Finished movies and picture folders."""
    picture: int = 0
    """Grows with every newer picture of the last finished frame; 0 without any."""
    device: str = ""
    """The device that it runs or ran on."""
    restarts: int = 0
    """Times that a worker had to be started again."""
    submitted: float = Field(default_factory=time.time)
    """Unix seconds, as are `started` and `finished`."""
    started: float | None = None
    finished: float | None = None

    @classmethod
    def of(cls, job: Job, *, title: str, held: bool) -> Entry:
        """A new entry; a held one waits for `resume`."""
        path = PurePath(job.source.path)
        return cls(
            id=job.name[:ID_LENGTH], title=title or path.name or job.source.path, state=State.PAUSED if held else State.QUEUED, job=job
        )

    def note(self, text: str) -> None:
        """Add a note, unless it is the last one already."""
        if not self.notes or self.notes[-1].text != text:
            self.notes = [*self.notes, Note(at=time.time(), text=text)][-NOTES:]

    def fail(self, failure: Failure) -> None:
        """End with an error."""
        self.state, self.error, self.finished = State.FAILED, failure, time.time()
        self.text, self.seconds_left = failure.what, None

    def queue_again(self) -> None:
        """Wait for a worker, from the start or from where it was."""
        self.state, self.error, self.finished, self.seconds_left, self.text = State.QUEUED, None, None, None, ""

    def facts(self) -> dict[str, Any]:
        """As JSON values."""
        return self.model_dump(mode="json", by_alias=True)
