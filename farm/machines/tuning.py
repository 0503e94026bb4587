"""Dask as a farm of pictures wants it: always encrypted, quick to notice a lost machine, out of the way of the work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from uprez.farm.machines.keys import Keys

if TYPE_CHECKING:
    from distributed import Security

DEATHS = 3
"""Workers that a window may take with it before it counts as poisonous: the next one names it."""
CABLE_SECONDS = 12
"""Seconds without a sign on the wire until a connection counts as dead; Dask's own 30 was measured to cost 33 s, its least is 11."""
FROZEN_SECONDS = 60
"""Seconds without a heartbeat until a machine counts as gone whose wire still answers."""
SILENT = logging.CRITICAL + 1
"""Dask's own words are of its insides; what a user must know is said here."""
SCRATCH = "scratch"
"""Folder of the workers' own files, in the farm's."""

_SETTINGS: dict[str, Any] = {
    "distributed.comm.require-encryption": True,
    "distributed.comm.timeouts.connect": "10s",
    "distributed.comm.timeouts.tcp": f"{CABLE_SECONDS}s",
    "distributed.scheduler.worker-ttl": f"{FROZEN_SECONDS}s",
    "distributed.scheduler.allowed-failures": DEATHS,
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.http.routes": [],  # its pages ask nobody who he is
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,  # samples every 10 ms
    "distributed.diagnostics.nvml": False,
    "distributed.nanny.pre-spawn-environ": {},  # would hold the networks to one thread each
    "distributed.admin.log-length": 1000,
    "distributed.admin.low-level-log-length": 1000,
    "distributed.admin.system-monitor.disk": False,
    "distributed.admin.tick.limit": "60s",  # decoding holds the interpreter for seconds at times; that is no fault to warn of
}


def tune() -> None:
    """Set Dask up for this process and for the workers that it starts, whatever the user's own settings are; quiet but for errors."""
    import distributed  # noqa: F401  # pyright: ignore[reportUnusedImport]  # brings its defaults, which ours replace
    from dask import config

    config.set(_SETTINGS)
    for name in ("distributed", "distributed.scheduler", "distributed.nanny", "tornado"):
        logging.getLogger(name).setLevel(SILENT)


def security(keys: Keys) -> Security:
    """Mutual TLS 1.3 with this machine's keys: whoever has no certificate of this farm gets no word in."""
    import ssl

    from distributed import Security

    own = {f"tls_{role}_{part}": str(path) for role in ("client", "scheduler", "worker") for part, path in _pair(keys)}
    return Security(require_encryption=True, tls_ca_file=str(keys.authority), tls_min_version=ssl.TLSVersion.TLSv1_3, **own)


def _pair(keys: Keys) -> tuple[tuple[str, Any], ...]:
    return ("cert", keys.certificate), ("key", keys.key)
