"""Which copies of the plugin are on this machine, and whether a host will find and load one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from uprez.installer.bundle import COMMAND, NAME, installed
from uprez.installer.places import for_all_users, for_this_user, named, searched
from uprez.installer.receipt import Receipt
from uprez.installer.system import System

_LOADS = "import ctypes, sys; sys.exit(ctypes.CDLL(sys.argv[1]).OfxGetNumberOfPlugins() != 1)"
_PATIENCE = 20.0
"""Seconds for a plugin to load in a process of its own."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One installed bundle."""

    bundle: Path
    receipt: Receipt | None
    """None where uprez did not put it there."""
    searched: bool
    """Whether a host that is started with this environment looks there."""

    def fault(self) -> str:
        """What is wrong with it, in a sentence; empty when it is whole, loads, and knows how to run uprez."""
        if self.receipt is None:
            return "uprez did not put it there."
        if changed := self.receipt.changed(self.bundle):
            return f"Changed or missing since: {', '.join(changed)}. Install it again."
        command = self.bundle.joinpath(*COMMAND).read_text("utf-8").splitlines()
        if not command or not Path(command[0]).is_file():
            return f"The uprez that it runs is gone: {' '.join(command)}. Install it again."
        return "" if any(_loads(binary) for binary in binaries(self.bundle)) else "It does not load on this machine. Install it again."


def copies(system: System, more: Iterable[Path] = ()) -> tuple[Copy, ...]:
    """All bundles of this name where hosts look, in the user's folder, and in the folders `more`."""
    seen = {str(place) for place in searched(system)}
    places = dict.fromkeys(map(str, (*named(system), for_all_users(system), for_this_user(system), *more)))
    bundles = (installed(Path(place)) for place in places)
    return tuple(Copy(bundle.path, bundle.receipt(), str(bundle.path.parent) in seen) for bundle in bundles if bundle.path.is_dir())


def binaries(bundle: Path) -> tuple[Path, ...]:
    """The plugin's binaries in a bundle, one a kind of machine."""
    return tuple(sorted(bundle.glob(f"Contents/*/{NAME.removesuffix('.bundle')}")))


def _loads(binary: Path) -> bool:
    """Whether a process of its own can load the plugin and ask it how many effects it has."""
    try:
        return subprocess.run([sys.executable, "-c", _LOADS, str(binary)], capture_output=True, timeout=_PATIENCE).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
