"""The real service over its real socket, with real workers."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from tests.engine.service.running import end_all, job_of, own_state, pid_of, running, wait_for, wait_state, workers_of
from tests.engine.test_run import tree
from tests.media import clips
from uprez.plugin.client import Service, ServiceError

FRAMES = 24


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """24 float EXR frames of noise, 96x64."""
    rng = np.random.default_rng(7)
    noise = rng.normal(0.5, 0.5, (FRAMES, 64, 96, 3)).astype(np.float32)
    return clips.sequence(tmp_path_factory.mktemp("plates"), FRAMES, dtype="float", size=(96, 64), pixels=lambda at: noise[at])


@pytest.fixture(scope="module")
def long_plates(tmp_path_factory):
    """200 EXR frames, enough to be interrupted."""
    rng = np.random.default_rng(8)
    noise = rng.normal(0.5, 0.2, (7, 180, 320, 3)).astype(np.float32)
    return clips.sequence(tmp_path_factory.mktemp("long"), 200, dtype="half", size=(320, 180), pixels=lambda at: noise[at % 7])


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        yield own_state(patch, tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="module")
def service(state):
    with running(state) as client:
        yield client


def test_the_folder_and_the_token_are_this_users_alone(service, state):
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert stat.S_IMODE((state / "token").stat().st_mode) == 0o600
    assert len((state / "token").read_text().strip()) == 64


def test_it_listens_on_this_machine_only(service, state):
    listening = [each.laddr.ip for each in psutil.Process(pid_of(state)).net_connections("inet") if each.status == "LISTEN"]
    assert listening == ["127.0.0.1"]


def test_a_second_service_says_who_the_first_is(service, state):
    second = subprocess.run([sys.executable, "-m", "uprez", "serve"], capture_output=True, text=True, timeout=60, check=False)
    assert second.returncode == 8
    assert f"process {pid_of(state)}" in second.stderr
    assert service.about()["pid"] == pid_of(state)


def test_a_job_runs_to_its_end(service, plates, tmp_path):
    entry = service.submit(job_of(plates, tmp_path / "out", formats=("exr", "prores")), title="Shot 1")
    done = wait_state(service, entry["id"], "done", "failed")
    assert done["state"] == "done", done["error"]
    assert done["title"] == "Shot 1"
    assert (done["done"], done["total"], done["windows_done"], done["windows"]) == (FRAMES, FRAMES, 6, 6)
    assert done["memory"].endswith("fp32.") and done["seconds"] > 0 and done["finished"] >= done["started"]
    assert [os.path.basename(path) for path in done["files"]] == ["take_exr", "take.mov"]
    assert len(list((tmp_path / "out" / "take_exr").glob("*.exr"))) == FRAMES
    assert service.picture_of(entry["id"]).startswith(b"\x89PNG")


def test_a_job_that_cannot_be_done_fails_in_three_parts(service, tmp_path):
    entry = service.submit(job_of(tmp_path / "nothing.mov", tmp_path / "out"))
    failed = wait_state(service, entry["id"], "failed")
    assert failed["error"]["kind"] == "InputError"
    assert "nothing.mov" in failed["error"]["what"] and failed["error"]["fix"]
    assert service.retry(entry["id"])["state"] in ("queued", "running")
    wait_state(service, entry["id"], "failed")
    service.remove(entry["id"])
    with pytest.raises(ServiceError) as gone:
        service.job(entry["id"])
    assert gone.value.status == 404


def test_pause_resume_and_cancel(service, long_plates, tmp_path):
    entry = service.submit(job_of(long_plates, tmp_path / "out"))
    wait_for(lambda: service.job(entry["id"])["windows_done"] >= 2)
    service.pause(entry["id"])
    paused = wait_state(service, entry["id"], "paused", "done")
    assert paused["state"] == "paused" and 2 <= paused["windows_done"] < 50
    time.sleep(0.5)
    assert service.job(entry["id"])["windows_done"] == paused["windows_done"]
    service.resume(entry["id"])
    wait_for(lambda: service.job(entry["id"])["windows_done"] > paused["windows_done"])
    with pytest.raises(ServiceError) as busy:
        service.remove(entry["id"])
    assert busy.value.status == 409
    service.cancel(entry["id"])
    assert wait_state(service, entry["id"], "cancelled", "done")["state"] == "cancelled"


def test_jobs_run_in_the_order_of_the_queue(service, plates, tmp_path):
    held = [service.submit(job_of(plates, tmp_path / name), held=True)["id"] for name in "abc"]
    service.move(held[2], held[0])
    for name in held:
        service.resume(name)
    entries = [wait_state(service, name, "done") for name in held]
    assert entries[2]["started"] < entries[0]["started"] < entries[1]["started"] or entries[0]["started"] < entries[2]["started"]


def test_a_killed_worker_is_started_again_and_nothing_is_lost(service, state, long_plates, tmp_path):
    whole = service.submit(job_of(long_plates, tmp_path / "whole", last=47))
    wait_state(service, whole["id"], "done")
    entry = service.submit(job_of(long_plates, tmp_path / "killed", last=47))
    before = 0
    for _ in range(2):
        now = wait_for(lambda before=before: (each := service.job(entry["id"]))["windows_done"] > before and each)
        before = now["windows_done"]
        for worker in workers_of(state):
            worker.send_signal(signal.SIGKILL)
    done = wait_state(service, entry["id"], "done", "failed")
    assert done["state"] == "done" and done["restarts"] >= 1
    assert any("SIGKILL" in note["text"] and "windows are done" in note["text"] for note in done["notes"])
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")


def test_events_begin_with_a_snapshot_and_follow_a_job(service, plates, tmp_path):
    heard = []

    def listen():
        for event in service.events():
            heard.append(event)
            if event.kind == "job" and event.data["state"] == "done":
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    wait_for(lambda: heard)
    entry = service.submit(job_of(plates, tmp_path / "out"))
    thread.join(60)
    assert heard[0].kind == "snapshot" and isinstance(heard[0].data["jobs"], list)
    mine = [event.data for event in heard if event.kind == "job" and event.data["id"] == entry["id"]]
    assert [mine[0]["state"], mine[-1]["state"]] == ["queued", "done"]
    assert [each["windows_done"] for each in mine] == sorted(each["windows_done"] for each in mine)
    service.remove(entry["id"])


def test_pictures_are_half_floats_in_the_clips_own_colour(service, plates):
    whole = service.picture({"path": str(plates)}, 3)
    part = service.picture({"path": str(plates)}, 3, region=(10, 20, 30, 40))
    small = service.picture({"path": str(plates)}, 3, fit=48)
    pixels = np.frombuffer(whole.data, "<f2").reshape(whole.height, whole.width, whole.channels)
    inside = np.frombuffer(part.data, "<f2").reshape(40, 30, 3)
    assert pixels.shape == (64, 96, 3) and pixels.min() < 0 and pixels.max() > 1
    assert (inside == pixels[20:60, 10:40]).all()
    assert (small.width, small.height, small.scale) == (48, 32, 0.5)
    assert np.allclose(np.frombuffer(small.data, "<f2").astype(float).mean(), pixels.astype(float).mean(), atol=2e-3)


def test_an_estimate_and_a_preview(service, plates, tmp_path):
    job = job_of(plates, tmp_path / "out")
    measured = service.estimate(job, "ticket-1")
    assert measured["frames"] == FRAMES and measured["output_size"] == [192, 128] and measured["seconds"] > 0 and measured["bytes"] > 0
    made = service.preview(job, (8, 8, 32, 16), (2, 4), "ticket-2")
    assert made["frames"] == [2, 3, 4] and (made["width"], made["height"], made["scale"]) == (64, 32, 2.0)
    source, result = (service.preview_picture(made["preview"], 3, side) for side in ("source", "result"))
    assert (source.width, source.height) == (result.width, result.height) == (64, 32)
    assert not (tmp_path / "out").exists()


def test_a_preview_can_be_cancelled(service, long_plates, tmp_path):
    failed = []

    def ask():
        try:
            service.preview(job_of(long_plates, tmp_path, recipe={"scale": 8}), None, (0, 99), "slow")
        except ServiceError as error:
            failed.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    wait_for(lambda: service.cancel_task("slow") is None)
    thread.join(30)
    assert failed[0].kind == "Cancelled"


def test_models_devices_disk_and_report(service, tmp_path):
    assert {"span-x2", "lanczos"} <= {card["name"] for card in service.models()}
    assert "cpu" in {device["name"] for device in service.devices()}
    assert service.disk(str(tmp_path / "not" / "there"))["free_bytes"] > 0
    assert "uprez" in service.report() and str(tmp_path) not in service.report()


def test_a_killed_service_takes_its_jobs_up_again(monkeypatch, long_plates, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    job = job_of(long_plates, tmp_path / "out", last=47)
    with running(state) as client:
        name = client.submit(job)["id"]
        wait_for(lambda: client.job(name)["windows_done"] >= 2)
        orphans = workers_of(state)
        os.kill(pid_of(state), signal.SIGKILL)
        wait_for(lambda: not any(orphan.is_running() and orphan.status() != psutil.STATUS_ZOMBIE for orphan in orphans), 10)
    try:
        again = Service.connect()
        assert again.about()["pid"] != 0
        done = wait_state(again, name, "done", "failed")
        assert done["state"] == "done" and any("service had stopped" in note["text"] for note in done["notes"])
    finally:
        end_all(state)


def test_it_ends_when_nobody_needs_it(monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    process = subprocess.Popen([sys.executable, "-m", "uprez", "serve", "--idle", "1"], stderr=subprocess.DEVNULL)
    assert process.wait(30) == 0
    assert not (state / "service.json").exists()


def test_stop_ends_it_and_keeps_the_queue(monkeypatch, plates, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    with running(state) as client:
        name = client.submit(job_of(plates, tmp_path / "out"), held=True)["id"]
        client.stop()
        wait_for(lambda: not (state / "service.json").exists(), 15)
    with running(state) as client:
        assert client.job(name)["state"] == "paused"


def test_the_published_schema_is_the_one_it_serves():
    from uprez.engine.service.app import published_schema

    published = json.loads((Path(__file__).parents[3] / "docs" / "service.openapi.json").read_text())
    assert published == published_schema()
