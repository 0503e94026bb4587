"""The line to the service: calls off the main thread, its events in the main thread, and a way back when it is gone."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from uprez.plugin.client import Event, Service, ServiceError, ServiceGone

T = TypeVar("T")

THREADS = 12
"""Calls that may wait for the service at once: previews and estimates take long, pictures of the queue do not wait for them."""
WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each attempt to reach the service again; the last for all that follow."""


def connect() -> Service:
    """Reach the user's service, starting it when there is none."""
    return Service.connect(start=True)


class Call:
    """A question to the service whose answer may no longer be wanted."""

    def __init__(self, done: Callable[[Any], None], failed: Callable[[ServiceError], None] | None) -> None:
        """`done` and `failed` are called in the main thread, one of them, once."""
        self._done = done
        self._failed = failed
        self._dropped = False

    @property
    def dropped(self) -> bool:
        """True when nobody waits for the answer."""
        return self._dropped

    def drop(self) -> None:
        """Forget the answer; what the service does goes on (see `Service.cancel_task`)."""
        self._dropped = True

    def deliver(self, result: Any, error: ServiceError | None) -> None:
        """Hand over the answer, unless it is dropped or who asked is gone."""
        target = self._done if error is None else self._failed
        if self._dropped or target is None or not _alive(target):
            return
        self._dropped = True
        target(result if error is None else error)


class Link(QObject):
    """The panel's only way to the service. Make it, connect its signals, then `start()`; `close()` at the end.

    All signals are emitted, and all answers delivered, in the thread that the link lives in.
    """

    snapshot = Signal(list)
    """All entries of the queue, in order; at every (re)connection."""
    entry = Signal(dict)
    """An entry that is new or has changed."""
    removed = Signal(str)
    """Id of an entry that left the queue."""
    task = Signal(dict)
    """Progress of an estimate, a preview or a download."""
    notice = Signal(str)
    """A sentence that the service has to say."""
    lost = Signal(object)
    """The ServiceError that ended the connection; attempts to reach the service go on."""
    back = Signal()
    """The connection stands again after `lost`."""
    failed = Signal(object)
    """A ServiceError of a call that has nobody who takes its failure."""

    _arrived = Signal(object)

    def __init__(self, service_factory: Callable[[], Service] = connect, parent: QObject | None = None) -> None:
        """`service_factory` reaches the service, starting it when needed; may block and raise ServiceError."""
        super().__init__(parent)
        self._factory = service_factory
        self._service: Service | None = None
        self._connecting = threading.Lock()
        self._closed = threading.Event()
        self._pool = _Pool()
        self._watcher: threading.Thread | None = None
        self._arrived.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to watch the queue; the service is started when there is none."""
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._watch, name="uprez-events", daemon=True)
            self._watcher.start()

    def refresh(self) -> None:
        """Have `snapshot` emitted again, for who came later."""
        self.call(lambda service: service.jobs(), self.snapshot.emit, lambda _: None)

    def close(self) -> None:
        """Deliver nothing any more and let go of the service, which goes on by itself."""
        self._closed.set()
        self._pool.close()
        if (service := self._service) is not None:
            service.close()

    def call(self, work: Callable[[Service], T], done: Callable[[T], None], failed: Callable[[ServiceError], None] | None = None) -> Call:
        """Run `work` on a thread and hand its result to `done` here; an error to `failed`, or to the signal of that name.

        Nothing comes once the `Call` is dropped, the link closed, or a QObject that `done` belongs to deleted.
        """
        call = Call(done, failed or self.failed.emit)
        self._pool.put(lambda: self._answer(work, call))
        return call

    def fetch(self, work: Callable[[Service], T]) -> T:
        """Run `work` in this thread, which may block: for loader threads only.

        Raises:
            ServiceError: the service refuses, or cannot be reached.
        """
        service = self._reach()
        try:
            return work(service)
        except ServiceGone:
            if self._closed.is_set():
                raise
            self._forget(service)
            return work(self._reach())

    def _reach(self) -> Service:
        with self._connecting:
            if self._closed.is_set():
                raise ServiceGone("The panel is closing.")
            if self._service is None:
                self._service = self._factory()
            return self._service

    def _forget(self, service: Service) -> None:
        with self._connecting:
            if self._service is service:
                self._service = None

    def _answer(self, work: Callable[[Service], Any], call: Call) -> None:
        if call.dropped or self._closed.is_set():
            return
        try:
            result, error = self.fetch(work), None
        except ServiceError as raised:
            result, error = None, raised
        except Exception as raised:  # whatever happens on a thread must be seen
            result, error = None, _unexpected(raised)
        self._post(partial(call.deliver, result, error))

    def _watch(self) -> None:
        attempt, gone = 0, False
        while not self._closed.is_set():
            service: Service | None = None
            try:
                service = self._reach()
                for event in service.events():
                    if self._closed.is_set():
                        return
                    if gone:
                        self._post(self.back.emit)
                    attempt, gone = 0, False
                    self._post(partial(self._tell, event))
                raise ServiceGone("The service has stopped.")
            except Exception as raised:
                if service is not None:
                    self._forget(service)
                if not gone and not self._closed.is_set():
                    self._post(partial(self.lost.emit, raised if isinstance(raised, ServiceError) else _unexpected(raised)))
                gone = True
            self._closed.wait(WAITS[min(attempt, len(WAITS) - 1)])
            attempt += 1

    def _tell(self, event: Event) -> None:
        data: Any = event.data
        match event.kind:
            case "snapshot":
                self.snapshot.emit(data["jobs"])
            case "job":
                self.entry.emit(data)
            case "removed":
                self.removed.emit(data["id"])
            case "task":
                self.task.emit(data)
            case "notice":
                self.notice.emit(data["text"])
            case _:  # of a newer service
                pass

    def _post(self, deliver: Callable[[], None]) -> None:
        if not self._closed.is_set() and shiboken6.isValid(self):
            self._arrived.emit(deliver)

    @Slot(object)
    def _run(self, deliver: Callable[[], None]) -> None:
        if not self._closed.is_set():
            deliver()


class _Pool:
    """Threads that come as they are needed and do not keep the process from ending."""

    def __init__(self) -> None:
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._unfinished = 0

    def put(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._unfinished += 1
            if self._unfinished > self._threads and self._threads < THREADS:
                self._threads += 1
                threading.Thread(target=self._loop, name=f"uprez-call-{self._threads}", daemon=True).start()
        self._work.put(work)

    def close(self) -> None:
        for _ in range(self._threads):
            self._work.put(None)

    def _loop(self) -> None:
        while (work := self._work.get()) is not None:
            work()
            with self._lock:
                self._unfinished -= 1


def _alive(target: Callable[..., None]) -> bool:
    """False when a QObject that the callable belongs to, or closes over, is deleted."""
    function = target.func if isinstance(target, partial) else target
    held: list[Any] = [getattr(function, "__self__", None)]
    for cell in getattr(function, "__closure__", None) or ():
        try:
            held.append(cell.cell_contents)
        except ValueError:  # not bound yet
            continue
    return all(shiboken6.isValid(item) for item in held if isinstance(item, QObject))


def _unexpected(error: Exception) -> ServiceError:
    translate = QCoreApplication.translate
    what, fix = (
        translate("Link", "Something unexpected happened."),
        translate("Link", "Copy the report and send it to the makers of uprez."),
    )
    found = ServiceError(what, f"{type(error).__name__}: {error}.", fix)
    found.__cause__ = error
    return found
