"""`uprez timeline export`."""

from __future__ import annotations

from pathlib import Path

import click

from uprez.timeline.write.export import HOSTS, export


@click.command("export")
@click.argument("edit", type=click.Path(path_type=Path))
@click.option("--for", "host", type=click.Choice(list(HOSTS)), required=True, help="The editor that is to read it.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE", help="What to write; its ending says the form."
)
def command(edit: Path, host: str, output: Path) -> None:
    """Write an edit, with the media that it shows now, in the form that an editor really reads.

    resolve: .xml. premiere: .xml or .otio. finalcut: .fcpxml. avid: .aaf or .edl. kdenlive: .otio or .mlt. shotcut: .mlt. flame: .otio,
    and Open Clips beside it.
    """
    for note in export(edit, host, output):
        click.echo(f"Note: {note}", err=True)
    click.echo(str(output))
