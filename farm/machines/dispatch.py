"""Hands a run's units to workers and brings them home: one to a worker at a time, again where one was lost, elsewhere where one failed."""

from __future__ import annotations

import itertools
import queue
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from uprez.core.errors import JobError, ResourceError, UprezError
from uprez.core.events import Event, Listen
from uprez.farm.machines.crew import Crew, Hand, head_is_gone, outcome_of
from uprez.farm.machines.patience import Hung, Patience
from uprez.farm.machines.progress import Progress
from uprez.farm.machines.seats import seat_of, shown
from uprez.farm.machines.task import Fault, Outcome, Unit
from uprez.farm.machines.tuning import DEATHS

if TYPE_CHECKING:
    from distributed import Future

TRIES = 3
"""Times that a unit may fail with an error, on machines as different as there are."""
STRIKES = 3
"""Failures one after the other until a worker gets no more of this run."""
_LOOK = 5.0
"""Seconds between two looks at who is there, besides those when somebody comes or goes."""
_WAIT = 1.0
"""Seconds that news are waited for at a time."""
_LONELY = 10.0
"""Seconds without any worker for this job until that is said."""

_serial = itertools.count()


@dataclass(frozen=True, slots=True)
class Failed:
    """A unit that was given up."""

    unit: Unit
    fault: Fault


class Dispatch:
    """One run's units on their way. `work` is called once."""

    def __init__(self, crew: Crew, units: Sequence[Unit], wants: Mapping[str, int], progress: Progress, listen: Listen) -> None:
        self._crew, self._wants, self._progress, self._listen = crew, wants, progress, listen
        self._waiting = deque(units)
        self._flying: dict[str, tuple[Unit, Future[Any], frozenset[str]]] = {}
        self._news: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._faults: dict[int, list[tuple[str, Fault]]] = {}
        self._lost: Counter[int] = Counter()
        self._strikes: Counter[str] = Counter()
        self._out: dict[str, Fault] = {}
        self._hung_on: dict[int, set[str]] = {}
        self._stuck: set[str] = set()
        self._patience = Patience()
        self._failed: list[Failed] = []
        self._hands: tuple[Hand, ...] = ()
        self._met: set[str] = set()
        self._leaving: tuple[Hand, ...] = ()
        self._looked = 0.0
        self._alone_since: float | None = None

    def work(self) -> list[Failed]:
        """Until every unit is done or given up; gives those given up.

        Raises:
            ResourceError: the head went away.
            UprezError: no worker is left that could do anything.
            Cancelled: raised by the listener.
        """
        self._crew.watch(lambda event: self._news.put(("event", event)), lambda: self._news.put(("crew", None)))
        try:
            self._until_home()
        finally:
            self._crew.unwatch()
        return self._failed

    def _until_home(self) -> None:
        while self._waiting or self._flying:
            if time.monotonic() - self._looked > _LOOK:
                self._look()
            self._hand_out()
            try:
                kind, what = self._news.get(timeout=_WAIT)
            except queue.Empty:
                continue
            if kind == "event":
                if self._progress.is_ours(what):
                    self._patience.heard(int(what["unit"]), time.monotonic())
                self._progress.told(what)
            elif kind == "crew":
                self._looked = 0.0
            elif what in self._flying:
                self._landed(what)

    def _look(self) -> None:
        """See who is there; take back what was meant for workers that are gone."""
        if not self._crew.connected:
            raise head_is_gone("The connection was lost.")
        self._looked = time.monotonic()
        everybody = self._crew.hands()
        there = {hand.address for hand in everybody}
        self._leaving = tuple(hand for hand in everybody if hand.leaving)
        able = [hand for hand in everybody if hand.fits(self._wants)]
        self._met.update(hand.seat for hand in able)
        self._hands = tuple(hand for hand in able if hand.seat not in self._out and hand.address not in self._stuck)
        for key, (unit, future, only) in list(self._flying.items()):
            if only and not only & there:
                future.cancel()
                del self._flying[key]
                self._patience.left(key, self._looked, home=False)
                self._lose(unit, _poison())
        for hand in everybody:
            for key in hand.work & self._flying.keys():
                unit = self._flying[key][0]
                self._patience.seen(key, unit.number, hand.seat, hand.address, self._progress.frames(unit), self._looked)
        for hung in self._patience.hung(self._looked):
            self._hang(hung)
        self._say_alone()

    def _hang(self, hung: Hung) -> None:
        """End a process that lives and does nothing; its unit goes to another."""
        unit, future, _ = self._flying.pop(hung.key)
        self._patience.left(hung.key, self._looked, home=False)
        future.cancel()
        who, minutes = shown(hung.seat), f"{hung.minutes:.0f} min"
        self._listen(Event("note", f"{who} has shown no sign of life for {minutes}, at {self._progress.words(unit)}: it is started anew."))
        self._stuck.add(hung.address)  # one that cannot be ended stays where it is, and gets nothing
        self._hands = tuple(hand for hand in self._hands if hand.address != hung.address)
        self._crew.restart(hung.address)
        fault = Fault(
            "ResourceError",
            "It hung on every worker that tried it.",
            f"There was no sign of life for {minutes}, last on '{who}'.",
            "See whether that machine's driver and the shared folder answer, then give the same command.",
        )
        self._hung_on.setdefault(unit.number, set()).add(hung.seat)
        self._strike(hung.seat, fault)
        self._lose(unit, fault)

    def _say_alone(self) -> None:
        if self._hands:
            self._alone_since = None
            return
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
        lonely = now - self._alone_since > _LONELY
        if self._out and (lonely or self._met <= set(self._out)):  # one whose process died comes back in seconds
            fault = next(iter(self._out.values()))
            raise _as_error(fault, f"No machine can do this job: {', '.join(sorted(map(shown, self._out)))} failed {STRIKES} times each. ")
        if lonely:
            self._alone_since = now + 3600
            needs = ", ".join(name for name in self._wants if " " in name) or "uprez of this version"
            self._listen(
                Event("note", f"No machine of the farm offers {needs} now; waiting for one. `uprez farm machines` shows who is there.")
            )

    def _hand_out(self) -> None:
        """As many units as there are workers: a unit in a queue behind another would share its fate."""
        elsewhere = sum(key in self._flying for hand in self._leaving for key in hand.work)
        while self._waiting and len(self._flying) - elsewhere < len(self._hands):
            unit = self._waiting.popleft()
            only = self._choice(unit)
            key = f"{unit.run}-{unit.number}-{next(_serial)}"
            future = self._crew.give(key, unit, self._wants, sorted(only) or None)
            self._flying[key] = (unit, future, only)
            self._progress.given(unit)
            future.add_done_callback(partial(self._land, key))

    def _land(self, key: str, future: object) -> None:
        """Called by Dask's thread."""
        self._news.put(("landed", key))

    def _choice(self, unit: Unit) -> frozenset[str]:
        """Addresses that a unit is kept to, so that it meets no worker that it failed on; none when all may have it."""
        avoid = {seat for seat, _ in self._faults.get(unit.number, ())} | self._hung_on.get(unit.number, set()) | set(self._out)
        if not avoid and not self._stuck:
            return frozenset()
        good = frozenset(hand.address for hand in self._hands if hand.seat not in avoid)
        return good or (frozenset(hand.address for hand in self._hands) if self._out or self._stuck else frozenset())

    def _landed(self, key: str) -> None:
        unit, future, _ = self._flying.pop(key)
        outcome = outcome_of(future)
        future.release()
        self._patience.left(key, time.monotonic(), home=isinstance(outcome, Outcome) and outcome.fault is None)
        if isinstance(outcome, Outcome):
            if outcome.fault is None:
                self._strikes[outcome.seat] = 0
                self._progress.landed(unit, outcome.seat)
            else:
                self._missed(unit, outcome.seat, outcome.fault)
        elif type(outcome).__name__ == "KilledWorker":
            self._failed.append(Failed(unit, _poison(outcome)))
            self._progress.dropped(unit)
        else:
            if not self._crew.connected:
                raise head_is_gone(str(outcome))
            self._lose(unit, Fault("ResourceError", "It was lost again and again.", f"{type(outcome).__name__}: {outcome}"))

    def _lose(self, unit: Unit, fault: Fault) -> None:
        """Give a unit again that did not come back; `fault` names it, should that go on."""
        self._progress.dropped(unit)
        self._lost[unit.number] += 1
        if self._lost[unit.number] > DEATHS:
            self._failed.append(Failed(unit, fault))
        else:
            self._waiting.appendleft(unit)

    def _missed(self, unit: Unit, seat: str, fault: Fault) -> None:
        self._progress.dropped(unit)
        faults = self._faults.setdefault(unit.number, [])
        faults.append((seat, fault))
        self._strike(seat, fault)
        if len(faults) >= TRIES:
            self._failed.append(Failed(unit, fault))
            return
        self._listen(Event("note", f"{self._progress.words(unit)} failed on {shown(seat)} and will be tried again: {fault.what}"))
        self._waiting.append(unit)

    def _strike(self, seat: str, fault: Fault) -> None:
        """Count a failure of a worker."""
        self._strikes[seat] += 1
        if self._strikes[seat] >= STRIKES and seat not in self._out:
            self._out[seat] = fault
            self._listen(Event("note", f"{shown(seat)} gets no more of this run: {fault.what}"))
            self._looked = 0.0


def _poison(error: BaseException | None = None) -> Fault:
    worker = shown(seat_of(str(getattr(getattr(error, "last_worker", None), "name", ""))))
    last = f", last on '{worker}'" if worker else ""
    return Fault(
        "ResourceError", "It ended the process of every worker that tried it.", f"{DEATHS + 1} died{last}: of memory, most likely."
    )


def _kinds() -> dict[str, type[UprezError]]:
    """The errors of `core` by name; those of other parts are made of other things."""
    return {kind.__name__: kind for kind in UprezError.__subclasses__() if kind.__module__ == UprezError.__module__}


def _as_error(fault: Fault, before: str = "") -> UprezError:
    return _kinds().get(fault.kind, ResourceError)(f"{before}{fault.what}", why=fault.why, fix=fault.fix)


def error_of(failed: Sequence[Failed], progress: Progress) -> UprezError:
    """The error that names what could not be made."""
    names = ", ".join(progress.words(one.unit) for one in failed[:20]) + (f" and {len(failed) - 20} more" if len(failed) > 20 else "")
    first = failed[0].fault
    what = f"These frames could not be made: {names}. All others are done."
    why = " ".join(part for part in (first.what, first.why) if part)
    return _kinds().get(first.kind, JobError)(
        what, why=why, fix=first.fix or "Give the same command to try these again, or see the plan's tile and memory."
    )
