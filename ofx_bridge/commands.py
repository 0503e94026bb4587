"""`uprez bridge`."""

from __future__ import annotations

import click

from uprez.ofx_bridge.serve import IDLE, serve


@click.command()
@click.option("--idle", type=click.FloatRange(0), default=IDLE, show_default=True, help="Seconds without hosts; 0 stays.")
def bridge(idle: float) -> None:
    """Run the backend that OpenFX plugins talk to.

    A plugin starts it with the first frame that it renders. It serves this user alone, and ends by itself when no host is there.
    """
    serve(idle=idle, ready=lambda address: click.echo(f"The bridge listens at {address}.", err=True))
