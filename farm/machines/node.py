"""The processes of a machine in a farm: on the head the scheduler, on every machine a watched process for each seat."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from uprez.core.errors import BusyError, InputError, OutputError
from uprez.farm.machines.membership import Membership, farm_folder, keys, make_farm_folder
from uprez.farm.machines.seats import Seat, named
from uprez.farm.machines.tuning import SCRATCH, security, tune
from uprez.media.atomic import write_text_whole

if TYPE_CHECKING:
    from distributed import Security

AGAIN = 3.0
"""Seconds until a seat whose head went away looks for it again."""
_ELSEWHERE = "192.0.2.1"
"""An address that is nobody's (RFC 5737): the way to it is the way to other networks. Nothing is sent."""
_CLOSE = 5.0
"""Seconds that a seat has to end when its machine leaves."""

Tell = Callable[[str], None]
"""Takes a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Place:
    """How a machine takes part."""

    member: Membership
    seats: Sequence[Seat]
    ports: str | None = None
    """Ports that the seats may listen on, `A:B`; None for any that is free."""


def run_head(place: Place, tell: Tell) -> None:
    """Be the head, and work on its seats, until a signal comes.

    Raises:
        BusyError: this machine works for a farm already.
    """
    _run(_head(place, tell))


def run_node(place: Place, tell: Tell) -> None:
    """Work for the head until a signal comes; a head that goes away is waited for.

    Raises:
        InputError: there is no way to the head's address.
        BusyError: this machine works for a farm already.
    """
    _run(_node(place, tell))


def standing() -> psutil.Process | None:
    """The process that works for a farm on this machine; None when there is none."""
    try:
        noted: dict[str, Any] = json.loads(_note().read_text())
        process = psutil.Process(int(noted["pid"]))
        return process if abs(process.create_time() - float(noted["born"])) < 1 else None
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return None


def check_free() -> None:
    """See that this machine works for no farm.

    Raises:
        BusyError: it does.
    """
    if standing() is not None:
        raise BusyError("This machine works for a farm already.", fix="End that first with `uprez farm down`.")


def check_door(host: str, port: int) -> None:
    """See that the head can listen there, and be found by it.

    Raises:
        InputError: it is no address of one machine.
        OutputError: the head cannot listen there.
    """
    if host in ("0.0.0.0", "::"):
        raise InputError(f"{host} is every machine's own address.", fix="Give the --address by which the others reach this one.")
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        raise OutputError(
            f"The farm cannot listen on {host}, port {port}.", why=f"{error.strerror or error}.", fix="Give another --address or --port."
        ) from error


async def _head(place: Place, tell: Tell) -> None:
    from distributed import Scheduler

    member, own = place.member, security(keys())
    scheduler = Scheduler(
        host=member.host, port=member.port, protocol="tls", security=own, dashboard=False, dashboard_address="127.0.0.1:0"
    )
    await scheduler
    try:
        tell(f"The farm is up at {member.host}, port {member.port}. Shared folder: {member.share}")
        tell("To add a machine: `uprez farm pair` here, then on it the line that this prints. Ctrl-C ends the farm.")
        await _staff(place, own, tell)
    finally:
        await scheduler.close(reason="uprez farm is going down")


async def _node(place: Place, tell: Tell) -> None:
    own_address(place.member.host, place.member.port)
    tell(f"Working for {place.member.host}, port {place.member.port}. Ctrl-C leaves the farm.")
    await _staff(place, security(keys()), tell)


async def _staff(place: Place, own: Security, tell: Tell) -> None:
    """Keep every seat at work; ends by being cancelled."""
    if not place.seats:
        await asyncio.Event().wait()
    mark = keys().mark
    await asyncio.gather(*(_keep(seat, place, own, mark, tell) for seat in place.seats))


async def _keep(seat: Seat, place: Place, own: Security, mark: str, tell: Tell) -> None:
    from distributed import Nanny

    missed = False
    while True:
        why = ""
        try:
            async with AsyncExitStack() as held:
                nanny = Nanny(
                    place.member.address,
                    nthreads=1,
                    name=named(seat, mark),
                    resources=dict(seat.offers),
                    env=dict(seat.environment),
                    memory_limit="0",  # the engine plans its memory; Dask would stop the work at 80 %
                    host=own_address(place.member.host, place.member.port),
                    port=place.ports or 0,
                    worker_port=place.ports or 0,
                    protocol="tls",
                    security=own,
                    local_directory=str(farm_folder() / SCRATCH),
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
                held.push_async_callback(nanny.close, timeout=_CLOSE)
                await nanny
                tell(f"{seat.name} is ready ({seat.title}).")
                missed = False
                await nanny.finished()
        except (OSError, TimeoutError, RuntimeError, ValueError, InputError) as error:  # no network, no head, or it still sees the old seat
            why = _reason(error)
        if not missed:
            tell(f"{seat.name}: the head is away, or does not take it; trying again until it does.{why}")
            missed = True
        await asyncio.sleep(AGAIN)


def _reason(error: BaseException) -> str:
    """Why a seat has no line to the head, in a sentence behind another's; Dask names the reason as the cause of its error."""
    cause = error.__cause__ or error
    if type(cause).__name__ == "FatalCommClosedError":
        return " The head's keys are of another farm, or new: end this with `uprez farm down`, and pair this machine again."
    return f" {cause}."


def own_address(host: str, port: int) -> str:
    """The address of this machine on the way to another; nothing is sent.

    Raises:
        InputError: there is no way there.
    """
    try:
        family, kind, protocol, _, there = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, kind, protocol) as line:
            line.connect(there)
            return str(line.getsockname()[0])
    except OSError as error:
        raise InputError(
            f"There is no way from here to {host}.",
            why=f"{error.strerror or error}.",
            fix="Check the network, or pair again with another --address.",
        ) from error


def lan_address() -> str:
    """The address by which other machines most likely reach this one; loopback without a network."""
    with suppress(InputError):
        return own_address(_ELSEWHERE, 9)
    for name, addresses in sorted(psutil.net_if_addrs().items()):
        stats = psutil.net_if_stats().get(name)
        for address in addresses:
            if address.family == socket.AF_INET and stats and stats.isup and not address.address.startswith(("127.", "169.254.")):
                return address.address
    return "127.0.0.1"


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run until SIGINT or SIGTERM, noted as this machine's one process for a farm."""
    try:
        check_free()
    except BusyError:
        work.close()
        raise
    tune()
    make_farm_folder()
    write_text_whole(_note(), json.dumps({"pid": os.getpid(), "born": psutil.Process().create_time()}) + "\n")
    try:
        asyncio.run(_until_signalled(work))
    except KeyboardInterrupt:  # where the loop takes no signals
        pass
    finally:
        _note().unlink(missing_ok=True)


async def _until_signalled(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


def _note() -> Path:
    return farm_folder() / "process.json"
