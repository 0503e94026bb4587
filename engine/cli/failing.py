"""Errors on the command line: three parts on stderr, an exit code, never a traceback."""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

import click

from uprez.core.errors import Cancelled, UprezError
from uprez.engine.foreseen import as_uprez_error

UNEXPECTED = 70
"""Exit code of an error that uprez did not foresee (EX_SOFTWARE of sysexits.h)."""
BROKEN_PIPE = 141
"""Exit code when the reader of our output is gone, as a shell sees SIGPIPE."""


def exit_code_of(error: BaseException, *, debug: bool = False) -> int:
    """Tell the user what ended the command; give the exit code."""
    match error:
        case SystemExit():
            return error.code if isinstance(error.code, int) else 0
        case click.exceptions.Exit():
            return error.exit_code
        case click.ClickException():
            error.show()
            return error.exit_code
        case KeyboardInterrupt() | click.Abort():
            click.echo("Stopped.", err=True)
            return Cancelled.exit_code
        case _:
            known = as_uprez_error(error)
            if known is None:
                return _unexpected(error, debug)
            show(known)
            if debug:
                click.echo("".join(traceback.format_exception(error)), err=True)
            return known.exit_code


def show(error: UprezError) -> None:
    """Write what, why and what to do, a line each, to stderr."""
    click.echo(click.style("Error: ", fg="red", bold=True) + error.what, err=True)
    for title, text in (("Why", error.why), ("What to do", error.fix)):
        if text:
            click.echo(f"  {title}: {text}", err=True)


def _unexpected(error: BaseException, debug: bool) -> int:
    """Short words for the user, all the rest into a file."""
    text = "".join(traceback.format_exception(error))
    click.echo(click.style("Error: ", fg="red", bold=True) + f"uprez met an error it did not foresee: {_brief(error)}", err=True)
    if debug:
        click.echo(text, err=True)
    log = _write_log(text)
    if log is not None:
        click.echo(f"  The whole story is in {log}", err=True)
    click.echo("  What to do: report it, with that file and the text of `uprez doctor --report`.", err=True)
    return UNEXPECTED


def _brief(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def _write_log(text: str) -> Path | None:
    """Keep a traceback; None where nothing can be written."""
    from platformdirs import user_log_path

    try:
        folder = user_log_path("uprez", appauthor=False, ensure_exists=True)
        path = folder / f"error-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
        path.write_text(f"{' '.join(sys.argv)}\n\n{text}", encoding="utf-8")
    except OSError:
        return None
    return path


def leave_pipe() -> None:
    """Point stdout at nothing, so that Python's own flush at exit finds no broken pipe."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), number)
