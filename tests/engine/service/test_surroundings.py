"""What the service makes of surroundings that are unlucky: what a dead one left, a second one, a full disk."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time

import numpy as np
import pytest

from tests.engine.service.knocking import strangers
from tests.engine.service.running import job_of, own_state, pid_of, running, wait_for, wait_state
from tests.media import clips
from uprez.plugin.client import Service, ServiceError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights, links and limits of POSIX")


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    pixels = np.random.default_rng(3).uniform(0, 1, (3, 16, 32, 3)).astype(np.float32)
    return clips.sequence(tmp_path_factory.mktemp("plates"), 3, size=(32, 16), pixels=lambda at: pixels[at])


def test_what_a_dead_service_left_does_not_matter(monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    state.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        (state / "service.json").write_text(json.dumps({"host": "127.0.0.1", "port": other.getsockname()[1], "pid": os.getpid(), "api": 1}))
        (state / "service.lock").write_text("1")
        (state / "token").write_text("short")
        (state / "queue.sqlite3").write_bytes(b"no database at all" * 100)
        (state / "previews").mkdir()
        (state / "previews" / "old").write_text("")
        other.close()
    with running(state) as client:
        assert client.about()["pid"] == pid_of(state) != os.getpid()
        assert client.jobs() == []
        assert not (state / "previews" / "old").exists()
        assert [name.split(".broken")[0] for name in strangers(state)] == ["queue.sqlite3"]


def test_a_token_that_others_could_read_is_replaced(monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    state.mkdir(mode=0o755)
    (state / "token").write_text("ab" * 32)
    (state / "token").chmod(0o644)
    with running(state):
        assert (state / "token").read_text().strip() != "ab" * 32
        assert (state / "token").stat().st_mode & 0o077 == 0 and state.stat().st_mode & 0o077 == 0


def test_two_that_start_at_once_end_as_one(monkeypatch, tmp_path):
    own_state(monkeypatch, tmp_path / "state")
    command = [sys.executable, "-m", "uprez", "serve", "--idle", "60"]
    both = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(2)]
    try:
        wait_for(lambda: any(each.poll() is not None for each in both), 30)
        codes = [each.poll() for each in both]
        assert sorted(codes, key=str) == [8, None]
        client = wait_for(lambda: Service.connect(start=False))
        assert client.about()["pid"] == both[codes.index(None)].pid
    finally:
        for each in both:
            each.terminate()
            each.wait(20)


@pytest.fixture
def full_disk(tmp_path):
    """A small disk of its own; needs the right to mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("no right to mount a small disk")
    yield place
    for _ in range(50):
        if subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode == 0:
            break
        time.sleep(0.1)


def _fill(place):
    with (place / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        while ballast.write(b"x" * 4096) == 4096:
            pass


def test_a_full_disk_under_the_results(full_disk, monkeypatch, plates, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    _fill(full_disk)
    with running(state) as client:
        entry = client.submit(job_of(plates, full_disk / "results"))
        failed = wait_state(client, entry["id"], "failed", "done")
        assert failed["state"] == "failed" and failed["error"]["kind"] == "ResourceError" and failed["error"]["fix"]
        (full_disk / "ballast").unlink()
        client.retry(entry["id"])
        assert wait_state(client, entry["id"], "failed", "done")["state"] == "done"


def test_a_full_disk_under_the_queue(full_disk, monkeypatch, plates, tmp_path):
    state = own_state(monkeypatch, full_disk / "state")
    with running(state) as client:
        kept = client.submit(job_of(plates, tmp_path / "a"), held=True)
        _fill(full_disk)
        refused = 0
        for number in range(12):
            try:
                client.submit(job_of(plates, tmp_path / f"b{number}"), held=True, title="x" * 500)
            except ServiceError as error:
                assert error.status == 507 and error.kind == "ResourceError"
                refused += 1
        assert refused and client.job(kept["id"])["state"] == "paused"
        known = {entry["id"] for entry in client.jobs()}
        (full_disk / "ballast").unlink()
        known.add(client.submit(job_of(plates, tmp_path / "c"), held=True)["id"])
        client.stop()
        wait_for(lambda: not (state / "service.json").exists(), 15)
    with running(state) as client:
        assert {entry["id"] for entry in client.jobs()} == known
