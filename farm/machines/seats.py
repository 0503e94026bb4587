"""The seats of a machine: one for each GPU, else one for the processor; each a process that works on one window at a time."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from uprez import __version__
from uprez.core.errors import ModelError
from uprez.core.plan import Plan
from uprez.engine.devices import Device, devices

Choice = Literal["auto", "gpu", "cpu", "none"]
"""Which devices of a machine work: GPUs where there are any, else the processor; GPUs; the processor; none."""
CHOICES: tuple[Choice, ...] = ("auto", "gpu", "cpu", "none")
_VISIBLE = "CUDA_VISIBLE_DEVICES"


@dataclass(frozen=True, slots=True)
class Seat:
    """One place to work."""

    name: str
    """Machine and device, for example `render-2/cuda:0`."""
    title: str
    """The device as people know it."""
    environment: Mapping[str, str]
    """What its process is started with beyond ours."""
    offers: Mapping[str, int]
    """Dask's resources: what a window can ask for, one of each."""


def seats(machine: str, choice: Choice) -> tuple[Seat, ...]:
    """The seats of this machine.

    Raises:
        ModelError: GPUs are wanted, and there is none that can be used.
    """
    found = devices()
    gpus = tuple(device for device in found if device.name != "cpu")
    if choice == "gpu" and not gpus:
        raise ModelError(
            "There is no GPU here that uprez can use.",
            why="No driver answers, or no runtime for it is installed.",
            fix="See `uprez doctor`.",
        )
    if choice == "none":
        return ()
    return _seats(machine, gpus if gpus and choice != "cpu" else found[:1], os.environ.get(_VISIBLE))


def _seats(machine: str, chosen: Iterable[Device], visible: str | None) -> tuple[Seat, ...]:
    return tuple(
        Seat(f"{machine}/{device.name}", device.title, _environment(device, visible), {__version__: 1, **_offers(device)})
        for device in chosen
    )


def _environment(device: Device, visible: str | None) -> dict[str, str]:
    """What makes CUDA see this device alone; it is counted as `nvidia-smi` counts, not by speed."""
    kind, _, place = device.name.partition(":")
    if kind == "cpu":
        return {}
    own = place if visible is None else visible.split(",")[int(place)].strip()
    return {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", _VISIBLE: own}


def _offers(device: Device) -> dict[str, int]:
    kind = device.name.partition(":")[0]
    return {"numpy cpu": 1, **{f"{runtime} {kind}": 1 for runtime in device.runtimes}}


def named(seat: Seat, machine: str) -> str:
    """A fresh name for the seat's worker; `machine` tells this machine from another of the same name (see `Keys.mark`).

    It is a fresh one because one that comes back may meet its own shadow, which the head has not missed yet.
    """
    return f"{seat.name}~{machine}~{secrets.token_hex(2)}"


def seat_of(name: str) -> str:
    """Device and machine of a worker's name: what is the same each time that it comes back, and no other's."""
    return name.rpartition("~")[0] or name


def shown(seat: str) -> str:
    """A seat for people: machine and device by their names."""
    return seat.partition("~")[0]


def machine_of(seat: str) -> str:
    """The machine that a seat is on, as no other is called."""
    name, _, mark = seat.partition("~")
    return f"{name.partition('/')[0]}~{mark}"


def wanted(plan: Plan) -> dict[str, int]:
    """What a seat must offer for the windows of a plan: this uprez, and the runtime and kind of device that the plan was made for.

    Bits are the same on one class of device alone, so a plan for a processor waits for a processor.
    """
    words = plan.runtime.split()
    if len(words) < 2:
        return {__version__: 1}
    return {__version__: 1, f"{words[0]} {words[1].partition(':')[0]}": 1}
