"""The `uprez` command: its sub-commands, each loaded when it is used."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from uprez import __version__
from uprez.engine.cli.failing import BROKEN_PIPE, exit_code_of, leave_pipe

COMMANDS = {
    "app": "Open the app.",
    "panel": "Open the panel on clips that another program sent.",
    "upscale": "Upscale clips to EXR, ProRes and more.",
    "edit": "Make the edit of a clip alone, to be looked at before it is upscaled.",
    "probe": "Say what a clip is, and what would be done with it.",
    "plan": "Say windows, tiles, memory, time and disk before starting.",
    "run": "Run a job document, or a part of it.",
    "preview": "Upscale a region of a few frames, beside the source.",
    "timeline": "List, upscale, switch and export the clips of an edit.",
    "farm": "Send jobs to a render farm, or run them on machines of your own.",
    "train": "Train models on clips of your own.",
    "serve": "Run the local service that owns the queue.",
    "bridge": "Run the backend that OpenFX plugins talk to.",
    "install": "Put uprez where other programs look for it.",
    "models": "List, show, fetch, verify and export models.",
    "doctor": "Check this machine and this installation.",
    "schema": "Print the JSON Schema of the job document.",
}
"""Each sub-command and its line of help; its module in this package has the command's name and a `command`."""
ELSEWHERE = {
    "app": ("uprez.ui.commands", "app"),
    "panel": ("uprez.ui.commands", "panel"),
    "bridge": ("uprez.ofx_bridge.commands", "bridge"),
    "install": ("uprez.installer.commands", "install"),
    "farm": ("uprez.farm.cli", "farm"),
    "train": ("uprez.training.unimmvsr.command", "command"),
}
"""Module and name of the commands that other parts bring; these may need more than is installed, and say so."""


class Lazy(click.Group):
    """A group that imports a command's module when that command is called, and ends in documented exit codes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command; None for a name that is not one."""
        if cmd_name not in COMMANDS:
            return None
        module, name = ELSEWHERE.get(cmd_name, (f"uprez.engine.cli.{cmd_name}", "command"))
        return getattr(import_module(module), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader of our output that went away ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            leave_pipe()
            ctx.exit(BROKEN_PIPE)

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run, and exit with a code of docs/cli.md; no traceback reaches the user."""
        given = list(sys.argv[1:] if args is None else args)
        arguments = sorted(given, key="--debug".__ne__)  # understood anywhere on the line
        extra["standalone_mode"] = False
        try:
            code: Any = super().main(arguments, *more, **extra)
        except BaseException as error:
            code = exit_code_of(error, debug="--debug" in given)
        sys.exit(code if isinstance(code, int) else 0)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="uprez")
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error.")
def cli(debug: bool) -> None:
    """Upscale shots: colour, alpha, sound and timecode intact.

    uprez upscale clip.mov --scale 4 --to exr,prores -o out/
    """
