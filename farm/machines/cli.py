"""`uprez farm up`, `pair`, `join`, `machines`, `down` and `run`: your own machines."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import click
import psutil

from uprez.core.errors import JobError, ResourceError
from uprez.core.events import Listen
from uprez.core.job import Job
from uprez.engine.cli.options import PROGRESS, options
from uprez.engine.cli.running import run_all
from uprez.engine.run import Result
from uprez.farm.machines import node
from uprez.farm.machines.crew import Hand, crew_of, namesakes
from uprez.farm.machines.joining import JoinCode
from uprez.farm.machines.membership import PORT, Membership, farm_folder, keys, machine_name, make_farm_folder, member
from uprez.farm.machines.pairing import Desk
from uprez.farm.machines.pairing import join as be_paired
from uprez.farm.machines.run import run_on_machines as run_there
from uprez.farm.machines.seats import CHOICES, Choice, machine_of, seats, shown
from uprez.farm.machines.share import Share

for _package in ("cryptography", "distributed"):
    if find_spec(_package) is None:  # the group says then how to install it; each is loaded only where it is used
        raise ModuleNotFoundError(f"No module named '{_package}'", name=_package)

_ON = click.option("--on", type=click.Choice(CHOICES), default="auto", help="Devices that work: GPUs if any, else the processor.")


def _range(context: click.Context, option: click.Parameter, text: str | None) -> str | None:
    """Ports as Dask takes them."""
    if text is not None:
        first, _, last = text.partition(":")
        if not (first.isdecimal() and last.isdecimal() and 0 < int(first) < int(last) < 1 << 16):
            raise click.BadParameter("two ports are wanted, as in 47440:47449.", context, option)
    return text


_PORTS = click.option("--ports", metavar="A:B", callback=_range, help="Ports that the workers may listen on; any that are free without it.")
_NAME = click.option("--name", help="Name of this machine among the others; the system's without it.")
_LEAVING = 0.5
"""Seconds between two looks at workers that finish what they have."""


@click.command()
@click.option("--share", metavar="FOLDER", help="The folder that all machines share: clips and results lie in it.")
@click.option("--address", metavar="IP", help="Address by which the others reach this machine.")
@click.option("--port", type=click.IntRange(1, 65534), help=f"Port to listen on.  [default: {PORT}]")
@click.option("--new-keys", is_flag=True, help="Make new keys: every machine must be paired again.")
@_NAME
@_ON
@_PORTS
def up(share: str | None, address: str | None, port: int | None, new_keys: bool, name: str | None, on: str, ports: str | None) -> None:
    """Start a farm of your own machines: this one is its head, and works too.

    The first time it needs --share; later it remembers. Every connection is mutual TLS with keys made here.
    """
    node.check_free()
    kept = Membership.kept()
    before = kept if kept is not None and kept.head else None
    folder = share or (before.share if before else None)
    if folder is None:
        raise click.UsageError("Give --share: the folder that all machines share.")
    shared = Share.founded(Path(folder).expanduser().absolute())
    here = Membership(
        machine=machine_name(name or (before.machine if before else None)),
        host=address or (before.host if before else node.lan_address()),
        port=port or (before.port if before else PORT),
        share=str(shared.folder),
        identity=shared.identity,
        head=True,
    )
    chosen = seats(here.machine, cast("Choice", on))
    node.check_door(here.host, here.port)
    make_farm_folder()
    if new_keys or before is None or not keys().complete:
        keys().found(here.machine)
    elif (before.host, before.port, before.identity) != (here.host, here.port, here.identity):
        _tell("Machines that were paired know another address or folder of the farm: pair them again.")
    here.keep()
    node.run_head(node.Place(here, chosen, ports), _tell)


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port to wait on.  [default: the farm's next one]")
def pair(port: int | None) -> None:
    """Let one machine join: prints the line to give on it, and waits for it, ten minutes at most."""
    here = member()
    if not here.head:
        raise JobError("Machines are paired on the farm's head.", why=f"That is {here.host}.", fix="Give `uprez farm pair` there.")
    desk = Desk(keys(), here, port=here.port + 1 if port is None else port)
    try:
        click.echo("On the other machine give, within ten minutes:", err=True)
        click.echo(f"uprez farm join {desk.code}")
        sys.stdout.flush()
        machine = desk.pair(_tell)
    finally:
        desk.close()
    _tell(f"{machine} is paired: it knows the farm now, and shares '{here.share}'.")


@click.command()
@click.argument("code", required=False)
@click.option("--share", metavar="FOLDER", help="The shared folder's path on this machine, where it differs from the head's.")
@click.option("--only-pair", is_flag=True, help="Do not start to work yet.")
@_NAME
@_ON
@_PORTS
def join(code: str | None, share: str | None, only_pair: bool, name: str | None, on: str, ports: str | None) -> None:
    """Work for a farm: with a code of `uprez farm pair` the first time, without one later."""
    node.check_free()
    if code is not None:
        path = str(Path(share).expanduser().absolute()) if share else None
        make_farm_folder()
        be_paired(JoinCode.parse(code), machine_name(name), path, keys()).keep()
        here = member()
        _tell(f"Paired with {here.host}; the shared folder is here: {here.share}")
    here = member()
    if here.head:
        raise JobError(
            "This machine is the head of a farm.", fix="Start it with `uprez farm up`; join with a code to leave it for another."
        )
    here.shared()
    if name and code is None:
        here = replace(here, machine=machine_name(name))
        here.keep()
    if not only_pair:
        node.run_node(node.Place(here, seats(here.machine, cast("Choice", on)), ports), _tell)


@click.command()
def machines() -> None:
    """Say which machines are at work in the farm."""
    here = member()
    with crew_of(here) as crew:
        hands = crew.hands()
    _tell(f"Head: {here.host}, port {here.port}. Shared folder: {here.share}")
    for hand in hands:
        where = urlsplit(hand.address).hostname
        click.echo(f"{shown(hand.seat)}\t{_state(hand)}\t{where}\t{', '.join(sorted(hand.offers))}")
    if same := namesakes(hands):
        _tell(f"Several machines go by the name of {same}; `uprez farm join --name` gives one another.")
    if not hands:
        _tell("No machine is at work.")


@click.command()
@click.option("--now", is_flag=True, help="Do not wait for what is at work: it is made again elsewhere.")
def down(now: bool) -> None:
    """Take this machine out of the farm's work; on the head, end the farm. What is at work is finished first."""
    process = node.standing()
    if process is None:
        raise JobError("No farm is at work on this machine.", why=f"'{farm_folder()}' tells of none.", fix="Nothing needs to be done.")
    here = member()
    if not now:
        try:
            _finish(here)
        except ResourceError as error:
            _tell(f"The head does not answer; ending at once. {error.why}")
    process.terminate()
    try:
        process.wait(30)
    except psutil.TimeoutExpired:
        process.kill()
    _tell("The farm is down." if here.head else f"{here.machine} has left; `uprez farm join` brings it back.")


@click.command("run")
@click.argument("document", metavar="JOB.json")
@click.option("--together", type=click.IntRange(1), help="Shards that a worker is given at once; chosen without it.")
@options(PROGRESS)
def run_on_machines(document: str, together: int | None, progress: str, quiet: bool) -> None:
    """Run a job on the farm's machines, and put its results together.

    Everything that the job names lies in the shared folder. Stop it at any moment and give it again: what is done stays.
    """
    path = Path(document).absolute()

    def work(listen: Listen) -> Result:
        return run_there(Job.load(path), base=path.parent, together=together, listen=listen)

    sys.exit(run_all([(document, work)], progress=progress, quiet=quiet))


def _finish(here: Membership) -> None:
    """Wait until this machine's workers have no work; on the head, until nobody has."""
    with crew_of(here) as crew:
        mark = keys().mark

        def ours(hand: Hand) -> bool:
            return here.head or hand.machine == machine_of(f"{here.machine}/~{mark}")

        crew.leave([hand.address for hand in crew.hands() if ours(hand)])
        told = False
        while busy := [hand for hand in crew.hands() if hand.work and ours(hand)]:
            if not told:
                _tell(f"Waiting for {', '.join(shown(hand.seat) for hand in busy)} to finish what is at hand; --now does not wait.")
                told = True
            time.sleep(_LEAVING)


def _state(hand: Hand) -> str:
    if hand.leaving:
        return "leaving"
    return "at work" if hand.work else "free"


def _tell(text: str) -> None:
    click.echo(text, err=True)
