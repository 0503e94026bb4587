"""A real service in a state folder of its own, and ways to be rough with it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

from uprez.plugin.client import Service, ServiceError


def own_state(monkeypatch, folder: Path) -> Path:
    """Point this process, and those that it starts, to a state folder of their own."""
    monkeypatch.setenv("UPREZ_STATE", str(folder))
    monkeypatch.setenv("UPREZ_COMMAND", f"{sys.executable} -m uprez")
    return folder


@contextmanager
def running(folder: Path, *, idle: float = 120.0):
    """A service in a state folder, with a client; stopped in the end with all its processes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "uprez", "serve", "--idle", str(idle)],
        env={**os.environ, "UPREZ_STATE": str(folder)},
        stderr=subprocess.PIPE,
    )
    try:
        assert b"listens" in process.stderr.readline()
        yield Service.connect(start=False)
    finally:
        end_all(folder)
        process.wait(20)
        process.stderr.close()


def pid_of(folder: Path) -> int:
    """Number of the service's process."""
    return json.loads((folder / "service.json").read_text())["pid"]


def workers_of(folder: Path) -> list[psutil.Process]:
    """The service's child processes."""
    try:
        return [child for child in psutil.Process(pid_of(folder)).children() if "uprez.engine.service.worker" in child.cmdline()]
    except (psutil.Error, OSError, ValueError):
        return []


def end_all(folder: Path) -> None:
    """Kill the service of a state folder and its children, if there are any."""
    try:
        process = psutil.Process(pid_of(folder))
        for child in [*process.children(recursive=True), process]:
            child.send_signal(signal.SIGKILL)
    except (psutil.Error, OSError, ValueError):
        return


def wait_for(check, seconds: float = 60.0):
    """Wait until `check()` gives something true, and give it; errors of a service that is just gone are passed over."""
    until = time.monotonic() + seconds
    while True:
        try:
            if found := check():
                return found
        except ServiceError:
            pass
        assert time.monotonic() < until, "it did not come in time"
        time.sleep(0.05)


def wait_state(service: Service, name: str, *states: str, seconds: float = 90.0):
    """Wait until a job is in one of `states`; give its entry."""
    return wait_for(lambda: (entry := service.job(name))["state"] in states and entry, seconds)


def job_of(source, folder, *, formats=("exr",), recipe=None, **fields):
    """A job document."""
    return {
        "schema": "uprez.job",
        "version": 1,
        "source": {"path": str(source), **fields},
        "recipe": {"model": "lanczos", "scale": 2, "window": 4, "cuts": "none", **(recipe or {})},
        "output": {"folder": str(folder), "formats": list(formats), "name": "take"},
    }
