"""`uprez doctor`."""

from __future__ import annotations

import json
import sys

import click

from uprez.engine.doctor import Check, State, broken, diagnose, report_text
from uprez.engine.wording import table
from uprez.media.colour.ocio import space_names

EXIT_BROKEN = 1
_COLOURS = {State.GOOD: "green", State.NOTE: "yellow", State.BROKEN: "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
@click.option("--report", is_flag=True, help="A text to put into a report: no paths, no names of files.")
@click.option("--colours", is_flag=True, help="Only list the colour spaces that --colour takes.")
def command(as_json: bool, report: bool, colours: bool) -> None:
    """Check this machine and this installation.

    Ends with code 1 when something essential is broken.
    """
    if colours:
        click.echo("\n".join(space_names()))
        return
    checks = diagnose()
    if as_json:
        click.echo(json.dumps([{"name": each.name, "state": each.state.value, "text": each.text} for each in checks], indent=2))
    elif report:
        click.echo(report_text(checks))
    else:
        click.echo(table([(each.name, f"{_mark(each)} {each.text}") for each in checks]))
        words = "Something essential is broken; see above." if broken(checks) else "uprez can work here."
        click.echo(f"\n{words} `uprez doctor --report` gives a text without paths, to copy into a report.")
    sys.exit(EXIT_BROKEN if broken(checks) else 0)


def _mark(check: Check) -> str:
    return click.style(f"{check.state.value:<6}", fg=_COLOURS[check.state])
