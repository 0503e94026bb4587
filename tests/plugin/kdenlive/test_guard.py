"""The process that cancels the jobs of a clip job that was killed."""

import signal
import subprocess
import sys

import pytest

from tests.engine.service.running import wait_for

PROGRAM = """
import sys, time
from uprez.plugin.kdenlive.guard import Guard
with Guard() as guard:
    guard.watch(["aa", "bb"])
    guard.watch(["bb"])
    sys.stdout.write("watched\\n")
    sys.stdout.flush()
    sys.stdin.readline()
"""


@pytest.fixture
def watched():
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "watched\n"
    yield process
    process.stdin.close()
    process.stdout.close()
    process.wait(20)


def cancels(fake):
    return [path for method, path, _ in fake.asked if method == "POST"]


def test_what_a_killed_process_watched_is_cancelled_once(fake, watched):
    for name in ("aa", "bb"):
        fake.reply("POST", f"/v1/jobs/{name}/cancel", {"id": name})
    watched.send_signal(signal.SIGKILL)
    assert wait_for(lambda: len(cancels(fake)) == 2)
    assert cancels(fake) == ["/v1/jobs/aa/cancel", "/v1/jobs/bb/cancel"]


def test_what_ends_by_itself_cancels_nothing(fake, watched):
    watched.communicate("\n", timeout=20)
    assert watched.returncode == 0
    assert cancels(fake) == []
