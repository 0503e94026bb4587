"""The bridge's life: where it stands, when it ends, and what it leaves."""

import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

from tests.ofx_bridge.fake_plugin import FakePlugin, address_of, bridge, wait_for


def test_it_ends_when_no_host_is_there_and_leaves_nothing(tmp_path):
    state = tmp_path / "state"
    with bridge(state, "--idle", "1.5") as process:
        plugin = FakePlugin(state)
        time.sleep(2.5)
        assert process.poll() is None  # a guest is here
        plugin.close()
        assert process.wait(20) == 0
    assert {path.name for path in state.iterdir()} <= {"ofx-1.lock"}


def test_it_ends_when_it_is_told_to(tmp_path):
    state = tmp_path / ("a" * 100) / "state"  # too long for a socket
    state.parent.mkdir()
    with bridge(state) as process:
        address = Path(address_of(state)[0])
        assert not address.is_relative_to(tmp_path) and stat.S_IMODE(address.parent.stat().st_mode) == 0o700
        plugin = FakePlugin(state)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert plugin.closed.wait(20)
        assert not address.parent.exists() and not (state / "ofx-1.address").exists()


def test_what_a_dead_one_left_is_replaced(tmp_path):
    state = tmp_path / "state"
    with bridge(state) as process:
        old = address_of(state)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (state / "ofx-1.address").exists()
        with bridge(state):
            wait_for(lambda: address_of(state)[2] != old[2])
            assert address_of(state)[1] != old[1]
            FakePlugin(state).close()


def test_the_address_stands_early(tmp_path):
    state = tmp_path / "state"
    slow = {"numpy", "cv2", "pydantic", "uprez.core.job", "uprez.engine.upscaler"}
    code = f"import sys; from uprez.ofx_bridge import serve; print(sorted({slow} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"[]\n"
    with bridge(state):
        assert FakePlugin(state).welcome
