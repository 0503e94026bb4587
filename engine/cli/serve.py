"""`uprez serve`."""

from __future__ import annotations

import json

import click

from uprez.engine.service.serve import IDLE


@click.command()
@click.option("--idle", type=click.FloatRange(0), default=IDLE, show_default=True, help="Seconds without work or clients; 0 stays.")
@click.option("--schema", is_flag=True, help="Print the OpenAPI schema of its interface, and end.")
def command(idle: float, schema: bool) -> None:
    """Run the local service that owns the queue; clients start it when they need it.

    It listens on this machine only, and ends by itself when nobody needs it. What runs then goes on at its next start.
    """
    if schema:
        from uprez.engine.service.app import published_schema

        click.echo(json.dumps(published_schema(), indent=1))
        return
    from uprez.engine.service.serve import serve

    serve(idle=idle, ready=lambda port: click.echo(f"The service listens on port {port}.", err=True))
