"""`uprez farm`: its sub-commands, each loaded when it is used."""

from __future__ import annotations

from importlib import import_module

import click

from uprez.core.errors import ModelError

COMMANDS = {
    "export": ("uprez.farm.commands_export", "Write a job as a render farm takes it."),
    "estimate": ("uprez.farm.commands_estimate", "Say how long a job takes here, and how long on a farm."),
    "edit": ("uprez.farm.commands_edit", "Write every clip of an edit as a render farm takes it."),
    "status": ("uprez.farm.commands_state", "Say which shards of an exported job are done."),
    "collect": ("uprez.farm.commands_state", "Put the results together, once all shards are done."),
    "retry": ("uprez.farm.commands_state", "Say which shards to send again, and free what dead workers left."),
    "up": ("uprez.farm.machines.cli", "Start a farm of your own machines on this one."),
    "pair": ("uprez.farm.machines.cli", "Invite another machine."),
    "join": ("uprez.farm.machines.cli", "Make this machine a worker of another's farm."),
    "machines": ("uprez.farm.machines.cli", "List the machines of your farm."),
    "run": ("uprez.farm.machines.cli", "Run a job on your own machines."),
    "down": ("uprez.farm.machines.cli", "Stop your farm."),
    "work": ("uprez.farm.commands_task", "Make shards of an exported job; what a farm's tasks call."),
    "assemble": ("uprez.farm.commands_task", "Put the results together; what a farm's last task calls."),
    "start": ("uprez.farm.commands_task", "Load clip and model for a farm's session."),
    "stop": ("uprez.farm.commands_task", "End a farm's session."),
    "reside": ("uprez.farm.commands_task", "Serve a farm's session; `start` starts it."),
}
"""Each sub-command's module, which has a command of its name, and its line of help."""
_NAMED = {"run": "run_on_machines"}
"""Commands that go by another name in their module."""


class Farm(click.Group):
    """A group that imports a command's module when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None for a name that is not one.

        Raises:
            ModelError: what it needs is not installed.
        """
        if cmd_name not in COMMANDS:
            return None
        try:
            return getattr(import_module(COMMANDS[cmd_name][0]), _NAMED.get(cmd_name, cmd_name))
        except ModuleNotFoundError as error:
            if error.name is None or error.name.startswith("uprez"):
                raise
            raise ModelError(
                f"`uprez farm {cmd_name}` needs the package '{error.name}'.", fix='Install it with: pip install "uprez[farm]"'
            ) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=Farm)
def farm() -> None:
    """Send jobs to a render farm, or run them on machines of your own.

    uprez farm export job.json --engine openjd --to bundle/
    """
