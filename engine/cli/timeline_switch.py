"""`uprez timeline switch`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from uprez.timeline.write_back import KEY, switch

_TO: dict[str, Literal["original", "take"]] = {"original": "original", "upscaled": "take"}


@click.command("switch")
@click.argument("edit", type=click.Path(path_type=Path))
@click.option("--to", type=click.Choice(list(_TO)), required=True, help="What the clips are to show.")
@click.option("--clips", multiple=True, metavar="LIST", help="Numbers, ranges and names, as 1,3-5,sh010*; may be repeated.  [default: all]")
@click.option("--key", default=KEY, show_default=True, help="Name of the takes' media reference, in .otio.")
def command(edit: Path, to: str, clips: tuple[str, ...], key: str) -> None:
    """Flip an edit that uprez wrote between original and upscaled media, in the file itself.

    Works on .otio, Final Cut Pro 7 XML, FCPXML, EDL, Shotcut and Kdenlive projects, as long as no editor has saved them since.
    """
    for note in switch(edit, _TO[to], clips, key=key):
        click.echo(f"Note: {note}", err=True)
    click.echo(str(edit))
