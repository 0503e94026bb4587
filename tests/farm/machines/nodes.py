"""A process that has everything loaded and forks the machines of a farm from itself, each in a network namespace of its own if wanted.

Reads a line of JSON for each machine: {"state", "network", "code" (null for the head), "name", "host", "port", "share"}; writes its pid.
A machine that is asked to make shard `POISON` of a job called `poison` ends with SIGKILL; the first that gets `HANG` of it does nothing
for ever. One called `one` makes a part of a job called
`hangs`, and is for ever in the middle of the next.
"""

from __future__ import annotations

import ctypes
import itertools
import json
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import dask
import distributed  # noqa: F401

from uprez.engine import shard_worker
from uprez.farm.machines import node, task  # noqa: F401
from uprez.farm.machines.joining import JoinCode
from uprez.farm.machines.membership import Membership, keys, make_farm_folder
from uprez.farm.machines.pairing import join
from uprez.farm.machines.seats import seats
from uprez.farm.machines.share import Share
from uprez.media.pictures import PictureWriter  # noqa: F401  # loads what a run needs, once for all machines

POISON, HANG = 1, 4
_NEW_NETWORK = 0x40000000
_DIE_WITH_PARENT = 1


def machine(wish: dict[str, Any]) -> None:
    """Be a machine; never returns."""
    os.setsid()
    assert ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL) == 0  # nothing outlives the tests, however they end
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.environ["UPREZ_STATE"] = wish["state"]
    if wish["network"]:
        with open(f"/run/netns/{wish['network']}") as space:
            assert ctypes.CDLL(None, use_errno=True).setns(space.fileno(), _NEW_NETWORK) == 0
    make_farm_folder()
    if wish["code"] is None:
        share = Share.founded(Path(wish["share"]))
        head = Membership(wish["name"], wish["host"], wish["port"], wish["share"], share.identity, head=True)
        keys().found(head.machine)
        head.keep()
        node.run_head(node.Place(head, ()), print_nothing)
    else:
        here = join(JoinCode.parse(wish["code"]), wish["name"], wish["share"], keys())
        here.keep()
        node.run_node(node.Place(here, seats(here.machine, "cpu")), print_nothing)


def print_nothing(text: str) -> None:
    """Nobody reads it."""


def poisonous(run: Any) -> Any:
    """`Worker.run`, deadly for one shard, endless in another."""
    parts = itertools.count()

    def deadly(self: shard_worker.Worker, indices: Any, listen: Any) -> int:
        if self.job.output.name == "poison" and POISON in indices:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.job.output.name == "poison" and HANG in indices:
            with suppress(FileExistsError):
                with (self.record.folder / "hung").open("x") as file:
                    file.write(str(os.getpid()))
                time.sleep(3600)
        hangs = self.job.output.name == "hangs" and Path(os.environ["UPREZ_STATE"]).name == "one" and next(parts) > 0

        def hanging(event: Any) -> None:
            listen(event)
            if hangs and event.stage == "frames":
                time.sleep(3600)

        return run(self, indices, hanging)

    return deadly


def main() -> None:
    """Fork a machine for each line, until the lines end."""
    shard_worker.Worker.run = poisonous(shard_worker.Worker.run)
    node.AGAIN = 0.2
    dask.config.set({"distributed.worker.multiprocessing-method": "fork"})  # two seconds less for each machine
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                machine(json.loads(line))
            finally:
                os._exit(1)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
