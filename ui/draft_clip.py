"""A clip that is being prepared: what the user decided, and what the service found out about it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from uprez.core.errors import InputError
from uprez.core.time import Timecode
from uprez.plugin.client import ServiceError

_COUNTER = re.compile(r"%(?:0?(\d+))?d")

Values = Mapping[str, Any]
"""A part of a job document as plain values."""


@dataclass(frozen=True)
class DraftClip:
    """One row of the sources."""

    id: str
    source: Values
    """Source part of the job document; `path` as it was given."""
    title: str
    """Name to show."""
    facts: Values | None = None
    """What probing found, None until it is done; of the decisions before while `pending`."""
    checks: tuple[Values, ...] = ()
    """Source checks, as the service words them."""
    space: str = ""
    """OpenColorIO space of its pixels."""
    error: ServiceError | None = None
    """Why it cannot be read, with the decisions as they are."""
    pending: bool = True
    """True while the service has yet to say what these decisions lead to."""

    @property
    def frames(self) -> int:
        """Frames in the file; 0 until it is probed."""
        return int(self.facts["frames"]) if self.facts else 0

    @property
    def first(self) -> int:
        """First frame to upscale, from 0."""
        return int(self.source.get("first") or 0)

    @property
    def last(self) -> int:
        """Last frame to upscale, included; -1 while that is unknown."""
        last = self.source.get("last")
        return self.frames - 1 if last is None else int(last)

    @property
    def length(self) -> int:
        """Frames to upscale; 0 until it is known."""
        return max(0, self.last - self.first + 1)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels; None until it is probed."""
        if self.facts is None:
            return None
        size = self.facts["size"]
        return int(size["width"]), int(size["height"])

    @property
    def rate(self) -> Fraction | None:
        """Frames a second; None until it is probed."""
        return Fraction(str(self.facts["rate"])) if self.facts else None

    @property
    def start(self) -> Timecode:
        """Timecode of the file's first frame, see `start_of`."""
        return start_of(self.facts or {})

    @property
    def choices_open(self) -> tuple[Values, ...]:
        """Checks that wait for a choice."""
        return tuple(check for check in self.checks if check["needs_choice"] and check.get("chosen") is None)


@dataclass(frozen=True)
class Item:
    """What the user decided about one clip."""

    id: str
    source: Values
    title: str
    output: Values = field(default_factory=dict[str, Any])
    """Folder and name that a host sent it with; the user's own come first."""


@dataclass(frozen=True)
class Found:
    """What the service said about a clip."""

    key: str
    """The decisions that it said it about, see `probe_key`."""
    facts: Values | None = None
    checks: tuple[Values, ...] = ()
    space: str = ""
    error: ServiceError | None = None


@dataclass(frozen=True)
class Prepared:
    """Everything that can be undone, at one moment; never changed in place."""

    items: tuple[Item, ...] = ()
    recipe: Values = field(default_factory=dict[str, Any])
    output: Values = field(default_factory=dict[str, Any])


def start_of(facts: Values) -> Timecode:
    """Timecode of the first frame of what was probed; zero where it has none, at 24 frames a second where no rate is known."""
    rate = Fraction(str(facts.get("rate") or 24))
    label = str(facts.get("timecode") or "")
    try:
        return Timecode.parse(label, rate) if label else Timecode(0, rate)
    except InputError:
        return Timecode(0, rate)


def probe_key(source: Values) -> str:
    """The decisions that probing depends on: all but the range."""
    return json.dumps({name: value for name, value in source.items() if name not in ("first", "last")}, sort_keys=True)


def combined(item: Item, found: Found | None) -> DraftClip:
    """A row from both halves."""
    if found is None:
        return DraftClip(item.id, item.source, item.title)
    pending = found.key != probe_key(item.source)
    return DraftClip(item.id, item.source, item.title, found.facts, found.checks, found.space, None if pending else found.error, pending)


def title_of(source: Values) -> str:
    """A name for a source: its file's, or its folder's."""
    path = str(source["path"])
    return _COUNTER.sub(lambda match: "#" * int(match[1] or 1), PurePath(path).name) or path
