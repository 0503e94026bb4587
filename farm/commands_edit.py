"""`uprez farm edit`: the media that clips of an edit show, as jobs for a farm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from uprez.engine.cli.interrupt import interruptible
from uprez.engine.cli.options import OUTPUT, READING, RECIPE, options
from uprez.engine.cli.timeline_options import CHOICE, EDIT, found_edit
from uprez.engine.edits.jobs import jobs_of, measured
from uprez.engine.edits.reading import read_options
from uprez.farm.commands_export import SENDING, note, send, wishes_of
from uprez.timeline.choosing import choose
from uprez.timeline.pulls import pulls

HANDLES = 12
"""Frames at either end of what a clip shows, as `uprez timeline upscale` takes."""


@click.command()
@click.argument("edit", metavar="EDIT")
@click.option("-o", "--output", required=True, metavar="FOLDER", help="Folder of the results.")
@click.option("--bundles", "folder", required=True, metavar="FOLDER", help="Where the jobs go; on storage that the workers reach.")
@options(EDIT, CHOICE)
@click.option("--handles", type=click.IntRange(0), default=HANDLES, show_default=True, help="Frames more at both ends of a clip.")
@options(SENDING)
@options(RECIPE, OUTPUT, READING)
def edit(
    edit: str,
    output: str,
    folder: str,
    folders: tuple[str, ...],
    rate: str | None,
    tracks: tuple[str, ...],
    clips: tuple[str, ...],
    handles: int,
    **fields: Any,
) -> None:
    """Write a job for a farm for each media that clips of an edit show, each into a folder of its own under --bundles.

    Once they are collected, `uprez timeline upscale` with the same options finds all done, and writes the edit.
    """
    with interruptible() as interrupt:
        wishes, target = wishes_of(fields), Path(folder).absolute()
        found = found_edit(Path(edit), folders, rate)
        chosen, media = measured(choose(found, tracks, clips), read_options(fields), lambda text: click.echo(text, err=True))
        for flag, field in (("no_audio", "audio"), ("no_match_colour", "match_colour")):
            if fields.pop(flag, None):
                fields[field] = False
        for made in jobs_of(found, pulls(found, chosen, handles), media, output, fields):
            send(made.job, Path.cwd(), target / made.job.output.name, wishes, interrupt.checked(note)).tell()
