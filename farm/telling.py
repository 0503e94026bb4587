"""Progress, status and failure in the words that each farm reads from a task's output, a line each."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping

from uprez.core.errors import UprezError
from uprez.core.events import Event

SECONDS = 1.0
"""Least time between two lines of progress."""

Say = Callable[[str], None]
"""Writes a line."""


def say(line: str) -> None:
    """Write a line to stdout at once; farms read a merged stream, and only from the start of a line."""
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.flush()


def one_line(text: str) -> str:
    """Text without what would end a line, or start another."""
    return " ".join(text.split())


class Teller:
    """Tells a task's progress in one farm's words."""

    progress = "{percent:.1f} %"
    """How progress is told."""
    status = "{text}"
    failure = ""
    """What a failure is told in; empty where the error on stderr is enough."""

    def __init__(self, write: Say = say) -> None:
        """`write` takes the lines."""
        self._write = write
        self._last = float("-inf")

    def listen(self, event: Event) -> None:
        """Tell an event of the run: words at once, progress now and then."""
        if event.stage in ("frames", "run", "passes") and event.total:
            now, ended = time.monotonic(), event.stage == "run" and event.done == event.total
            if ended or now - self._last >= SECONDS:
                self._last = now
                if event.stage != "passes":
                    self._tell_progress(min(100.0, 100 * event.done / event.total))
                self._write(self.status.format(text=one_line(_status(event))))
        elif event.text and event.stage != "probe":
            self.say(event.text)

    def _tell_progress(self, percent: float) -> None:
        self._write(self.progress.format(percent=percent))

    def say(self, text: str) -> None:
        """Tell words."""
        self._write(self.status.format(text=one_line(text)))

    def finished(self, text: str) -> None:
        """Tell the end of a task that went well."""
        self._tell_progress(100.0)
        self.say(text)

    def failed(self, error: UprezError) -> None:
        """Tell why a task failed, where the farm has words for it."""
        if self.failure:
            self._write(self.failure.format(text=one_line(str(error))))


class OpenJobDescription(Teller):
    """The messages of Open Job Description."""

    progress = "openjd_progress: {percent:.1f}"
    status = "openjd_status: {text}"
    failure = "openjd_fail: {text}"


class Alfred(Teller):
    """Pixar's, which Tractor and others read."""

    progress = "TR_PROGRESS {percent:03.0f}%"


class Deadline(Teller):
    """What the CommandLine plug-in of Deadline 10 looks for."""

    progress = "Progress: {percent:.0f}%"


TELLERS: Mapping[str, type[Teller]] = {"plain": Teller, "openjd": OpenJobDescription, "alf": Alfred, "deadline": Deadline}
"""By the name of `--progress`."""


def _status(event: Event) -> str:
    if event.stage == "passes":
        return f"{event.text} {event.done}/{event.total}"
    return f"{event.done} of {event.total} frames"
