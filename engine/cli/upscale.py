"""`uprez upscale`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from uprez.core.events import Listen
from uprez.engine.cascade import run_request
from uprez.engine.cli.options import OUTPUT, PROGRESS, RECIPE, SOURCE, job_of, options
from uprez.engine.cli.plan_words import plan_of, plan_rows, step_rows
from uprez.engine.cli.running import Work, run_all
from uprez.engine.run import Result
from uprez.engine.steps import is_cascade, steps_of
from uprez.engine.wording import table


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Folder of the results; made when it does not exist.")
@options(RECIPE, OUTPUT, SOURCE, PROGRESS)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
def command(sources: tuple[str, ...], output: str, progress: str, quiet: bool, dry_run: bool, **fields: Any) -> None:
    """Upscale clips to EXR, ProRes and more; with --edit, change what they show first.

    SOURCE is a movie, a folder of numbered pictures, one of them, or a pattern (%04d, ####, [1-100]).
    The same command takes up again what an earlier run left undone.
    """
    if len(sources) > 1 and fields["name"]:
        raise click.UsageError("--name is for one SOURCE; several would write over each other.")

    def works() -> Iterator[tuple[str, Work]]:
        for source in sources:
            yield source, partial(_dry if dry_run else _work, source, output, fields)

    sys.exit(run_all(works(), progress="none" if dry_run else progress, quiet=quiet or dry_run))


def _work(source: str, output: str, fields: dict[str, Any], listen: Listen) -> Result:
    return run_request(job_of(source, output, fields), base=Path.cwd(), listen=listen)


def _dry(source: str, output: str, fields: dict[str, Any], listen: Listen) -> Result:
    job = job_of(source, output, fields)
    cascade = steps_of(job, Path.cwd()) if is_cascade(job.recipe) else None
    planned, clip = plan_of(job if cascade is None else cascade.next, Path.cwd(), listen)
    rows = plan_rows(planned, clip, Path.cwd())
    click.echo(table(rows if cascade is None else [*rows, *step_rows(cascade)]))
    return Result(planned, (), 0, 0, 0.0)
