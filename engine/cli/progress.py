"""What the user sees of a run: a bar, plain lines, JSON lines, or nothing."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import click

from uprez.core.errors import UprezError
from uprez.core.events import Event
from uprez.engine.wording import duration, frame_pace

PLAIN_SECONDS = 5.0
"""Least time between two plain lines of progress."""


class Watch:
    """Follows a run and shows nothing; the base of those that do."""

    def __init__(self, source: str) -> None:
        """`source` names the run where there are several."""
        self.source = source
        self.recorded: int | None = None
        """Frames that stay done whatever happens; None before the run has started."""
        self.total = 0
        """Frames of the job."""
        self.closing = ""
        """What the run said at its end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return

    def listen(self, event: Event) -> None:
        """Take an event of the run."""
        if event.stage in ("run", "done") or (event.stage == "frames" and self.recorded is None):
            self.recorded, self.total = event.done, event.total
        if event.stage == "done":
            self.closing = event.text
        self.show(event)

    def show(self, event: Event) -> None:
        """Show an event."""

    def failed(self, error: UprezError) -> None:
        """The run ended with an error."""


class Json(Watch):
    """One event a line as JSON on stdout."""

    def show(self, event: Event) -> None:
        """Write the event."""
        self.write(asdict(event))

    def failed(self, error: UprezError) -> None:
        """Write the error as an event."""
        parts = {"what": error.what, "why": error.why, "fix": error.fix, "exit_code": error.exit_code}
        self.write({"stage": "error", "text": str(error), **parts})

    def write(self, fields: dict[str, Any]) -> None:
        """Write a line at once."""
        click.echo(json.dumps({"source": self.source, **fields}))
        sys.stdout.flush()


class Plain(Watch):
    """A line on stderr now and then, for logs."""

    def __init__(self, source: str) -> None:
        """See `Watch`."""
        super().__init__(source)
        self._last = time.monotonic()
        self._pace = Pace()

    def show(self, event: Event) -> None:
        """Write words at once, and how far the run is every few seconds."""
        if event.stage == "passes":
            self._now_and_then(f"{event.text} {event.done}/{event.total}{left_words(event.seconds_left)}", last=False)
        elif event.stage in ("run", "frames"):
            self._pace.count(event.done)
            if event.window is not None:
                ended = event.stage == "run" and event.done == event.total
                self._now_and_then(f"{event.done}/{event.total} frames{self._pace.words(event.seconds_left)}", last=ended)
        elif event.text and event.stage not in ("probe", "done"):
            self._write(event.text)

    def _now_and_then(self, text: str, *, last: bool) -> None:
        now = time.monotonic()
        if last or now - self._last >= PLAIN_SECONDS:
            self._last = now
            self._write(text)

    def _write(self, text: str) -> None:
        click.echo(f"{self.source}: {text}", err=True)


class Bar(Watch):
    """A bar with frames, rate and time left, on a terminal; under it one of the passes of a model that works long on a shot."""

    def __init__(self, source: str) -> None:
        """See `Watch`."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        super().__init__(source)
        self._pace = Pace()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[unit]}{task.fields[pace]}"),
        )
        self._progress = Progress(*columns, console=Console(stderr=True), transient=False)
        self._task = self._progress.add_task(source, total=None, unit="frames", pace="")
        self._passes = self._progress.add_task("", total=None, unit="", pace="", visible=False)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Move the bar; words go above it."""
        if event.stage == "probe":
            looking = f"{self.source}: {event.text.lower()}"
            self._progress.update(self._task, description=looking, completed=event.done, total=event.total or None, pace="")
        elif event.stage == "passes":
            left = left_words(event.seconds_left).removeprefix(", ")
            self._progress.update(
                self._passes, description=f"  {event.text}", completed=event.done, total=event.total, pace=left, visible=True
            )
        elif event.stage in ("run", "frames"):
            self._pace.count(event.done)
            self._progress.update(self._passes, visible=False)
            self._progress.update(
                self._task, description=self.source, completed=event.done, total=event.total, pace=self._pace.words(event.seconds_left)
            )
        elif event.text and event.stage != "done":
            self._progress.console.print(f"{self.source}: {event.text}", markup=False, highlight=False)


class Pace:
    """Frames a second since the first frame that this run made."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None
        self._rate = 0.0

    def count(self, done: int) -> None:
        """`done` frames are done now."""
        now = time.monotonic()
        if self._first is None:
            self._first = (done, now)
        elif done > self._first[0]:
            self._rate = (done - self._first[0]) / max(now - self._first[1], 1e-6)

    def words(self, left: float | None) -> str:
        """Rate and time left, with the commas before them; empty before the first frame."""
        if not self._rate:
            return ""
        return f", {frame_pace(1 / self._rate)}{left_words(left)}"


def left_words(seconds: float | None) -> str:
    """The time left, with a comma before it; empty when it is not known."""
    return "" if seconds is None else f", {duration(seconds)} left"


def watch_of(kind: str, source: str, *, quiet: bool) -> Watch:
    """The watch for `--progress bar|json|none` and `--quiet`; a bar needs a terminal, and is plain lines without one."""
    if kind == "json":
        return Json(source)
    if quiet or kind == "none":
        return Watch(source)
    return Bar(source) if sys.stderr.isatty() else Plain(source)
