"""Options that the commands on edits share."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from uprez.engine.edits.look import look
from uprez.engine.edits.reading import edit_rate
from uprez.timeline.edit import Edit
from uprez.timeline.read import read_edit
from uprez.timeline.search import Search

EDIT = (
    click.option(
        "--media", "folders", multiple=True, metavar="FOLDER", help="Where media is looked for that is not at its path; may be repeated."
    ),
    click.option("--rate", metavar="FPS", help="Frames a second of an EDL, which does not say it, as 24 or 24000/1001."),
)
CHOICE = (
    click.option("--track", "tracks", multiple=True, metavar="NAME", help="Only clips on this track, as V1; may be repeated."),
    click.option("--clips", multiple=True, metavar="LIST", help="Only these of `uprez timeline list`: numbers and names, as 1,3-5,sh01*."),
)


def found_edit(path: Path, folders: tuple[str, ...], rate: str | None) -> Edit:
    """The edit, with media looked for in `folders`.

    Raises:
        InputError: see `uprez.timeline.read.read_edit`; `rate` is none.
    """
    return read_edit(path, rate=edit_rate(rate), search=Search([Path(folder) for folder in folders], look))


def rate_words(rate: Fraction) -> str:
    """A rate as people write it: `23.976`."""
    return f"{float(rate):.5g}"
