"""Jobs through the service, without a panel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from uprez.plugin.client import Service
from uprez.plugin.errors import ServiceError, ServiceGone
from uprez.plugin.host_clips import Sent
from uprez.plugin.host_jobs import some_jobs_of
from uprez.plugin.host_takes import Run

Entries = list[dict[str, Any]]
_ENDED = ("done", "failed", "cancelled")
_LOOK = 0.25
"""Seconds between two looks at the queue."""
_LOST = 5
"""Times in a row that the service may go away, and be started again, before its clients give up."""
_START = 30.0
"""Seconds that it may take to start."""


def run_jobs(
    service: Service,
    jobs: Sequence[Mapping[str, Any]],
    on_progress: Callable[[Entries], None] | None = None,
    cancel: threading.Event | None = None,
) -> Entries:
    """Submit `jobs` and wait until all have ended: done, failed or cancelled. Give their entries, in the order of `jobs`.

    `on_progress` is given all entries each time that one has changed, on the caller's thread. Once `cancel` is set, what
    has not ended is cancelled. A job that the service refuses is a failed entry; one that the user takes off the queue, a
    cancelled one. A job that the user pauses is waited for. Blocks: not for a host's main thread.

    Raises:
        ServiceGone: the service ended and does not come back.
        ServiceError: it cannot be started again.
    """
    stop = cancel or threading.Event()
    queue = _Queue(service)
    entries = [queue.submitted(dict(job)) for job in jobs]
    told: Entries = []
    while True:
        if entries != told and on_progress is not None:
            on_progress([dict(entry) for entry in entries])
            told = entries
        waiting = [entry for entry in entries if entry["state"] not in _ENDED]
        if not waiting:
            return entries
        if stop.wait(_LOOK):
            queue.cancel(waiting)
            stop = threading.Event()  # asked once: what is not cancelled now has ended by itself
        entries = queue.looked_up(entries)


class _Queue:
    """The service's queue, through ends and new beginnings of the service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def submitted(self, job: dict[str, Any]) -> dict[str, Any]:
        """The entry of a job that was put into the queue; one that stood there paused goes on."""
        try:
            entry = self._ask(lambda service: service.submit(job))
            return self._ask(lambda service: service.resume(entry["id"])) if entry["state"] == "paused" else entry
        except ServiceGone:
            raise
        except ServiceError as error:
            told = {"what": error.what, "why": error.why, "fix": error.fix, "kind": error.kind}
            return {"id": "", "state": "failed", "job": job, "files": [], "error": told, "done": 0, "total": 0, "text": error.what}

    def looked_up(self, entries: Entries) -> Entries:
        """The same entries as they are now."""
        now = {entry["id"]: entry for entry in self._ask(lambda service: service.jobs())}
        gone = {"state": "cancelled", "text": "It was taken off the queue."}
        return [entry if entry["state"] in _ENDED else now.get(entry["id"], {**entry, **gone}) for entry in entries]

    def cancel(self, entries: Entries) -> None:
        for entry in entries:
            with suppress(ServiceError):  # ended meanwhile
                self._service.cancel(entry["id"])

    def _ask(self, question: Callable[[Service], Any]) -> Any:
        for attempt in range(_LOST + 1):
            try:
                return question(self._service)
            except ServiceGone:
                if attempt == _LOST:
                    raise
                self._service = Service.connect(timeout=_START)
        raise AssertionError


class ServiceRun(Run):
    """Jobs at work, on a thread; `entries` are as they were when last heard of."""

    def __init__(self, clips: Sequence[Sent], jobs: Sequence[Mapping[str, Any]]) -> None:
        """`open` makes one."""
        super().__init__(clips)
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(list(jobs),), name="uprez-jobs", daemon=True)
        self._thread.start()

    @classmethod
    def open(
        cls,
        clips: Iterable[Sent],
        folder: str | None = None,
        handles: int = 0,
        formats: Sequence[str] = ("exr",),
        recipe: Mapping[str, Any] | None = None,
    ) -> ServiceRun:
        """Start the service if need be, and the jobs of `clips`; all as in `jobs_of`.

        Raises:
            ServiceError: no clip was given, or one cannot be sent.
        """
        sent = list(clips)
        return cls(sent, some_jobs_of(sent, folder, handles, formats, {} if recipe is None else recipe))

    def poll(self) -> bool:
        """True once all jobs have ended, or nothing more can be done."""
        return not self._thread.is_alive()

    @property
    def progress(self) -> tuple[int, int, str]:
        """Frames done, frames in all (0 while it is not known), and what goes on, in words."""
        entries = self._entries
        totals = [_total(entry) for entry in entries]
        done = sum(int(entry.get("done") or 0) for entry in entries)
        busy = [entry for entry in entries if entry["state"] not in _ENDED]
        at = next((entry for entry in busy if entry["state"] == "running"), busy[0] if busy else None)
        words = "Starting." if not entries else "" if at is None else str(at.get("text") or at["state"].capitalize() + ".")
        return done, sum(totals) if all(totals) else 0, words

    def end(self) -> None:
        """Cancel what has not ended. May be called twice."""
        self._cancel.set()

    def _work(self, jobs: list[Mapping[str, Any]]) -> None:
        try:
            self._entries = run_jobs(Service.connect(timeout=_START), jobs, self._hear, self._cancel)
        except ServiceError as error:
            self._error = error

    def _hear(self, entries: Entries) -> None:
        self._entries = entries


def _total(entry: Mapping[str, Any]) -> int:
    """Frames of a job: as planned, else as asked for; 0 while neither is known."""
    first, last = (entry["job"]["source"].get(end) for end in ("first", "last"))
    return int(entry.get("total") or 0) or (0 if last is None else int(last) - int(first or 0) + 1)
