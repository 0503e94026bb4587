"""Clips at work outside Nuke, watched on a thread; what comes back is placed on Nuke's main thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from uprez.plugin.client import Service
from uprez.plugin.host import PanelRun, Sent, ServiceError, ServiceRun, Taken, failures_of, taken_of
from uprez.plugin.nuke.api import in_main_thread, nuke
from uprez.plugin.nuke.build import place

Say = Callable[[Sequence[str]], None]
"""What takes sentences for the user, on the main thread."""
Progress = Callable[[int, int, str], None]
"""What takes frames done, frames in all (0 while unknown) and words, on the main thread."""
LOOK = 0.5
"""Seconds between two looks."""
RUNS: list[Work] = []
"""What is at work; kept here, so that it goes on when the panel that began it is closed."""


class Work:
    """A panel or jobs that are on their way. On the main thread but for `_watch`."""

    def __init__(self, run: PanelRun | ServiceRun, say: Say, progress: Progress | None = None) -> None:
        """Watch `run` from now on."""
        self._run, self._say, self._progress = run, say, progress
        self._stop = threading.Event()
        RUNS.append(self)
        threading.Thread(target=self._watch, name="uprez-nuke", daemon=True).start()

    def cancel(self) -> None:
        """Give it up: jobs that were begun from here are cancelled, a panel is closed."""
        self._stop.set()

    def _watch(self) -> None:
        told: tuple[int, int, str] | None = None
        while not self._run.poll():
            if self._stop.wait(LOOK):
                self._run.end()
                break
            if self._progress and isinstance(self._run, ServiceRun) and (now := self._run.progress) != told:
                told = now
                in_main_thread(self._progress, *now)
        in_main_thread(self._over)

    def _over(self) -> None:
        RUNS.remove(self)
        try:
            takes, failed = ([], []) if self._stop.is_set() else (self._run.taken(), self._run.failures())
            lines = brought(takes, failed)
        except ServiceError as error:
            lines = [str(error)]
        finally:
            self._run.end()
        if self._stop.is_set():
            lines = ["Cancelled. What is done of it is kept."]
        self._say(lines or ["The panel was closed, and nothing sent back. Jobs that run go on; Bring Back finds them."])


def bring_back(clips: Sequence[Sent], say: Say) -> None:
    """Place what the queue has finished of `clips`; the service is asked on a thread."""

    def ask() -> None:
        try:
            service = Service.connect()
            try:
                entries = service.jobs()
            finally:
                service.close()
            takes, failed = taken_of(entries, clips), failures_of(entries, clips)
        except ServiceError as error:
            in_main_thread(say, [str(error)])
            return
        in_main_thread(lambda: say(brought(takes, failed) or ["No finished job has the frames of these Reads."]))

    threading.Thread(target=ask, name="uprez-nuke", daemon=True).start()


def brought(takes: Sequence[Taken], failed: Sequence[tuple[Sent, str]]) -> list[str]:
    """Build the nodes of all takes; a sentence for each. On the main thread."""
    lines = [_placed(taken) for taken in takes]
    return lines + [f"{clip.name}: {why}" for clip, why in failed]


def _placed(taken: Taken) -> str:
    with nuke().root():
        read: Any = nuke().toNode(taken.key)
    if read is None:
        return f"{taken.key} is not in the script any more; its take is {taken.path}."
    try:
        return place(read, taken)
    except ServiceError as error:
        return f"{taken.key}: {error}"
