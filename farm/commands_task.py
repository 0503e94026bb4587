"""What a farm's tasks call: `uprez farm work`, `assemble`, `start`, `stop`, `reside`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from uprez.core.errors import UprezError
from uprez.core.events import Event, Listen
from uprez.engine.cli.failing import show
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.foreseen import as_uprez_error
from uprez.engine.number_ranges import numbers, parsed
from uprez.farm import session
from uprez.farm.at_work import Where
from uprez.farm.telling import TELLERS, Teller

_Function = TypeVar("_Function", bound=Callable[..., Any])


def place(value: str) -> tuple[str, str]:
    """Read `Source=/mnt/show/clip.mov`."""
    name, equals, path = value.partition("=")
    if not (name and equals and path):
        raise click.BadParameter(f"'{value}' is not a place; give it as NAME=PATH.")
    return name, path


def where_options(command: _Function) -> _Function:
    """The export's folder, and how its paths are found."""
    for option in (
        click.option("--path-rules", default="", metavar="FILE", help="The farm's rules for paths (OpenJD's pathmapping-1.0)."),
        click.option("--at", "at", type=place, multiple=True, metavar="NAME=PATH", help="Where a path of the job is here."),
        click.argument("folder", metavar="FOLDER"),
    ):
        command = option(command)
    return command


progress_option = click.option(
    "--progress", type=click.Choice(list(TELLERS)), default="plain", help="Whose words progress is told in.  [default: plain]"
)


@contextmanager
def told(progress: str) -> Generator[tuple[Teller, Listen]]:
    """Tell what happens within in a farm's words; an error is told in them too, and ends the command with its own exit code."""
    teller = TELLERS[progress]()
    try:
        with interruptible() as interrupt:
            yield teller, interrupt.checked(teller.listen)
    except Exception as error:
        known = as_uprez_error(error)
        if known is None:
            teller.failed(UprezError(f"uprez met an error it did not foresee: {type(error).__name__}: {error}"))
            raise
        teller.failed(known)
        show(known)
        sys.exit(known.exit_code)


@click.command()
@where_options
@click.option("--shards", required=True, metavar="RANGES", help="Which, as farms write it: 0-3,7.")
@progress_option
def work(folder: str, at: tuple[tuple[str, str], ...], path_rules: str, shards: str, progress: str) -> None:
    """Make shards of an exported job; those that are done stay.

    In a session whose worker was started by `uprez farm start`, that one makes them.
    """
    where = Where(Path(folder).absolute(), dict(at), path_rules)
    with told(progress) as (teller, listen):
        chosen = parsed(shards)
        made = _in_session(shards, listen)
        if made is None:
            with where.open(listen) as worker:
                made = worker.run(chosen, listen)
        teller.finished(f"Shards {numbers(chosen)} are done; {made} frames were made here.")


def _in_session(shards: str, listen: Listen) -> int | None:
    connection = os.environ.get(session.CONNECTION)
    if not connection:
        return None
    made = session.run(Path(connection), shards, listen)
    if made is None:
        listen(Event("note", "The session's worker is gone; loading clip and model here."))
    return made


@click.command()
@where_options
@click.option("--wait", default=60.0, metavar="SECONDS", help="How long a file share may take to show what is written.  [default: 60]")
@progress_option
def assemble(folder: str, at: tuple[tuple[str, str], ...], path_rules: str, wait: float, progress: str) -> None:
    """Put the results of an exported job together; refuses to while shards are missing."""
    where = Where(Path(folder).absolute(), dict(at), path_rules)
    with told(progress) as (teller, listen), where.open(listen) as worker:
        for path in worker.assemble(listen, patience=wait):
            teller.say(str(path))
        teller.finished("The job is done.")


@click.command()
@where_options
@click.option("--connection", required=True, metavar="FILE", help="Where the worker says how it is reached.")
@progress_option
def start(folder: str, at: tuple[tuple[str, str], ...], path_rules: str, connection: str, progress: str) -> None:
    """Start a worker that stays for a farm's session, with clip and model loaded."""
    where, file = Where(Path(folder).absolute(), dict(at), path_rules), Path(connection).absolute()
    with told(progress) as (teller, _):
        teller.say("Loading clip and model")
        pid = session.start(where, file)
        if progress == "openjd":
            click.echo(f"openjd_env: {session.CONNECTION}={file}")
        teller.say(f"Clip and model are loaded, in process {pid}.")


@click.command()
@click.option("--connection", envvar=session.CONNECTION, default="", metavar="FILE", help="As it was given to `start`.")
def stop(connection: str) -> None:
    """End the worker of a farm's session."""
    if connection:
        session.stop(Path(connection))


@click.command()
@where_options
@click.option("--connection", required=True, metavar="FILE")
def reside(folder: str, at: tuple[tuple[str, str], ...], path_rules: str, connection: str) -> None:
    """Serve a farm's session until it ends; `uprez farm start` starts it."""
    from uprez.farm.resident import reside as serve

    serve(Where(Path(folder).absolute(), dict(at), path_rules), Path(connection))
