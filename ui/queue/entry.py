"""One entry of the queue as the service tells it, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import Any


class State(StrEnum):
    """Where an entry stands."""

    QUEUED = "queued"
    """Waits for its turn."""
    RUNNING = "running"
    """A worker makes it."""
    PAUSED = "paused"
    """Stopped, or held back from the start, by the user; what is done is kept."""
    DONE = "done"
    """All files stand."""
    FAILED = "failed"
    """Stopped by an error; what is done is kept."""
    CANCELLED = "cancelled"
    """Stopped for good by the user."""


class Action(StrEnum):
    """What a user can do with an entry."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RETRY = "retry"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"
    FOLDER = "folder"
    VIEW = "view"
    REPORT = "report"
    HOST = "host"


@dataclass(frozen=True)
class Entry:
    """An entry of the queue; `Entry.read` makes one from the service's JSON."""

    id: str
    """Name of the entry."""
    title: str
    """What the user calls it."""
    state: State
    """Where it stands."""
    raw: dict[str, Any] = field(repr=False)
    """All that the service said, as it said it."""

    @classmethod
    def read(cls, raw: dict[str, Any]) -> Entry:
        """Take an entry from JSON; a clip's name stands in for a missing title."""
        path = str((raw.get("job") or {}).get("source", {}).get("path", ""))
        return cls(str(raw["id"]), str(raw.get("title") or PurePath(path).name or raw["id"]), State(raw["state"]), raw)

    @property
    def held(self) -> bool:
        """True when it was put into the queue to wait for the user."""
        return self.state is State.PAUSED and self.raw.get("started") is None and not self.windows_done

    @property
    def done(self) -> int:
        """Frames made."""
        return int(self.raw.get("done") or 0)

    @property
    def total(self) -> int:
        """Frames in all; 0 before it is planned."""
        return int(self.raw.get("total") or 0)

    @property
    def windows_done(self) -> int:
        """Windows recorded."""
        return int(self.raw.get("windows_done") or 0)

    @property
    def windows(self) -> int:
        """Windows in all; 0 before it is planned."""
        return int(self.raw.get("windows") or 0)

    @property
    def part(self) -> float:
        """How much is made, 0 to 1."""
        return 1.0 if self.state is State.DONE else min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Time left; None when nobody knows."""
        left = self.raw.get("seconds_left")
        return None if left is None else float(left)

    @property
    def position(self) -> float:
        """Orders the queue."""
        return float(self.raw.get("position") or 0)

    @property
    def restarts(self) -> int:
        """Times that its worker had to be started again."""
        return int(self.raw.get("restarts") or 0)

    @property
    def picture(self) -> int:
        """Number of the last picture; 0 before the first."""
        return int(self.raw.get("picture") or 0)

    @property
    def files(self) -> tuple[str, ...]:
        """Finished results."""
        return tuple(self.raw.get("files") or ())

    @property
    def folder(self) -> str:
        """Where the results are or will be."""
        return str(PurePath(self.files[0]).parent) if self.files else str((self.raw.get("job") or {}).get("output", {}).get("folder", ""))

    def allows(self, action: Action) -> bool:
        """True when the service would do this in this state."""
        state = self.state
        match action:
            case Action.PAUSE:
                return state in (State.QUEUED, State.RUNNING)
            case Action.RESUME:
                return state is State.PAUSED
            case Action.CANCEL:
                return state in (State.QUEUED, State.RUNNING, State.PAUSED)
            case Action.RETRY:
                return state in (State.FAILED, State.CANCELLED)
            case Action.REMOVE:
                return state is not State.RUNNING
            case Action.FOLDER:
                return bool(self.folder)
            case Action.VIEW | Action.HOST:
                return state is State.DONE and bool(self.files)
            case Action.REPORT:
                return self.raw.get("error") is not None
            case Action.UP | Action.DOWN:
                return state in (State.QUEUED, State.RUNNING, State.PAUSED)
