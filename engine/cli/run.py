"""`uprez run`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from uprez.core.events import Listen
from uprez.core.job import Job
from uprez.engine.cascade import run_request
from uprez.engine.cli.options import PROGRESS, options
from uprez.engine.cli.running import run_all
from uprez.engine.request import frame_range
from uprez.engine.run import Result


def one_shard(value: str) -> tuple[int, int]:
    """Read `2/4`: the shard's number and the number of shards."""
    match = re.fullmatch(r"(\d+)/(\d+)", value)
    if match is None:
        raise click.BadParameter(f"'{value}' is not a shard; give it as I/N, for example 1/4.")
    return int(match[1]), int(match[2])


@click.command()
@click.argument("document", metavar="JOB.json")
@click.option("--shard", type=one_shard, metavar="I/N", help="The I-th of N runs of windows, from 1.")
@click.option("--frames", metavar="A-B", help="The windows that write any of these frames.")
@options(PROGRESS)
def command(document: str, shard: tuple[int, int] | None, frames: str | None, progress: str, quiet: bool) -> None:
    """Run a job document, or a part of it.

    Relative paths in the document start at its folder. A run of a part makes pictures and movie
    segments; a last run of the whole document puts the movies together. A document with an edit
    runs both of its steps; parts are run of the documents of the steps (see `uprez plan`).
    """
    if shard and frames:
        raise click.UsageError("Give --shard or --frames, not both.")
    path = Path(document).absolute()

    def work(listen: Listen) -> Result:
        return run_request(Job.load(path), base=path.parent, part=frame_range(frames), shard=shard, listen=listen)

    sys.exit(run_all([(document, work)], progress=progress, quiet=quiet))
