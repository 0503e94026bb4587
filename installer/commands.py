"""`uprez install`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from uprez.core.errors import OutputError
from uprez.installer import bundle
from uprez.installer.found import Copy, copies
from uprez.installer.places import System, for_all_users, for_this_user, how_to_name, searched


@click.command()
@click.argument("what", type=click.Choice(["ofx"]))
@click.option("--user", is_flag=True, help="For this user only: needs no administrator, but hosts must be told by $OFX_PLUGIN_PATH.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Into this folder instead of where hosts look.")
@click.option("--list", "show", is_flag=True, help="Only say what is installed, and whether hosts will find it.")
@click.option("--remove", is_flag=True, help="Take away what was installed there, and nothing else.")
def install(what: str, user: bool, folder: Path | None, show: bool, remove: bool) -> None:
    """Put the plugin for OpenFX hosts (Nuke, Natron, Fusion, Resolve, …) where they look; run again to update it."""
    if (user and folder) or (show and remove):
        raise click.UsageError("Give --user or --folder, and --list or --remove.")
    system = System.this()
    if show:
        _show(system, folder)
        return
    place = folder.absolute() if folder else Path(for_this_user(system) if user else for_all_users(system))
    if remove:
        _remove(place)
        return
    done = bundle.install(bundle.built(), place, _command())
    click.echo(f"{'Updated' if done.updated else 'Installed'}: {done.bundle}")
    _tell_left(done.left)
    if system.path(str(place)) not in searched(system):
        click.echo(f"Hosts do not look there by themselves. Before you start one:\n  {how_to_name(place, system)}")
    click.echo("Hosts look for plugins when they start: start yours again.")


def _command() -> tuple[str, ...]:
    """How the plugin runs this uprez: the interpreter's own words, as hosts have another path and other variables."""
    return (sys.executable, "-m", "uprez")


def _show(system: System, folder: Path | None) -> None:
    found = copies(system, [folder.absolute()] if folder else [])
    if not found:
        click.echo("The plugin is not installed. `uprez install ofx` puts it where hosts look.")
    for copy in found:
        click.echo(f"{copy.bundle}\n  {_words(copy, system)}")


def _words(copy: Copy, system: System) -> str:
    version = f"uprez {copy.receipt.version}. " if copy.receipt else ""
    where = "Hosts look there." if copy.searched else f"Hosts look there only after: {how_to_name(copy.bundle.parent, system)}"
    return f"{version}{copy.fault() or where}"


def _remove(place: Path) -> None:
    target = place / bundle.NAME
    if not target.is_dir():
        raise OutputError(f"There is no plugin in {place}.", fix="See where it is with `uprez install ofx --list`.")
    left = bundle.remove(target)
    click.echo(f"Removed: {target}")
    _tell_left(left)


def _tell_left(paths: tuple[Path, ...]) -> None:
    if paths:
        click.echo("Left, as uprez did not put it there:\n" + "\n".join(f"  {path}" for path in paths))
