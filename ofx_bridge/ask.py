"""One frame that a guest asked for, from its message to its answer."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from uprez.core.errors import Cancelled, UprezError
from uprez.ofx_bridge.messages import (
    AlphaKind,
    Asked,
    CancelledAsk,
    Done,
    Failed,
    Message,
    Progress,
    Sample,
)
from uprez.ofx_bridge.slots import Slot
from uprez.ofx_bridge.wire import garbled

LARGEST_SIDE = 1 << 16
"""Pixels; the engine refuses smaller ones than this, in words for artists."""
_LONGEST_WORDS = 4000
"""Characters of a part of an error that a plugin is told."""
_SELDOM = 0.1
"""Seconds between two reports on the same stage."""

Picture = tuple[int, int, int, int, int, int]
"""Key (low, high), width, height, channels, sample: what a source frame is known by."""


class Stage(Enum):
    """How far an ask is."""

    WAITING = "waiting"
    """Source frames are on their way; then RUNNING may come, or OVER."""
    READY = "ready"
    """All its frames are here; then RUNNING, or OVER."""
    RUNNING = "running"
    """The worker is at it; then OVER."""
    OVER = "over"
    """It is answered, or nobody wants to know."""


class Asker(Protocol):
    """Who asked."""

    def answer(self, ask: Ask, message: Message) -> None:
        """Send the last word on an ask."""
        ...

    def tell(self, ask: Ask, message: Message) -> None:
        """Send a word in between."""
        ...


@dataclass(eq=False, slots=True)
class Ask:
    """A frame that is wanted."""

    said: Asked
    request: int
    out: Slot
    asker: Asker
    stage: Stage = Stage.WAITING
    stopped: bool = False
    """Nobody wants the result any more; the worker looks at it as often as it can."""
    slots: tuple[Slot, ...] = ()
    """Where the frames of the window lie, in order; empty until all are here."""
    _last: tuple[str, float] = field(default=("", 0.0))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What each frame of the window is known by."""
        said = self.said
        return tuple((low, high, said.width, said.height, said.channels, said.sample) for _, low, high in said.frames)

    @property
    def wanted(self) -> int:
        """Position of the wanted frame in the window."""
        return self.said.time - self.said.frames[0][0]

    def check(self) -> None:
        """Raises:
        Cancelled: nobody wants the result any more.
        """
        if self.stopped:
            raise Cancelled("The frame is no longer wanted.")

    def tell(self, stage: str, done: int, total: int) -> None:
        """Say how far the work is; see `uprez.models.contract.Tell`.

        Raises:
            Cancelled: nobody wants the result any more.
        """
        self.check()
        now = time.monotonic()
        if stage == self._last[0] and now < self._last[1] + _SELDOM:
            return
        self._last = (stage, now)
        self.asker.tell(self, Progress(stage[:_LONGEST_WORDS], max(0, done), max(0, total)))

    def done(self, seconds: float, notes: list[str]) -> None:
        """The picture lies in its slot."""
        self.asker.answer(self, Done(self.said.out_slot, seconds, tuple(note[:_LONGEST_WORDS] for note in notes[:20])))

    def failed(self, error: UprezError) -> None:
        """There will be no picture."""
        words = [part[:_LONGEST_WORDS] for part in (error.what, error.why, error.fix)]
        self.asker.answer(self, Failed(*words))

    def cancelled(self) -> None:
        """There will be no picture, as nobody wants it."""
        self.asker.answer(self, CancelledAsk())


def source_bytes(said: Asked) -> int:
    """Bytes of a source frame in its slot."""
    return said.width * said.height * said.channels * Sample(said.sample).bytes


def result_bytes(said: Asked) -> int:
    """Bytes of the result in its slot."""
    return said.out_width * said.out_height * said.channels * Sample(said.sample).bytes


def check_asked(said: Asked) -> None:
    """See that an ask makes sense in itself.

    Raises:
        WireError: it does not.
    """
    if not all(0 < side <= LARGEST_SIDE for side in (said.width, said.height, said.out_width, said.out_height)):
        raise garbled("A frame of that size cannot be asked for.", f"{said.width}x{said.height} to {said.out_width}x{said.out_height}.")
    if said.channels not in (3, 4) or said.sample not in tuple(Sample) or said.alpha not in tuple(AlphaKind):
        raise garbled("A frame cannot be laid out so.", f"{said.channels} channels, sample {said.sample}, alpha {said.alpha}.")
    times = [time for time, _, _ in said.frames]
    if not times or times != list(range(times[0], times[0] + len(times))):
        raise garbled("The frames of a window follow each other.")
    if not times[0] <= said.time <= times[-1]:
        raise garbled("The wanted frame is none of its window.")
