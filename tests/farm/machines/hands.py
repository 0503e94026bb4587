"""A crew for tests of handing out: its workers do what a test says."""

from collections import deque
from concurrent.futures import Future
from types import SimpleNamespace

from uprez.core.plan import Window
from uprez.engine.shards import Shard
from uprez.farm.machines import dispatch
from uprez.farm.machines.crew import Hand
from uprez.farm.machines.dispatch import Dispatch
from uprez.farm.machines.progress import Progress
from uprez.farm.machines.task import Fault, Outcome, Unit

WANTS = {"0.1.0": 1, "onnxruntime cpu": 1}
BAD = Fault("ModelError", "The weights are not here.", "They are elsewhere.", "Fetch them.")


def shards_of(count, before=0):
    return tuple(
        Shard(n, (Window(index=n, shot=0, first=n * 4, last=n * 4 + 3, read_first=max(0, n * 4 - before), read_last=n * 4 + 3),))
        for n in range(count)
    )


class KilledWorker(Exception):
    """As Dask's."""

    allowed_failures = 3
    last_worker = SimpleNamespace(name="b/cpu~0a1b2c~12ab")


class Hands:
    """A crew whose workers answer by `does(seat, unit)`: an outcome, an error, or None to stay silent."""

    def __init__(self, seats, does):
        self.seats, self.does = dict.fromkeys(seats, False), does
        self.connected = True
        self.given, self.most = [], 0
        self.restarted = []
        self._busy, self._turn = {}, deque()

    def hands(self):
        at = {address: key for key, address in self._busy.items()}
        return tuple(
            Hand(f"tls://{seat}", seat, WANTS, frozenset([at[seat]] if seat in at else []), leaving) for seat, leaving in self.seats.items()
        )

    def restart(self, address):
        self.restarted.append(address)

    def watch(self, told, changed):
        self.told, self.changed = told, changed

    def unwatch(self):
        self.told = None

    def give(self, key, unit, wants, only):
        assert wants == WANTS
        free = [seat for seat, gone in self.seats.items() if not gone and seat not in self._busy.values()]
        seat = next(seat for seat in [*free, *self.seats] if not only or f"tls://{seat}" in only)
        self._busy[key] = seat
        self.given.append((seat, unit.number, only))
        self.most = max(self.most, len(self._busy))
        future = Answer(self, key)
        answer = self.does(seat, unit)
        if isinstance(answer, BaseException):
            future.fail(answer)
        elif answer is not None:
            future.succeed(answer)
        return future


class Answer:
    """A future as Dask's, as far as it is used."""

    def __init__(self, hands, key):
        self._hands, self._key, self._inner = hands, key, Future()

    def succeed(self, value):
        self._inner.set_result(value)

    def fail(self, error):
        self._inner.set_exception(error)

    @property
    def status(self):
        return "error" if self._inner.exception(0) else "finished"

    def result(self, timeout):
        return self._inner.result(timeout)

    def exception(self, timeout):
        return self._inner.exception(timeout)

    def add_done_callback(self, call):
        self._inner.add_done_callback(lambda _: call(self))

    def release(self):
        self._hands._busy.pop(self._key, None)

    cancel = release


def sent(hands, count):
    events = []
    units = [Unit("run", "doc", "base", "/share", n, (n,)) for n in range(count)]
    progress = Progress("run", shards_of(count), frozenset(range(count)), events.append)
    work = Dispatch(hands, units, WANTS, progress, events.append)
    return work, progress, events


def look_always(monkeypatch):
    for pause in ("_LOOK", "_WAIT"):
        monkeypatch.setattr(dispatch, pause, 0.001)


def done(seat, unit):
    return Outcome(seat)
