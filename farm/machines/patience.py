"""How long a worker may be silent at its work until it counts as hung: long, and told by what its work has taken so far.

A process that is dead or frozen is noticed on the wire. One that lives and waits for ever, for a driver or a disk, is noticed here: from
its work come no events any more. Frames, passes and windows are events, so the limit is one for the silence between two, not for a
window.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST = 3600.0
"""Seconds of silence that a seat has before anything of it came home: it may fetch and load a model, and be slower than all others."""
LEAST = 900.0
"""Seconds that it always has."""
TIMES = 20
"""How many times the longest silence of what came home it has beyond that."""


@dataclass(slots=True)
class _Watched:
    """A unit at work."""

    unit: int
    seat: str
    address: str
    frames: int
    heard: float
    """When it was heard of last."""
    longest: float = 0.0
    """Its longest silence, seconds."""


@dataclass(frozen=True, slots=True)
class Hung:
    """A unit that was silent for too long, and who has it."""

    key: str
    seat: str
    address: str
    minutes: float
    """Of silence."""


class Patience:
    """Watches the units of a run. Times are seconds of any one clock that only goes forward."""

    def __init__(self) -> None:
        self._at_work: dict[str, _Watched] = {}
        self._known: dict[str, tuple[float, float]] = {}

    def seen(self, key: str, unit: int, seat: str, address: str, frames: int, now: float) -> None:
        """The unit of a key, of so many frames, is at work there; its time runs from the first such call."""
        self._at_work.setdefault(key, _Watched(unit, seat, address, frames, now))

    def heard(self, unit: int, now: float) -> None:
        """An event of a unit came."""
        for watched in self._at_work.values():
            if watched.unit == unit:
                watched.longest, watched.heard = max(watched.longest, now - watched.heard), now

    def left(self, key: str, now: float, *, home: bool) -> None:
        """A unit is at work no more; one that came `home` tells how long its like may be silent."""
        watched = self._at_work.pop(key, None)
        if watched is not None and home:
            silence = max(watched.longest, now - watched.heard)
            longest, rate = self._known.get(watched.seat, (0.0, 0.0))
            self._known[watched.seat] = max(longest, silence), max(rate, silence / watched.frames)

    def hung(self, now: float) -> list[Hung]:
        """The units whose silence is over their limit."""
        return [
            Hung(key, watched.seat, watched.address, (now - watched.heard) / 60)
            for key, watched in self._at_work.items()
            if now - watched.heard > self._limit(watched)
        ]

    def _limit(self, watched: _Watched) -> float:
        own = self._known.get(watched.seat)
        known = [own] if own else list(self._known.values())
        silence = max((max(longest, rate * watched.frames) for longest, rate in known), default=0.0)
        return max(LEAST if own else FIRST, TIMES * silence)
