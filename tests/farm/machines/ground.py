"""Machines of a farm on one machine: a head, and nodes in network namespaces behind a bridge, or all on loopback."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from uprez.farm.machines.crew import crew_of
from uprez.farm.machines.membership import Membership, keys, member
from uprez.farm.machines.pairing import Desk
from uprez.farm.machines.seats import shown

ROOT = Path(__file__).parents[3]
PORT = 47431


class Network:
    """A bridge with an address, and namespaces behind it; nothing of it is left when it is closed."""

    def __init__(self) -> None:
        mark = os.getpid() % 50000
        self._bridge = f"upz{mark}"
        self._net = f"10.{200 + mark % 50}.{mark // 50 % 250}"
        self.host = f"{self._net}.1"
        self._spaces: list[str] = []

    def __enter__(self) -> Self:
        """Set it up.

        Raises:
            OSError: namespaces are not allowed here, or there is no program `ip`.
        """
        if shutil.which("ip") is None:
            raise OSError("there is no program `ip`")
        self._ip("link", "add", self._bridge, "type", "bridge")
        try:
            self._ip("addr", "add", f"{self.host}/24", "dev", self._bridge)
            self._ip("link", "set", self._bridge, "up")
            self.space()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        for space in self._spaces:
            with suppress(OSError):
                self._ip("netns", "del", space)
        with suppress(OSError):
            self._ip("link", "del", self._bridge)

    def space(self) -> str:
        """A new namespace, with a cable to the bridge."""
        number = len(self._spaces) + 2
        name, here = f"{self._bridge}n{number}", f"{self._bridge}c{number}"
        self._ip("netns", "add", name)
        self._spaces.append(name)
        self._ip("link", "add", here, "type", "veth", "peer", "name", "eth0", "netns", name)
        self._ip("link", "set", here, "master", self._bridge, "up")
        for words in (
            ("addr", "add", f"{self._net}.{number}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
        ):
            self._ip("-n", name, *words)
        return name

    def pull(self, space: str) -> None:
        """Pull the cable of a namespace."""
        self._ip("link", "set", f"{self._bridge}c{space.rpartition('n')[2]}", "down")

    def _ip(self, *words: str) -> None:
        done = subprocess.run(("ip", *words), capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(done.stderr.strip() or f"ip {' '.join(words)} failed")


class Ground:
    """A head, and nodes that come and go. The caller is on the head's machine: $UPREZ_STATE must be `folder / "head"`."""

    def __init__(self, folder: Path, share: Path, network: Network | None) -> None:
        self._folder, self._share, self._network = folder, share, network
        self.host = network.host if network else "127.0.0.1"
        self._forks = subprocess.Popen(
            [sys.executable, "-m", "tests.farm.machines.nodes"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pids: dict[str, int] = {}
        self.spaces: dict[str, str] = {}
        self._start("head", None, None)
        deadline = time.monotonic() + 60
        while Membership.kept() is None or not keys().complete:
            assert time.monotonic() < deadline, "the head did not come up"
            time.sleep(0.05)

    def node(self, name: str, share: Path | None = None) -> None:
        """Pair a machine, and let it work."""
        space = self._network.space() if self._network else None
        desk = Desk(keys(), member(), port=0)
        paired: list[str] = []
        waiting = threading.Thread(target=lambda: paired.append(desk.pair(print, seconds=60)))
        waiting.start()
        self._start(name, space, str(desk.code), share)
        waiting.join()
        desk.close()
        assert paired == [name]
        if space:
            self.spaces[name] = space

    def ready(self, *names: str) -> None:
        """Wait until these machines, and no others, are at work."""
        deadline = time.monotonic() + 60
        with crew_of(member()) as crew:
            while {shown(hand.machine) for hand in crew.hands()} != set(names):
                assert time.monotonic() < deadline, f"{names} did not all come"
                time.sleep(0.05)

    def kill(self, name: str) -> None:
        """End a machine, all its processes at once."""
        os.killpg(self.pids.pop(name), signal.SIGKILL)

    def close(self) -> None:
        """End everything."""
        for name in list(self.pids):
            with suppress(ProcessLookupError):
                self.kill(name)
        self._forks.kill()
        self._forks.communicate()

    def _start(self, name: str, space: str | None, code: str | None, share: Path | None = None) -> None:
        wish: dict[str, Any] = {"state": str(self._folder / name), "network": space, "code": code, "name": name}
        wish |= {"host": self.host, "port": PORT, "share": str(share or self._share)}
        assert self._forks.stdin and self._forks.stdout
        self._forks.stdin.write(json.dumps(wish) + "\n")
        self._forks.stdin.flush()
        self.pids[name] = int(self._forks.stdout.readline())
