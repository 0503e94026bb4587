"""`uprez edit`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from uprez.core.events import Listen
from uprez.engine.cascade import make_edit
from uprez.engine.cli.options import OUTPUT, PROGRESS, RECIPE, SOURCE, job_of, options
from uprez.engine.cli.running import run_all
from uprez.engine.run import Result


@click.command()
@click.argument("source", metavar="SOURCE")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Folder of the results; made when it does not exist.")
@options(RECIPE, OUTPUT, SOURCE, PROGRESS)
def command(source: str, output: str, progress: str, quiet: bool, **fields: Any) -> None:
    """Make the edit of a clip alone, to be looked at before it is upscaled.

    Takes the arguments of `uprez upscale --edit`. That command, called with the same ones afterwards, finds the edit and goes on
    with upscaling it. For another edit under the same names, change the words, the seed or the strength, and give --overwrite.
    """

    def work(listen: Listen) -> Result:
        return make_edit(job_of(source, output, fields), base=Path.cwd(), listen=listen)

    sys.exit(run_all([(source, work)], progress=progress, quiet=quiet))
