"""The doctor on what other programs were given: whether they will find it, and whether it works."""

from __future__ import annotations

from collections.abc import Iterator

from uprez import __version__
from uprez.engine.finding import Check, State


def openfx_plugin() -> Iterator[Check]:
    """Whether a host that is started from here will find the OpenFX plugin, and whether it loads."""
    from uprez.installer.found import copies
    from uprez.installer.system import System

    found = [copy for copy in copies(System.this()) if copy.searched]
    if not found:
        yield Check("openfx plugin", State.NOTE, "hosts will find none; `uprez install ofx` puts it where they look")
    for copy in found:
        fault = copy.fault()
        yield Check("openfx plugin", State.BROKEN if fault else State.GOOD, fault or "hosts will find it, and it loads", bool(fault))
        yield Check("openfx plugin at", State.GOOD, str(copy.bundle), private=True)


def host_parts() -> Iterator[Check]:
    """Whether the hosts on this machine have their part of uprez, and whether it is whole and of this version."""
    from uprez.installer.hosts import HOSTS
    from uprez.installer.part import parts
    from uprez.installer.system import System

    system, any_part = System.this(), False
    for host in HOSTS.values():
        found = [part for part in parts(host, system) if part.here()]
        if not found:
            here = host.here(system)
            text = f"on this machine; `uprez install {host.name}` gives it uprez" if here else "not on this machine"
            yield Check(host.name, State.NOTE if here else State.GOOD, text)
        any_part = any_part or bool(found)
        for part in found:
            if fault := part.fault():
                yield Check(host.name, State.BROKEN, fault, private=True)
            elif part.version() != __version__:
                text = f"its part is of uprez {part.version()}; `uprez install {host.name}` updates it"
                yield Check(host.name, State.NOTE, text)
            else:
                yield Check(host.name, State.GOOD, "its part of uprez is whole, and loads")
            yield Check(f"{host.name} at", State.GOOD, str(part.place), private=True)
    if any_part:
        yield _run_by_hosts()


def _run_by_hosts() -> Check:
    """Whether hosts' parts know how to run uprez."""
    from uprez.plugin.start import ServiceError, service_command

    try:
        command = service_command()
    except ServiceError as error:
        return Check("uprez in hosts", State.BROKEN, f"{error.what} {error.why} Install a host's part again.", private=True)
    return Check("uprez in hosts", State.GOOD, " ".join(command), private=True)
