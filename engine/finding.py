"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a check came out."""

    GOOD = "good"
    NOTE = "note"
    """Works, with something to know."""
    BROKEN = "broken"
    """Something essential does not work."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding."""

    name: str
    state: State
    text: str
    """What was found, in words."""
    private: bool = False
    """It holds a path or a name of this machine, and stays out of a report."""
