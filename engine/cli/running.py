"""Running jobs one after the other, with progress, Ctrl-C and exit codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from uprez.core.errors import Cancelled
from uprez.core.events import Listen
from uprez.engine.cli.failing import exit_code_of, show
from uprez.engine.cli.interrupt import Interrupt, interruptible
from uprez.engine.cli.progress import Json, Watch, watch_of
from uprez.engine.foreseen import as_uprez_error
from uprez.engine.run import Result
from uprez.engine.wording import counted, duration

Work = Callable[[Listen], Result]
"""Runs one job."""


def run_all(works: Iterable[tuple[str, Work]], *, progress: str, quiet: bool) -> int:
    """Run jobs, each by the name that the user gave its source; a failing one does not stop the others.

    Gives the exit code: that of the first failure, else 0. A signal stops all.
    """
    first = 0
    with interruptible() as interrupt:
        for source, work in works:
            watch = watch_of(progress, Path(source).name or source, quiet=quiet)
            code = _run(work, watch, interrupt, quiet=quiet)
            first = first or code
            if interrupt.wanted:
                return Cancelled.exit_code
    return first


def _run(work: Work, watch: Watch, interrupt: Interrupt, *, quiet: bool) -> int:
    try:
        with watch:
            result = work(interrupt.checked(watch.listen))
    except BrokenPipeError:
        raise
    except Exception as error:
        known = as_uprez_error(error)
        if known is None:
            return exit_code_of(error, debug=bool(click.get_current_context().find_root().params["debug"]))
        watch.failed(known)
        if isinstance(known, Cancelled):
            _tell_stopped(watch)
        else:
            show(known)
        return known.exit_code
    _tell_result(result, watch, quiet=quiet)
    return 0


def _tell_stopped(watch: Watch) -> None:
    done = f"{watch.recorded} of {counted(watch.total, 'frame')} are done" if watch.recorded is not None else "no frame is done yet"
    click.echo(f"Stopped: {done}. Run the same command to go on.", err=True)


def _tell_result(result: Result, watch: Watch, *, quiet: bool) -> None:
    """Say where the files lie: paths on stdout, one a line, the rest on stderr."""
    if isinstance(watch, Json):
        done = {"done": result.frames_done, "total": result.frames_total, "seconds": round(result.seconds, 3)}
        watch.write({"stage": "result", "files": [str(path) for path in result.files], **done})
        return
    if quiet:
        return
    click.echo(f"{watch.source}: {watch.closing} ({duration(result.seconds)})", err=True)
    for path in result.files:
        click.echo(str(path))
