"""State folders of the tests' own, and hosts in them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.ofx_bridge.building import built
from tests.ofx_bridge.driving import Host
from tests.ofx_bridge.processes import bridge_pid, wait_until

if sys.platform != "linux":  # the host looks at itself as Linux shows it
    collect_ignore_glob = ["test_*.py"]

HostMaker = Callable[..., Host]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A state folder that the tests of a module share, and with it one bridge; its bridge is killed in the end."""
    folder = tmp_path_factory.mktemp("state")
    yield folder
    end_bridge(folder)


@pytest.fixture
def own_state(tmp_path: Path) -> Iterator[Path]:
    """A state folder of one test's own."""
    folder = tmp_path / "state"
    folder.mkdir()
    yield folder
    end_bridge(folder)


@pytest.fixture
def make_host(tmp_path: Path) -> Iterator[HostMaker]:
    """Makes hosts: `make_host(state, variant)`; all of them end with the test, in order."""
    with ExitStack() as stack:
        made: list[Host] = []

        def make(state: Path, variant: str = "plain", *, environment: dict[str, str] | None = None, **words: object) -> Host:
            own = {"UPREZ_STATE": str(state), **(environment or {})}
            host = stack.enter_context(Host(built(variant), tmp_path / f"host{len(made)}", environment=own, **words))
            made.append(host)
            return host

        yield make


def end_bridge(folder: Path) -> None:
    """Kill the bridge of a state folder, if there is one."""
    pid = bridge_pid(folder)
    if pid:
        for number in (signal.SIGCONT, signal.SIGKILL):
            with suppress(OSError):
                os.kill(pid, number)
        wait_until(lambda: bridge_pid(folder) is None)
