"""One device: takes jobs from the queue, one after the other, and gives each a worker process of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from uprez.core.errors import BusyError, ResourceError
from uprez.engine.service.child import WAIT, Child, Request, RequestFailed, WorkerStopped
from uprez.engine.service.entry import Entry, Failure, State
from uprez.engine.service.queue import Queue
from uprez.engine.service.wire import Message
from uprez.engine.stages import WORDS

TELL_EVERY = 0.1
"""Seconds between two tellings of one job's progress."""
KEEP_EVERY = 2.0
"""Seconds between two writings of it."""
CRASHES = 8
"""Times in a row that a worker may stop without a finished window; then the job has failed."""
LONGEST_PAUSE = 8.0
"""Seconds before a worker is started again, at most."""
LOG_TAIL = 4000
"""Bytes of the worker's log that go into a report."""
_FIELDS = ("stage", "done", "total", "windows_done", "windows", "seconds_left")


class Lane:
    """Runs the jobs of one device in a thread."""

    def __init__(
        self, device: str, queue: Queue, *, devices: tuple[str, ...], folder: Path, on_picture: Callable[[Entry, bytes], None]
    ) -> None:
        """`devices` are those of all lanes; `folder` takes the log; `on_picture` is given PNG files of finished frames."""
        self.device = device
        self._devices = devices
        self._queue = queue
        self._log = folder / f"worker-{device.replace(':', '-')}.log"
        self._on_picture = on_picture
        self._wake = threading.Event()
        self._closed = False
        self._wanted: State | None = None
        self._entry: Entry | None = None
        self._work: tuple[Child, Request] | None = None
        self._told = self._kept = 0.0
        self._thread = threading.Thread(target=self._loop, name=f"lane {device}", daemon=True)

    def start(self) -> None:
        """Begin to take jobs."""
        self._thread.start()

    def wake(self) -> None:
        """Something in the queue has changed."""
        self._wake.set()

    def has(self, name: str) -> bool:
        """True while the job of this id runs here."""
        entry = self._entry
        return entry is not None and entry.id == name

    def go_on(self, name: str) -> bool:
        """Take back that the job of this id is to stop; False when it is not about to stop here."""
        if not self.has(name) or self._wanted is None:
            return False
        self._wanted = State.QUEUED
        return True

    def end(self, name: str, wanted: State) -> bool:
        """Stop the job of this id, which becomes `wanted`: paused, cancelled or queued. False when it does not run here."""
        if not self.has(name):
            return False
        self._wanted = wanted
        work = self._work
        if work is not None:
            child, request = work
            child.cancel(request)
            threading.Timer(WAIT, self._lose_patience, (work,)).start()
        return True

    def _lose_patience(self, work: tuple[Child, Request]) -> None:
        if self._work is work:
            work[0].stop()

    def close(self) -> None:
        """Stop at once; a job that runs goes on at the service's next start."""
        self._closed = True
        if self._entry is not None:
            self._wanted = State.QUEUED
        if (work := self._work) is not None:
            work[0].stop()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(WAIT)

    def _loop(self) -> None:
        while not self._closed:
            self._wake.clear()
            try:
                entry = self._queue.claim(self.device, self._fits)
            except ResourceError:  # the disk is full: perhaps not for ever
                entry = None
                self._wake.wait(LONGEST_PAUSE)
            if entry is None:
                self._wake.wait(1.0)
                continue
            self._entry, self._wanted = entry, None
            try:
                self._run(entry)
            finally:
                self._entry = None
                self._keep(entry)

    def _fits(self, entry: Entry) -> bool:
        """A job that names no device, or one that is not there, runs on the first."""
        wanted = entry.job.recipe.device
        return wanted == self.device or (wanted not in self._devices and (wanted == "auto" or self.device == self._devices[0]))

    def _run(self, entry: Entry) -> None:
        """Run a job until it ends in one way or another, through crashes of its workers."""
        crashes = 0
        while True:
            before = entry.windows_done
            try:
                self._attempt(entry)
                return
            except WorkerStopped as error:
                if self._wanted is not None:
                    self._settle(entry, self._wanted)
                    return
                entry.restarts += 1
                crashes = 1 if entry.windows_done > before else crashes + 1
                if crashes >= CRASHES:
                    entry.fail(Failure(what=error.what, why=error.why, fix="Try smaller tiles, or another runtime.", report=self._tail()))
                    return
                done = f"{entry.windows_done} of {entry.windows} windows are done" if entry.windows else "no window was done yet"
                entry.note(f"{error.what} {error.why} It was started again: {done}.")
                self._keep(entry)
                time.sleep(0.0 if crashes == 1 else min(LONGEST_PAUSE, 2.0 ** (crashes - 2)))
                if self._wanted is not None:
                    self._settle(entry, self._wanted)
                    return

    def _attempt(self, entry: Entry) -> None:
        """One worker's run of a job.

        Raises:
            WorkerStopped: it crashed, or was killed.
        """
        child = Child(self._log, self._environment(entry))
        started = time.monotonic()
        try:
            request = child.ask("run", lambda message: self._hear(entry, message), job=entry.job.model_dump(mode="json", by_alias=True))
            self._work = (child, request)
            if self._wanted is not None:
                child.cancel(request)
            answer = request.answer.result()
        except RequestFailed as error:
            if error.failure.kind == "Cancelled" and self._wanted is not None:
                self._settle(entry, self._wanted)
            else:
                entry.fail(error.failure)
            return
        finally:
            self._work = None
            entry.seconds += time.monotonic() - started
            child.stop()
        entry.files = answer.fields["answer"]["files"]
        entry.done, entry.total = answer.fields["answer"]["done"], answer.fields["answer"]["total"]
        entry.state, entry.finished, entry.seconds_left = State.DONE, time.time(), None

    def _environment(self, entry: Entry) -> dict[str, str]:
        """A job that leaves the device to us sees only this lane's GPU."""
        kind, _, number = self.device.partition(":")
        return {"CUDA_VISIBLE_DEVICES": number} if kind == "cuda" and number and entry.job.recipe.device == "auto" else {}

    def _settle(self, entry: Entry, wanted: State) -> None:
        entry.state, entry.seconds_left = wanted, None
        entry.finished = time.time() if wanted is State.CANCELLED else None

    def _hear(self, entry: Entry, message: Message) -> None:
        """An event or a picture of the job that runs."""
        if message.payload:
            entry.picture += 1
            self._on_picture(entry, message.payload)
            return
        event = message.fields["event"]
        if event["stage"] == "note":
            entry.note(event["text"])
        elif event["stage"] == "step":
            entry.step = next((step for step, words in WORDS.items() if words == event["text"]), "")
        elif event["stage"] == "plan":
            entry.memory, event = event["text"], {**event, "text": ""}
        entry.stage, entry.text = event["stage"], event["text"] or entry.text * (event["stage"] == entry.stage)
        if event["stage"] in ("frames", "run"):
            for name in _FIELDS:
                setattr(entry, name, event[name])
        elif event["stage"] in ("passes", "probe"):
            entry.text = f"{event['text']} {event['done']}/{event['total']}" if event["total"] else event["text"]
        now = time.monotonic()
        if event["stage"] not in ("frames", "passes", "probe") or now - self._kept > KEEP_EVERY:
            self._keep(entry)
        elif now - self._told > TELL_EVERY:
            self._told = now
            self._queue.tell(entry)

    def _keep(self, entry: Entry) -> None:
        """Write the entry down; where there is no room the record beside the results still knows what is done."""
        self._kept = self._told = time.monotonic()
        with suppress(ResourceError, BusyError):
            self._queue.save(entry)

    def _tail(self) -> str:
        try:
            return self._log.read_bytes()[-LOG_TAIL:].decode(errors="replace")
        except OSError:
            return ""
