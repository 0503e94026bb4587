"""`uprez schema`."""

from __future__ import annotations

import json

import click

from uprez.core.job import json_schema


@click.command()
def command() -> None:
    """Print the JSON Schema of the job document."""
    click.echo(json.dumps(json_schema(), indent=2))
