"""What the plugin and the bridge say to each other, as values; `wire` makes bytes of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Sample(IntEnum):
    """How a sample lies in a slot: an IEEE half or single."""

    HALF = 1
    SINGLE = 2

    @property
    def bytes(self) -> int:
        """Bytes of a sample."""
        return 2 * self.value


class AlphaKind(IntEnum):
    """How alpha relates to the colour in a slot."""

    NONE = 0
    STRAIGHT = 1
    PREMULTIPLIED = 2


Key = tuple[int, int]
"""Low and high half of the hash of a source frame's content."""


@dataclass(frozen=True, slots=True)
class Hello:
    """A plugin presents itself."""

    build: str
    pid: int
    host: str
    token: str


@dataclass(frozen=True, slots=True)
class NewSlot:
    """A piece of shared memory; its descriptor rides along, or `name` names it."""

    slot: int
    bytes: int
    name: str


@dataclass(frozen=True, slots=True)
class Drop:
    """A slot is gone."""

    slot: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A frame is wanted; the message's request is its name."""

    recipe: str
    colour: str
    width: int
    height: int
    out_width: int
    out_height: int
    channels: int
    sample: int
    alpha: int
    interactive: int
    time: int
    out_slot: int
    frames: tuple[tuple[int, int, int], ...]
    """Time, low and high half of the key of each frame of the window."""


@dataclass(frozen=True, slots=True)
class SourceFrame:
    """A source frame lies in a slot."""

    low: int
    high: int
    slot: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """A frame is no longer wanted."""


@dataclass(frozen=True, slots=True)
class Beat:
    """A sign of life."""


@dataclass(frozen=True, slots=True)
class Bake:
    """A whole source is wanted as files."""

    recipe: str
    source: str
    format: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel is wanted."""

    recipe: str
    source: str


@dataclass(frozen=True, slots=True)
class Bye:
    """The plugin leaves."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """The bridge presents itself."""

    build: str
    pid: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The bridge will not go on with this guest."""

    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class Need:
    """Source frames that the bridge lacks."""

    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """The bridge no longer looks at an input slot."""

    slot: int


@dataclass(frozen=True, slots=True)
class Done:
    """A frame is made."""

    slot: int
    seconds: float
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A frame cannot be made."""

    what: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class CancelledAsk:
    """A frame was given up, as the plugin wished."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a frame is."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Told:
    """What became of BAKE or PANEL."""

    text: str
    path: str


Message = (
    Hello | NewSlot | Drop | Asked | SourceFrame | Cancel | Beat | Bake | Panel | Bye
    | Welcome | Refused | Need | Free | Done | Failed | CancelledAsk | Progress | Told
)  # fmt: skip
