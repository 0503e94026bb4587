"""The plugin's way to the bridge, in C++ under sanitizers: its parts alone, and whole against a fake bridge that misbehaves."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ofx_bridge.building import backend_programs

HERE = Path(__file__).parent
GOLDEN = HERE.parent / "data" / "ofx" / "wire.bin"
FAKE = f'"{sys.executable}" -I -S "{HERE / "fake_bridge.py"}"'
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:allocator_may_return_null=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "halt_on_error=1:second_deadlock_stack=1",
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


@pytest.fixture(scope="session")
def programs():
    """Folder of the test programs, built now or earlier."""
    return backend_programs()


def _checked(*command, **variables):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UPREZ_")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**kept, **SANITIZERS, **variables}, check=False)
    assert done.returncode == 0, f"{command[0]} {command[-1]}: {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-8000:]}"
    return done.stderr


def _against(fake, program, scenario, folder, **variables):
    """Run a scenario against the fake bridge; none of those stays."""
    fresh = {"UPREZ_STATE": str(folder), "UPREZ_COMMAND": f"{FAKE} {fake}", "UPREZ_OFX_SILENCE": "0.8", "UPREZ_OFX_REST": "0.5"}
    try:
        assert not _checked(str(program), scenario, **{**fresh, **variables})
    finally:
        started = folder / "starts"
        for pid in started.read_text().split() if started.exists() else []:
            with suppress(OSError):
                os.kill(int(pid), signal.SIGKILL)


@pytest.mark.parametrize("part", ["messages", "slots", "places", "session"])
def test_parts(programs, part, tmp_path):
    """Each part alone, under AddressSanitizer and UndefinedBehaviorSanitizer."""
    argument = {"messages": [str(GOLDEN)], "places": [str(tmp_path)]}.get(part, [])
    _checked(str(programs / f"test_{part}"), *argument)


SCENARIOS = [
    ("right", "right", {}),
    ("many", "right", {}),
    ("many", "right", {"UPREZ_OFX_MEMORY": "330000"}),
    ("never-fits", "right", {"UPREZ_OFX_MEMORY": "2000000"}),
    ("slow", "slow", {}),
    ("silent", "silent", {}),
    ("dies", "dies", {}),
    ("dies-always", "dies-always", {}),
    ("never", "never", {}),
    ("hangs", "hangs", {}),
    ("second", "second", {}),
    ("version", "version", {}),
    ("token", "token", {}),
    ("garbage", "garbage", {}),
    ("fails", "fails", {}),
    ("cancel", "cancel", {}),
    ("stops", "cancel", {}),
    ("tasks", "right", {}),
    ("tasks-fail", "never", {}),
    ("off", "right", {"UPREZ_OFX_BACKEND": "off"}),
    ("nobody", "right", {"UPREZ_OFX_BACKEND": "/nowhere/socket"}),
    ("missing", "right", {"UPREZ_COMMAND": "", "PATH": "/nowhere"}),
]


@pytest.mark.parametrize(("scenario", "fake", "variables"), SCENARIOS)
def test_threads(programs, scenario, fake, variables, tmp_path):
    """Under ThreadSanitizer."""
    _against(fake, programs / "test_backend_thread", scenario, tmp_path, **variables)


@pytest.mark.parametrize("scenario", ["right", "many", "dies", "garbage", "stops", "tasks"])
def test_memory(programs, scenario, tmp_path):
    """Under AddressSanitizer: nothing leaks, nothing is used that is gone."""
    fake = {"many": "right", "tasks": "right", "stops": "cancel"}.get(scenario, scenario)
    _against(fake, programs / "test_backend", scenario, tmp_path)


def test_started_alone(programs, tmp_path):
    """A bridge that the plugin starts inherits no descriptor and none of the variables that lead Python astray."""
    look = tmp_path / "look.py"
    look.write_text(
        "import os, sys\nprint(sorted(os.listdir('/proc/self/fd'))[:-1], os.getsid(0) == os.getpid(), sorted(os.environ))\nsys.exit(3)\n"
    )
    environment = {"PYTHONSTARTUP": "x", "LD_PRELOAD": "", "PYTHONHOME": "", "UPREZ_STATE": str(tmp_path)}
    with open(tmp_path / "held", "w") as held:
        os.set_inheritable(held.fileno(), True)
        done = subprocess.run(
            [str(programs / "test_backend"), "tasks-fail"],
            env={**os.environ, **SANITIZERS, **environment, "UPREZ_COMMAND": f'"{sys.executable}" -S "{look}"'},
            pass_fds=[held.fileno()],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    said = (tmp_path / "ofx.log").read_text()
    assert said.startswith("['0', '1', '2'] True") and not any(f"'{name}'" in said for name in environment if name != "UPREZ_STATE")


def test_real_bridge(programs, tmp_path):
    """Many renders at once against uprez's own bridge, in so little memory that frames have to make room for each other."""
    fresh = {"UPREZ_STATE": str(tmp_path), "UPREZ_COMMAND": f'"{sys.executable}" -m uprez', "UPREZ_OFX_MEMORY": "330000"}
    try:
        assert not _checked(str(programs / "test_backend_thread"), "many", **fresh)
    finally:
        with suppress(OSError, IndexError):
            os.kill(int((tmp_path / "ofx-1.address").read_text().split("\n")[2]), signal.SIGKILL)
