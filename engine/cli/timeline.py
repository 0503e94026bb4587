"""`uprez timeline`: its commands, each loaded when it is used."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "list": "List the clips of an edit.",
    "upscale": "Upscale the media that clips of an edit show, and write the edit with it.",
    "switch": "Flip an edit between the original and the upscaled media.",
    "export": "Write an edit in the form that an editor really reads.",
}
"""Each command and its line of help; the module `timeline_<name>` of this package has its `command`."""


class _Timeline(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None for a name that is not one."""
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"uprez.engine.cli.timeline_{cmd_name}").command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Timeline)
def command() -> None:
    """List, upscale, switch and export the clips of an edit.

    EDIT is an OTIO, FCPXML, Final Cut Pro 7 XML, AAF or EDL file, or a Kdenlive or MLT project.
    """
