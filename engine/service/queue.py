"""The queue: entries in order, in SQLite, so that nothing is lost with the process that holds it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from pydantic import ValidationError

from uprez.core.errors import BusyError, InputError, ResourceError
from uprez.core.job import Job
from uprez.engine.service.entry import ENDED, WAITING, Entry, State

_SAME_BOOT = 60.0
"""Seconds by which a machine's boot time may seem to move while its clock is set."""


class Queue:
    """All entries, in memory and on disk. Every method may be called from any thread."""

    def __init__(self, path: Path, on_change: Callable[[Entry], None], on_removal: Callable[[str], None]) -> None:
        """Open or make the database; `on_change` and `on_removal` are told of every change, with the queue held.

        Raises:
            ResourceError: the disk is full.
            InputError: the file cannot be opened.
        """
        self._lock = threading.RLock()
        self._on_change, self._on_removal = on_change, on_removal
        self._entries: dict[str, Entry] = {}
        self._database = _open(path)
        self._read()

    def _read(self) -> None:
        for (body,) in self._database.execute("SELECT body FROM jobs"):
            with suppress(ValidationError):  # of a newer uprez: it stays in the file, and is not shown
                entry = Entry.model_validate_json(body)
                self._entries[entry.id] = entry

    def recover(self) -> None:
        """Take up what a service that is gone left running: at once, or once the user says so where the machine was restarted."""
        booted = psutil.boot_time()
        row = self._database.execute("SELECT value FROM facts WHERE name = 'boot'").fetchone()
        same = row is not None and abs(float(row[0]) - booted) < _SAME_BOOT
        with self._lock:
            for entry in self.entries():
                if entry.state is State.RUNNING and same:
                    entry.queue_again()
                    entry.note("The service had stopped while this job ran. It goes on from where it was.")
                    self.save(entry)
                elif entry.state is State.RUNNING:
                    entry.state = State.PAUSED
                    entry.note("The machine was restarted while this job ran. It goes on from where it was when you continue it.")
                    self.save(entry)
        self._write("INSERT OR REPLACE INTO facts VALUES ('boot', ?)", (str(booted),))

    def entries(self) -> list[Entry]:
        """All entries, in order."""
        with self._lock:
            return sorted(self._entries.values(), key=lambda entry: (entry.position, entry.submitted))

    def get(self, name: str) -> Entry:
        """The entry of this id.

        Raises:
            InputError: there is none.
        """
        with self._lock:
            if name in self._entries:
                return self._entries[name]
        raise InputError(f"There is no job '{name}' in the queue.", fix="List the jobs, and take an id from there.")

    def submit(self, job: Job, *, title: str, held: bool) -> tuple[Entry, bool]:
        """Add a job at the end; one whose request stands already is taken up again. Tells whether it is new.

        Raises:
            ResourceError: the disk is full; nothing was added.
        """
        with self._lock:
            new = Entry.of(job, title=title, held=held)
            entry = self._entries.get(new.id)
            if entry is None:
                new.position = 1 + max((each.position for each in self._entries.values()), default=0)
                self._keep(new)
                return new, True
            if entry.state in ENDED:
                with self._changing(entry):
                    entry.queue_again()
            return entry, False

    def save(self, entry: Entry) -> None:
        """Keep an entry as it is now, and tell; one that was removed meanwhile stays removed.

        Raises:
            ResourceError: the disk is full.
        """
        with self._lock:
            if self._entries.get(entry.id) is entry:
                self._keep(entry)

    def tell(self, entry: Entry) -> None:
        """Tell of a change that need not be kept: progress."""
        with self._lock:
            if self._entries.get(entry.id) is entry:
                self._on_change(entry)

    def remove(self, name: str) -> None:
        """Take an entry off the list; its files stay.

        Raises:
            InputError: there is none.
            BusyError: it is running.
        """
        with self._lock:
            if self.get(name).state is State.RUNNING:
                raise BusyError("The job is running.", fix="Cancel it first, then remove it.")
            self._write("DELETE FROM jobs WHERE id = ?", (name,))
            del self._entries[name]
            self._on_removal(name)

    def move(self, name: str, before: str | None) -> None:
        """Put an entry before another one, or at the end.

        Raises:
            InputError: one of them does not exist.
        """
        with self._lock:
            order = [entry for entry in self.entries() if entry is not self.get(name)]
            place = len(order) if before is None or before == name else order.index(self.get(before))
            order.insert(place, self.get(name))
            for position, entry in enumerate(order, start=1):
                if entry.position != position:
                    with self._changing(entry):
                        entry.position = position

    def change(self, name: str, wanted: State) -> Entry:
        """Pause, resume or give up an entry that no worker is at.

        Raises:
            InputError: there is none.
            BusyError: its state does not allow it.
        """
        with self._lock:
            entry = self.get(name)
            allowed = WAITING if wanted in (State.PAUSED, State.CANCELLED) else (State.PAUSED, *ENDED)
            if entry.state is wanted:
                return entry
            if entry.state not in allowed:
                raise BusyError(f"The job is {entry.state}; it cannot become {wanted}.", fix="Look at its state, and choose what fits it.")
            with self._changing(entry):
                if wanted is State.QUEUED:
                    entry.queue_again()
                else:
                    entry.state = wanted
                    entry.finished = time.time() if wanted is State.CANCELLED else None
            return entry

    def claim(self, device: str, fits: Callable[[Entry], bool]) -> Entry | None:
        """The first waiting entry that fits, now running on `device`; None when there is none.

        Raises:
            ResourceError: the disk is full; the entry still waits.
        """
        with self._lock:
            for entry in self.entries():
                if entry.state is State.QUEUED and fits(entry):
                    with self._changing(entry):
                        entry.state, entry.device, entry.started = State.RUNNING, device, entry.started or time.time()
                    return entry
        return None

    def busy(self) -> bool:
        """True while an entry runs or waits for a worker."""
        with self._lock:
            return any(entry.state in (State.QUEUED, State.RUNNING) for entry in self._entries.values())

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _changing(self, entry: Entry) -> Generator[None]:
        """Keep what is changed within; where that cannot be written, the entry is as it was."""
        before = dict(entry)
        yield
        try:
            self._keep(entry)
        except ResourceError:
            for name, value in before.items():
                setattr(entry, name, value)
            raise

    def _keep(self, entry: Entry) -> None:
        self._write("INSERT OR REPLACE INTO jobs VALUES (?, ?)", (entry.id, entry.model_dump_json(by_alias=True)))
        self._entries[entry.id] = entry
        self._on_change(entry)

    def _write(self, statement: str, values: tuple[str, ...]) -> None:
        try:
            with self._database:
                self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise ResourceError("The queue cannot be written.", why=f"{error}.", fix="Free some disk space, and try again.") from error


def _open(path: Path) -> sqlite3.Connection:
    """The database; a file that is none is put aside, its jobs' documents still lie beside their results."""
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise InputError(
                f"The queue '{path}' cannot be opened.", why=f"{error}.", fix="Check the folder and who may use it."
            ) from error
        path.rename(path.with_name(f"{path.name}.broken-{time.strftime('%Y%m%d-%H%M%S')}"))
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    with database:
        database.execute("CREATE TABLE IF NOT EXISTS jobs (id TEXT PRIMARY KEY, body TEXT NOT NULL)")
        database.execute("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    return database
