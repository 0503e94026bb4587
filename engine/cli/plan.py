"""`uprez plan`."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from uprez.core.events import Event
from uprez.core.job import Job
from uprez.engine.cli.interrupt import interruptible
from uprez.engine.cli.options import OUTPUT, RECIPE, SOURCE, job_of, options
from uprez.engine.cli.plan_words import plan_of, plan_rows, step_rows
from uprez.engine.estimate import Estimate, estimate
from uprez.engine.steps import Cascade, is_cascade, steps_of
from uprez.engine.wording import table
from uprez.media.atomic import write_text_whole


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--output", default=".", metavar="FOLDER", help="Folder of the results.  [default: this folder]")
@options(RECIPE, OUTPUT, SOURCE)
@click.option("--job", "document", metavar="FILE", help="Write the planned job as a document for `uprez run`.")
@click.option("--no-time", is_flag=True, help="Leave out the short real run that measures time and disk.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON: the planned job and the estimate.")
def command(source: str, output: str, document: str | None, no_time: bool, as_json: bool, **fields: Any) -> None:
    """Say windows, tiles, memory, time and disk before starting.

    Time and disk come from running a few frames of the clip for real, for some 20 seconds at most. Of a clip that is to be
    edited, the edit is planned, and once it stands its upscale; --job then writes the whole request as FILE, and beside it the
    planned step, which can be run in parts.
    """
    base = Path.cwd()
    with interruptible() as interrupt:
        listen = interrupt.checked(_note)
        asked = job_of(source, output, fields)
        cascade = steps_of(asked, base) if is_cascade(asked.recipe) else None
        job, clip = plan_of(asked if cascade is None else cascade.next, base, listen)
        with _said("Running a few frames to measure the time …", quiet=no_time or as_json):
            measured = None if no_time else estimate(job, base, listen, command=True)
    written = {} if document is None else _documents(Path(document), asked, cascade, job)
    for path, each in written.items():
        write_text_whole(path, each.to_json())
    if as_json:
        click.echo(json.dumps(_facts(job, measured), indent=2))
        return
    rows = plan_rows(job, clip, base, measured)
    click.echo(table(rows if cascade is None else [*rows, *step_rows(cascade)]))
    for path in written:
        click.echo(f"The job is in {path}; run it with: uprez run {path}")


def _documents(path: Path, asked: Job, cascade: Cascade | None, planned: Job) -> dict[Path, Job]:
    """What is written: the planned job; of a request with an edit the request itself, and beside it the step that can be planned."""
    if cascade is None:
        return {path: planned}
    return {path: asked, path.with_name(f"{path.stem}_{cascade.step}{path.suffix}"): planned}


def _note(event: Event) -> None:
    if event.stage == "note":
        click.echo(event.text, err=True)


def _said(text: str, *, quiet: bool) -> AbstractContextManager[object]:
    """A spinner while something takes its time."""
    if quiet:
        return nullcontext()
    from rich.console import Console

    console = Console(stderr=True)
    return console.status(text) if console.is_terminal else nullcontext()


def _facts(job: Job, measured: Estimate | None) -> dict[str, Any]:
    return {"job": json.loads(job.to_json()), "estimate": None if measured is None else asdict(measured)}
