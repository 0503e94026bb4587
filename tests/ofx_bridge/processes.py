"""What can be seen of a bridge from outside: its process, and the memory that it holds of its guests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil


def bridge_pid(state: Path) -> int | None:
    """Process of the bridge that a state folder names; None when it does not live."""
    try:
        pid = int((state / "ofx-1.address").read_text().split("\n")[2])
        return pid if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE else None
    except (OSError, ValueError, IndexError, psutil.Error):
        return None


def slots_of(pid: int) -> int:
    """Pieces of guests' memory that a process holds: descriptors and mappings, whichever are more."""
    place = Path("/proc") / str(pid)
    mapped = sum("memfd:" in line for line in (place / "maps").read_text().splitlines())
    held = 0
    for descriptor in (place / "fd").iterdir():
        try:
            held += "memfd:" in str(descriptor.readlink())
        except OSError:
            continue  # closed meanwhile
    return max(mapped, held)


def wait_until(check: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until `check()` is true."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "it did not come in time"
        time.sleep(0.02)
