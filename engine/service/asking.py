"""What clients send, as checked values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from uprez.core.job import Job, Source


class Asking(BaseModel):
    """A request's body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)


Ticket = Annotated[str, Field(max_length=100, pattern=r"^[\w.-]*$")]
"""The client's own name for a request that takes long; progress comes under it, and it can be cancelled by it."""
Count = Annotated[int, Field(ge=0, lt=2**31)]
Pixels = Annotated[int, Field(ge=1, le=65536)]
Region = tuple[Count, Count, Pixels, Pixels]
"""x, y, width, height in source pixels."""


class Submission(Asking):
    """A job for the queue."""

    job: Job
    held: bool = False
    """Wait until it is resumed."""
    title: str = Field(default="", max_length=500)
    """What people call it; empty for the source's name."""


class Move(Asking):
    """A new place in the queue."""

    before: str | None = None
    """Id of the job that comes after it; null for the end."""


class Probing(Asking):
    """A clip that is to be looked at."""

    source: Source


class Edit(Asking):
    """A timeline file."""

    path: str = Field(min_length=1)


class Picture(Asking):
    """A frame of a clip."""

    source: Source
    number: Count
    """Frame from 0."""
    region: Region | None = None
    """The part that is wanted; null for all."""
    fit: Pixels | None = None
    """Longer side at most; null for the picture's own size."""


class Estimating(Asking):
    """A job whose cost is to be measured."""

    job: Job
    ticket: Ticket = ""


class Cascading(Asking):
    """A request with an edit, whose steps are asked for."""

    job: Job


class Previewing(Asking):
    """A job that is to be tried on a few frames of a region."""

    job: Job
    region: Region | None = None
    """Null for 256x256 in the middle."""
    frames: tuple[Count, Count]
    """First and last frame, both included."""
    ticket: Ticket = ""


class Fetching(Asking):
    """A download."""

    ticket: Ticket = ""


class Disk(Asking):
    """A folder whose disk is asked about."""

    folder: str = Field(min_length=1)
