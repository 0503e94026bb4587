"""Processes that are killed and stopped in the middle of a frame."""

import os
import signal
import time

import numpy as np
import pytest

from tests.ofx_bridge.driving import FAILED, OK
from tests.ofx_bridge.engine_way import engine_frame, same
from tests.ofx_bridge.pictures import picture, solid
from tests.ofx_bridge.processes import bridge_pid, slots_of, wait_until

SMALL = [solid(picture(16, 12, seed=seed)) for seed in range(3)]
LARGE = [solid(picture(48, 40, seed=seed)) for seed in range(3)]  # some seconds of work for the slow network


@pytest.fixture
def at_work(make_host, own_state):
    """A host whose bridge is up, and works on a frame."""
    host = make_host(own_state, "address", environment={"UPREZ_OFX_SILENCE": "2", "UPREZ_OFX_REST": "1"}).load()
    warm = host.create("warm").frames(SMALL).choose("identity", 1)
    assert warm.render(0).status == OK
    instance = host.create("slow").frames(LARGE).choose("rrdb", 4)
    instance.start("slow", 1)
    time.sleep(0.3)
    return instance, bridge_pid(own_state)


def test_a_killed_bridge_is_started_again(at_work, own_state):
    instance, pid = at_work
    os.kill(pid, signal.SIGKILL)
    done = instance.wait("slow")
    assert (done.status, done.harm, done.said["unwritten"]) == (OK, (0, 0, 0), 0)
    assert bridge_pid(own_state) not in (None, pid)
    same(done.pixels, engine_frame(LARGE, 1, (192, 160), model="rrdb"))


def test_a_bridge_that_is_killed_again_fails_the_frame(at_work, own_state):
    instance, pid = at_work
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: bridge_pid(own_state) not in (None, pid))
    second = bridge_pid(own_state)
    wait_until(lambda: slots_of(second) > 0)
    os.kill(second, signal.SIGKILL)
    done = instance.wait("slow")
    assert (done.status, done.harm, done.said["unwritten"]) == (FAILED, (0, 0, 0), 0)
    assert instance.persistent()
    assert instance.choose("lanczos", 2).render(0).status == OK
    assert instance.persistent() == ""


def test_a_stopped_bridge_does_not_hang_the_host(at_work):
    instance, pid = at_work
    os.kill(pid, signal.SIGSTOP)
    try:
        done = instance.wait("slow")
    finally:
        os.kill(pid, signal.SIGCONT)
    assert done.status == FAILED
    assert done.said["seconds"] < 15
    assert "answer" in instance.persistent()
    wait_until(lambda: instance.choose("lanczos", 2).render(0).status == OK)


def test_a_stopped_bridge_can_be_aborted(at_work):
    instance, pid = at_work
    os.kill(pid, signal.SIGSTOP)
    try:
        start = time.monotonic()
        instance.host.ask("cancel", job="slow")
        assert instance.wait("slow").status == FAILED
        assert time.monotonic() - start < 1.5
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_killed_hosts_slots_are_freed(at_work, own_state, make_host):
    instance, pid = at_work
    wait_until(lambda: slots_of(pid) > 0)
    instance.host.kill()
    wait_until(lambda: slots_of(pid) == 0)
    other = make_host(own_state, "address").load().create().frames(SMALL).choose("identity", 1)
    assert np.allclose(other.render(2).pixels, SMALL[2])
    assert bridge_pid(own_state) == pid


def test_unload_ends_a_frame_in_flight(at_work):
    instance, _ = at_work
    assert instance.host.ask("unload")["status"] == OK
    assert instance.wait("slow").status in (OK, FAILED)
