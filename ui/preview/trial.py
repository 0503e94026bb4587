"""One candidate of a comparison: what it changes, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from uprez.ui.draft_clip import Values
from uprez.ui.errors import Explained
from uprez.ui.preview.region import Region


class Phase(Enum):
    """Where an answer of the service is."""

    EMPTY = "empty"
    """Not asked for."""
    WAITING = "waiting"
    """Comes after others; next is WORKING, or EMPTY when it is cancelled."""
    WORKING = "working"
    """The service is at it."""
    DONE = "done"
    FAILED = "failed"
    ABSENT = "absent"
    """The model has to be downloaded first; next is FETCHING."""
    FETCHING = "fetching"
    """The model is being downloaded; next is EMPTY or FAILED."""


BUSY = (Phase.WAITING, Phase.WORKING, Phase.FETCHING)
"""Phases that end by themselves."""


@dataclass(frozen=True)
class Asked:
    """What pictures were made of."""

    job: Values
    """Job document as plain values."""
    region: Region
    """In source pixels."""
    frames: tuple[int, int]
    """First and last."""

    def settings_as(self, other: Asked) -> bool:
        """True when both are the same clip and the same recipe."""
        return self.job["source"] == other.job["source"] and self.job["recipe"] == other.job["recipe"]

    def pictures_as(self, other: Asked) -> bool:
        """True when both give the same pictures."""
        return self.settings_as(other) and (self.region, self.frames) == (other.region, other.frames)


@dataclass(frozen=True)
class Trial:
    """A candidate, its pictures and its price."""

    key: str
    """1 to 4, in the order in which they stand."""
    changes: Values = field(default_factory=dict[str, Any])
    """Recipe fields that stand instead of the draft's; empty for the current recipe."""
    phase: Phase = Phase.EMPTY
    task: Values | None = None
    """Last progress of what is being worked on."""
    asked: Asked | None = None
    """What `answer` was made of."""
    answer: Values | None = None
    """What the service gave for the preview; stays while newer pictures are being made."""
    error: Explained | None = None
    """Why there are no pictures, when FAILED."""
    price_phase: Phase = Phase.EMPTY
    price_task: Values | None = None
    price_job: Values | None = None
    """The job that `price` is for."""
    price: Values | None = None
    """The service's estimate for the whole clip."""
    price_error: Explained | None = None
    """Why there is no price, when FAILED."""

    def is_stale(self, now: Asked | None) -> bool:
        """True when there are pictures, made with other settings than those that would be taken `now`."""
        return self.asked is not None and (now is None or not self.asked.settings_as(now))

    def is_current(self, now: Asked | None) -> bool:
        """True when the pictures are those that would be made `now`, or are on their way."""
        made = self.phase is Phase.DONE and self.asked is not None and now is not None and self.asked.pictures_as(now)
        return self.phase in BUSY or made

    def price_is_current(self, now: Asked | None) -> bool:
        """True when the price is for the job of `now`, or is on its way."""
        made = self.price_phase is Phase.DONE and now is not None and self.price_job == now.job
        return self.price_phase in BUSY or made
