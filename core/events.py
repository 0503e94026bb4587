"""Progress as data: the command line prints it, a panel draws it, a farm parses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a run."""

    stage: str
    """`probe`, `plan`, `frames` (the run starts, or a frame is made), `passes` (a model that needs a whole shot
    is at work on it), `run` (a window is recorded), `assemble`, `done`, `step` (of a job with an edit, one of its two steps
    begins; `done` and `total` count frames over both), or `note` (a fallback or a decision to be seen)."""
    text: str = ""
    """In plain words, for people."""
    done: int = 0
    """Frames finished in this job, those of earlier runs included; in a `frames` event also those
    whose window is not recorded yet, and which would be made again. In a `passes` event, how much
    is done of what `text` names, in the model's own count."""
    total: int = 0
    """Frames in the job; in a `passes` event, how much there is of what `text` names."""
    shot: int | None = None
    window: int | None = None
    windows_done: int = 0
    """Windows recorded in this job, those of earlier runs included; in `frames` and `run` events."""
    windows: int = 0
    """Windows in the job; in `frames` and `run` events."""
    seconds_left: float | None = None
    """Estimated time left, in a `passes` event of what `text` names; None before there is anything to go by."""


Listen = Callable[[Event], None]
"""Called from the run's own thread; raising `Cancelled` in it stops the run cleanly."""
