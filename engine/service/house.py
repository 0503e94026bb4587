"""Everything that the service is made of, put together: queue, lanes, desks, news, previews."""

from __future__ import annotations

import shutil
import threading
import time
import uuid
from collections import OrderedDict
from pathlib import Path
from typing import Any

from uprez.core.errors import InputError, UprezError
from uprez.core.job import Job
from uprez.engine.service.asked import Asked
from uprez.engine.service.child import Request
from uprez.engine.service.desk import Desk
from uprez.engine.service.entry import Entry, State
from uprez.engine.service.lane import Lane
from uprez.engine.service.news import News
from uprez.engine.service.queue import Queue
from uprez.engine.service.wire import Message

PREVIEWS = 16
"""Previews whose pictures are kept."""
PATIENCE = 40
"""Looks, 50 ms apart, at a job that is between the queue and its lane."""


class House:
    """The service without its HTTP interface. Every method may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the service's own; it exists."""
        self.folder = folder
        self.started = time.time()
        self.news = News(lambda: {"jobs": self.jobs()})
        self.queue = Queue(folder / "queue.sqlite3", self._changed, lambda name: self.news.publish("removed", {"id": name}))
        self.asked = Asked(folder)
        self.asking, self.looking, self.trying = Desk("asking", folder), Desk("looking", folder), Desk("trying", folder)
        self._lanes: list[Lane] = []
        self._pictures: dict[str, bytes] = {}
        self._previews: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._spool = folder / "previews"
        self._lock = threading.Lock()
        self._used = time.monotonic()

    def open(self) -> None:
        """Find the devices, take up what was left running, and begin."""
        shutil.rmtree(self._spool, ignore_errors=True)
        self.queue.recover()
        self.looking.warm()
        threading.Thread(target=self._open_lanes, name="devices", daemon=True).start()

    def _open_lanes(self) -> None:
        try:
            answer = self.asking.ask("devices").answer.result()
            gpus = tuple(device["name"] for device in answer.fields["answer"]["devices"] if device["name"] != "cpu")
        except UprezError as error:
            self.news.publish("notice", {"text": f"The devices of this machine could not be found: {error} Jobs run on the CPU."})
            gpus = ()
        names = (*gpus, "cpu")
        self._lanes = [Lane(name, self.queue, devices=names, folder=self.folder, on_picture=self._keep_picture) for name in names]
        for lane in self._lanes:
            lane.start()

    def close(self) -> None:
        """End everything; jobs that run go on at the next start."""
        for lane in self._lanes:
            lane.close()
        for desk in (self.asking, self.looking, self.trying):
            desk.close()
        self.news.close()
        self.queue.close()
        shutil.rmtree(self._spool, ignore_errors=True)

    def touch(self) -> None:
        """Somebody uses the service."""
        self._used = time.monotonic()

    def idle_seconds(self) -> float:
        """Seconds since anybody used the service or it had anything to do."""
        if self.queue.busy() or self.news.watchers or self.trying.busy:
            self.touch()
        return time.monotonic() - self._used

    def jobs(self) -> list[dict[str, Any]]:
        """All entries, in order."""
        return [entry.facts() for entry in self.queue.entries()]

    def submit(self, job: Job, *, title: str, held: bool) -> tuple[Entry, bool]:
        """Check and queue a job; tells whether it is new.

        Raises:
            UprezError: a path is not to be used, or the queue cannot be written.
        """
        self.asked.job(job)
        entry, new = self.queue.submit(job, title=title, held=held)
        self._wake()
        return entry, new

    def change(self, name: str, wanted: State) -> Entry:
        """Pause, resume (queue again) or cancel a job.

        Raises:
            InputError: there is no such job.
            BusyError: its state does not allow it.
        """
        for _ in range(PATIENCE):
            entry = self.queue.get(name)
            if wanted is State.QUEUED:
                if any(lane.go_on(name) for lane in self._lanes) or entry.state in (State.QUEUED, State.RUNNING):
                    return entry
            elif any(lane.end(name, wanted) for lane in self._lanes):
                return entry
            if entry.state is not State.RUNNING:
                break
            time.sleep(0.05)  # its lane is just taking it, or just done with it
        entry = self.queue.change(name, wanted)
        self._wake()
        return entry

    def picture(self, name: str) -> bytes:
        """The last finished frame of a job as PNG.

        Raises:
            InputError: there is no such job, or no picture of it yet.
        """
        self.queue.get(name)
        if name not in self._pictures:
            raise InputError("There is no picture of this job yet.", fix="Ask again once its first frame is finished.")
        return self._pictures[name]

    def preview(self, job: Job, region: tuple[int, int, int, int] | None, frames: tuple[int, int], ticket: str) -> tuple[str, Request]:
        """Begin a preview; gives its id, and the request.

        Raises:
            UprezError: a path is not to be used.
        """
        self.asked.job(job)
        name = uuid.uuid4().hex
        folder = self._spool / name
        folder.mkdir(parents=True)
        request = self.trying.ask(
            "preview",
            ticket=ticket,
            on_message=self._teller(ticket),
            job=job.model_dump(mode="json", by_alias=True),
            region=region,
            frames=frames,
            folder=str(folder),
        )
        request.answer.add_done_callback(lambda _: self._keep_preview(name, request))
        return name, request

    def estimate(self, job: Job, ticket: str) -> Request:
        """Begin an estimate.

        Raises:
            UprezError: a path is not to be used.
        """
        self.asked.job(job)
        fields = job.model_dump(mode="json", by_alias=True)
        return self.trying.ask("estimate", ticket=ticket, on_message=self._teller(ticket), job=fields)

    def fetch(self, name: str, ticket: str) -> Request:
        """Begin a download of a model's weights."""
        return self.trying.ask("fetch", ticket=ticket, on_message=self._teller(ticket), name=name)

    def preview_file(self, name: str, number: int, side: str) -> tuple[Path, dict[str, Any]]:
        """A picture of a preview, and the preview's facts.

        Raises:
            InputError: it is not there, or not there any more.
        """
        facts = self._previews.get(name)
        path = self._spool / name / f"{number}.{side}"
        if facts is None or not path.is_file():
            raise InputError("This preview is not there, or not there any more.", fix="Make it again.")
        return path, facts

    def cancel(self, ticket: str) -> None:
        """Stop a preview, an estimate or a download.

        Raises:
            InputError: there is none under this ticket.
        """
        if not self.trying.cancel(ticket):
            raise InputError("Nothing is under way under this ticket.", fix="It may have ended already.")

    def remove(self, name: str) -> None:
        """Take a job off the list; its files stay.

        Raises:
            InputError: there is no such job.
            BusyError: it is running.
        """
        for _ in range(PATIENCE):
            if self.queue.get(name).state is State.RUNNING or not any(lane.has(name) for lane in self._lanes):
                break
            time.sleep(0.05)  # its lane is just done with it
        self.queue.remove(name)
        self._pictures.pop(name, None)

    def _keep_preview(self, name: str, request: Request) -> None:
        with self._lock:
            if request.answer.exception() is None:
                self._previews[name] = dict(request.answer.result().fields["answer"])
            else:
                shutil.rmtree(self._spool / name, ignore_errors=True)
            while len(self._previews) > PREVIEWS:
                shutil.rmtree(self._spool / self._previews.popitem(last=False)[0], ignore_errors=True)

    def _keep_picture(self, entry: Entry, png: bytes) -> None:
        self._pictures[entry.id] = png
        self.queue.tell(entry)

    def _changed(self, entry: Entry) -> None:
        self.news.publish("job", entry.facts())

    def _teller(self, ticket: str) -> Any:
        last = 0.0

        def tell(message: Message) -> None:
            nonlocal last
            event = message.fields["event"]
            now = time.monotonic()
            if event["stage"] == "note" or now - last > 0.1:
                last = now
                kept = {field: event[field] for field in ("stage", "text", "done", "total", "seconds_left")}
                self.news.publish("task", {"ticket": ticket, **kept})

        return tell

    def _wake(self) -> None:
        for lane in self._lanes:
            lane.wake()
