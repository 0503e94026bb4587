"""`uprez install`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from uprez.core.errors import OutputError
from uprez.installer import bundle, host_command
from uprez.installer.found import Copy, copies
from uprez.installer.host_command import tell_left
from uprez.installer.hosts import HOSTS
from uprez.installer.places import for_all_users, for_this_user, how_to_name, searched
from uprez.installer.system import System

OFX = "ofx"


@click.command()
@click.argument("what", nargs=-1, type=click.Choice([OFX, *HOSTS]))
@click.option("--user", is_flag=True, help="ofx: for this user only; needs no administrator, but hosts must be told. Others always are.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Into this folder instead of where the host looks.")
@click.option("--list", "show", is_flag=True, help="Only say what is installed, and whether hosts will find it; of all when none is named.")
@click.option("--remove", is_flag=True, help="Take away what was installed there, and nothing else.")
def install(what: tuple[str, ...], user: bool, folder: Path | None, show: bool, remove: bool) -> None:
    """Put uprez where other programs look for it; run again to update it.

    \b
    ofx       the plugin for OpenFX hosts (Nuke, Natron, Fusion, Resolve, …)
    resolve   scripts for DaVinci Resolve
    nuke      a menu and a panel for Nuke
    blender   an extension for Blender's video sequencer
    kdenlive  clip jobs for Kdenlive's bin
    """
    if (user and folder) or (show and remove):
        raise click.UsageError("Give --user or --folder, and --list or --remove.")
    if not what and not show:
        raise click.UsageError(f"Say what: {', '.join((OFX, *HOSTS))}.")
    if folder and len(what) != 1:
        raise click.UsageError("Give one name with --folder.")
    system = System.this()
    act = "show" if show else "remove" if remove else "install"
    given = folder.absolute() if folder else None
    for name in dict.fromkeys(what or (OFX, *HOSTS)):
        if name == OFX:
            _openfx(act, system, user, given)
        else:
            host_command.ACTS[act](HOSTS[name], system, given)


def _openfx(act: str, system: System, user: bool, folder: Path | None) -> None:
    place = folder or Path(for_this_user(system) if user else for_all_users(system))
    match act:
        case "show":
            _show(system, folder)
        case "remove":
            _remove(place)
        case _:
            _install(system, place)


def _install(system: System, place: Path) -> None:
    done = bundle.install(bundle.built(), place, _command())
    click.echo(f"{'Updated' if done.updated else 'Installed'}: {done.path}")
    tell_left(done.left)
    if system.path(str(place)) not in searched(system):
        click.echo(f"Hosts do not look there by themselves. Before you start one:\n  {how_to_name(place, system)}")
    click.echo("Hosts look for plugins when they start: start yours again.")


def _command() -> tuple[str, ...]:
    """How the plugin runs this uprez: the interpreter's own words, as hosts have another path and other variables."""
    return (sys.executable, "-m", "uprez")


def _show(system: System, folder: Path | None) -> None:
    found = copies(system, [folder] if folder else [])
    if not found:
        click.echo("The OpenFX plugin is not installed. `uprez install ofx` puts it where hosts look.")
    for copy in found:
        click.echo(f"{copy.bundle}\n  {_words(copy, system)}")


def _words(copy: Copy, system: System) -> str:
    version = f"uprez {copy.receipt.version}. " if copy.receipt else ""
    where = "Hosts look there." if copy.searched else f"Hosts look there only after: {how_to_name(copy.bundle.parent, system)}"
    return f"{version}{copy.fault() or where}"


def _remove(place: Path) -> None:
    folder = bundle.installed(place)
    if not folder.there():
        raise OutputError(f"There is no plugin in {place}.", fix="See where it is with `uprez install ofx --list`.")
    left = folder.remove()
    click.echo(f"Removed: {folder.path}")
    tell_left(left)
