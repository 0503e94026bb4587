"""The `uprez` command."""

from __future__ import annotations


def main() -> None:
    """Run the command line; ends the process with a code of docs/cli.md."""
    from uprez.engine.cli.group import cli

    cli()
