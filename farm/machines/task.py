"""What a worker does: makes shards of a job, keeps clip and model open for the next, tells how far it is, stops when it is told to.

Errors come back as plain values: an exception would have to be put together again from its arguments on the other side.
"""

from __future__ import annotations

import threading
import time
import traceback
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from uprez.core.errors import Cancelled, UprezError
from uprez.core.events import Event, Listen
from uprez.core.job import Job
from uprez.engine.foreseen import as_uprez_error
from uprez.engine.shard_worker import Worker
from uprez.farm.machines.membership import member
from uprez.farm.machines.moved import moved
from uprez.farm.machines.seats import seat_of
from uprez.farm.machines.share import waited_for

TOPIC = "uprez"
"""Dask's topic of the workers' events."""
IDLE = 300.0
"""Seconds that a model stays loaded when nothing more comes: the next run of the same job, or of a like one, finds it."""
_TELL_EVERY = 0.5
"""Seconds between two events of progress."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Shards of a job for one worker."""

    run: str
    """Names the run that they belong to."""
    document: str
    """Place of the planned job's document in the shared folder."""
    base: str
    """Place of the folder that the job's relative paths start from."""
    root: str
    """The shared folder as whoever submitted the job knows it."""
    number: int
    """Of this unit in the run."""
    shards: tuple[int, ...]
    """Places of the shards in the plan."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of a worker."""

    kind: str
    """Name of the error's class; `unforeseen` for one that uprez did not raise."""
    what: str
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a unit."""

    seat: str
    """Machine and device of the worker."""
    fault: Fault | None = None


@dataclass(slots=True)
class _Bench:
    """What a worker has open; one at a time, for memory's sake."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    held: ExitStack = field(default_factory=ExitStack)
    key: tuple[str, str] = ("", "")
    worker: Worker | None = None
    stopped: set[str] = field(default_factory=lambda: set[str]())
    timer: threading.Timer | None = None

    def open(self, unit: Unit, listen: Listen) -> Worker:
        """The job of a unit, open: as the unit before left it, if that was of the same job."""
        key = (unit.document, unit.base)
        if self.worker is not None and self.key == key:
            return self.worker
        self.clear()
        here = member()
        share = here.shared()
        text = waited_for(share.path(unit.document))  # written just now, by another machine perhaps
        job = Job.from_json(text) if text else Job.load(share.path(unit.document))
        with ExitStack() as opening:
            locate = partial(moved, root=unit.root, folder=share.folder)
            work = Worker(job, base=share.path(unit.base), locate=locate, strict=True, seize=True, listen=listen)
            self.worker = opening.enter_context(work)
            self.held = opening.pop_all()
        self.key = key
        return self.worker

    def clear(self) -> None:
        """Close what is open."""
        self.worker, self.key = None, ("", "")
        self.held.close()

    def rest(self) -> None:
        """Close what is open unless work comes within `IDLE` seconds."""
        self.timer = threading.Timer(IDLE, self._idle)
        self.timer.daemon = True
        self.timer.start()

    def _idle(self) -> None:
        with self.lock:
            self.clear()


_bench = _Bench()


def make(unit: Unit) -> Outcome:
    """Make the shards of a unit; those that are done already stay as they are."""
    from distributed import get_worker

    dask = get_worker()
    seat = seat_of(str(dask.name))

    def tell(message: dict[str, Any]) -> None:
        dask.log_event(TOPIC, {"run": unit.run, "unit": unit.number, "seat": seat, **message})

    if _bench.timer is not None:
        _bench.timer.cancel()
    with _bench.lock:
        try:
            listen = _Teller(unit, tell).listen
            _bench.open(unit, listen).run(unit.shards, listen)
            return Outcome(seat)
        except BaseException as error:
            _bench.clear()  # what failed once is opened anew
            return Outcome(seat, _fault(error))
        finally:
            _bench.rest()


class _Teller:
    """Sends a run's events to the one who asked for it."""

    def __init__(self, unit: Unit, tell: Any) -> None:
        self._unit, self._tell = unit, tell
        self._last = 0.0

    def listen(self, event: Event) -> None:
        """Take an event.

        Raises:
            Cancelled: the run was stopped.
        """
        if self._unit.run in _bench.stopped:
            raise Cancelled("Stopped.")
        if event.stage == "note":
            self._tell({"note": event.text})
        elif event.stage == "run":
            self._tell({"window": event.window, "made": event.done})
        elif event.stage in ("frames", "passes") and time.monotonic() - self._last >= _TELL_EVERY:
            self._last = time.monotonic()
            if event.stage == "frames":
                self._tell({"made": event.done})
            else:
                self._tell({"passes": [event.text, event.done, event.total]})


def stop(run: str) -> None:
    """Stop the work of a run on this worker at its next event; the window at hand, or the step of a whole-shot model, is not kept."""
    _bench.stopped.add(run)


def leave(dask_worker: Any) -> None:
    """Take no more work; what is at hand is finished."""
    from distributed.core import Status

    dask_worker.status = Status.paused


def _fault(error: BaseException) -> Fault:
    known = as_uprez_error(error)
    if isinstance(known, UprezError):
        return Fault(type(known).__name__, known.what, known.why, known.fix)
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"In {Path(place.filename).name}, line {place.lineno}."
    return Fault("unforeseen", f"uprez met an error it did not foresee: {type(error).__name__}: {error}", where, "Report it.")
