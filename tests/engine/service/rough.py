"""Kill -9 of the worker, the service and the panel, in turn, at random, while jobs run; what must be left in the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.engine.service.running import end_all, job_of, pid_of, wait_for, workers_of
from tests.engine.test_run import tree
from uprez.plugin.client import Service

PANEL = [sys.executable, "-m", "uprez", "app"]
Recipe = dict[str, Any]
RECIPES: Sequence[Recipe] = ({}, {"model": "span", "scale": 2, "runtime": "onnxruntime"}, {"scale": 1.5})
"""Classic resampling; the default network with its stabiliser; another size."""


@dataclass(frozen=True)
class Ordeal:
    """What was done, and what came of it."""

    killed: dict[str, int]
    """Processes killed, by kind."""
    jobs: int
    restarts: int
    """Times that workers were started again."""
    identical: bool
    """Every job's results are those of an uninterrupted run, to the bit."""
    states: list[str]


def ordeal(clip: Path, folder: Path, *, kills: int, seed: int, frames: int, panel: bool, recipes: Sequence[Recipe] = RECIPES) -> Ordeal:
    """Run jobs while `kills` processes are killed; $UPREZ_STATE names the service's folder."""
    state, chance = Path(os.environ["UPREZ_STATE"]), random.Random(seed)
    service, window = Service.connect(), _panel() if panel else None
    jobs = [job_of(clip, folder / f"whole{n}", last=frames - 1, formats=("exr", "prores"), recipe=each) for n, each in enumerate(recipes)]
    for name in [service.submit(job)["id"] for job in jobs]:
        wait_for(lambda name=name: service.job(name)["state"] == "done", 300)
    killed = {"worker": 0, "service": 0, "panel": 0}
    names: list[tuple[str, int]] = []
    kinds = [kind for kind in killed if panel or kind != "panel"]
    while sum(killed.values()) < kills:
        service = Service.connect()
        if not any(entry["state"] in ("queued", "running") for entry in service.jobs()):
            for n, each in enumerate(recipes):
                job = job_of(clip, folder / f"rough{len(names)}", last=frames - 1, formats=("exr", "prores"), recipe=each)
                names.append((service.submit(job)["id"], n))
        time.sleep(chance.uniform(0.1, 2.0))
        kind = kinds[sum(killed.values()) % len(kinds)]
        if kind == "panel":
            window.kill()
            window.wait()
            window = _panel()
            killed[kind] += 1
        elif victims := workers_of(state) if kind == "worker" else [psutil.Process(pid_of(state))]:
            chance.choice(victims).send_signal(signal.SIGKILL)
            killed[kind] += 1
            time.sleep(0.2)
    service = Service.connect()
    for name, _ in names:
        wait_for(lambda name=name: Service.connect().job(name)["state"] in ("done", "failed"), 300)
    entries = {entry["id"]: entry for entry in Service.connect().jobs()}
    whole = [tree(folder / f"whole{n}") for n in range(len(recipes))]
    identical = all(tree(folder / f"rough{place}") == whole[n] for place, (_, n) in enumerate(names))
    if window is not None:
        window.kill()
    end_all(state)
    mine = [entries[name] for name, _ in names]
    return Ordeal(killed, len(mine), sum(each["restarts"] for each in mine), identical, [each["state"] for each in mine])


def _panel() -> subprocess.Popen[bytes]:
    return subprocess.Popen(PANEL, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stderr=subprocess.DEVNULL)
