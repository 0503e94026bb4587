"""`uprez install` for the hosts that have a part of their own: what is done, and told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from uprez.core.errors import OutputError
from uprez.installer.hosts import Host
from uprez.installer.part import parts, remember_command
from uprez.installer.system import System


def install(host: Host, system: System, folder: Path | None) -> None:
    """Put a host's part into all its places.

    Raises:
        OutputError: the host is not on this machine, or a place cannot be written.
    """
    if folder is None and not host.here(system):
        looked = ", ".join(map(str, host.signs(system)))
        raise OutputError(f"{host.title} is not found on this machine.", why=f"There is none of {looked}.", fix=_by_hand(host))
    found = parts(host, system, folder)
    if not found:
        why = f"No {host.title} that takes extensions (4.2 or newer) has been started by this user."
        raise OutputError(f"{host.title} has no place for uprez yet.", why=why, fix=_by_hand(host))
    remember_command()
    for part in found:
        for done in part.install():
            click.echo(f"{'Updated' if done.updated else 'Installed'}: {done.path}")
            tell_left(done.left)
        if host.file:
            click.echo(f"Lines that make {host.title} read it: {part.place / host.file}")
    click.echo(host.then)


def show(host: Host, system: System, folder: Path | None) -> None:
    """Say where a host's part is installed, and whether it is whole."""
    found = [part for part in parts(host, system, folder) if part.here()]
    if not found:
        here = f"`uprez install {host.name}` puts it there." if host.here(system) else f"{host.title} is not found on this machine."
        click.echo(f"The part for {host.title} is not installed. {here}")
    for part in found:
        version = f"uprez {part.version()}. " if part.version() else ""
        click.echo(f"{part.at}\n  {version}{part.fault() or f'Whole, and it loads; {host.title} looks there.'}")


def remove(host: Host, system: System, folder: Path | None) -> None:
    """Take a host's part away.

    Raises:
        OutputError: there is none, or it cannot be removed.
    """
    found = [part for part in parts(host, system, folder) if part.here()]
    if not found:
        where = ", ".join(str(part.place) for part in parts(host, system, folder)) or "this user's folders"
        raise OutputError(f"There is no part for {host.title} in {where}.", fix=f"See where it is with `uprez install {host.name} --list`.")
    for part in found:
        paths = part.paths
        left = part.remove()
        for path in paths:
            click.echo(f"Removed: {path}" if host.pieces else f"Removed uprez's entries from: {path}")
        tell_left(left)


ACTS: dict[str, Callable[[Host, System, Path | None], None]] = {"install": install, "show": show, "remove": remove}
"""What can be done, by name."""


def tell_left(paths: tuple[Path, ...]) -> None:
    """Name the files of others that lay in a folder of ours."""
    if paths:
        click.echo("Left, as uprez did not put it there:\n" + "\n".join(f"  {path}" for path in paths))


def _by_hand(host: Host) -> str:
    return f"Start {host.title} once, then install again; or give --folder: {host.folder}."
