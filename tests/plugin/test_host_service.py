"""Jobs run to their end through the service, whatever becomes of both."""

import threading
import time

import pytest

from tests.plugin.host_results import finished
from uprez.plugin import host_service
from uprez.plugin.host import Sent, ServiceError, ServiceGone, ServiceRun, run_jobs

JOB = {"source": {"path": "/shots/a.mov", "first": 0, "last": 9}, "output": {"folder": "/shots/uprez"}}


class FakeQueue:
    """A service's queue of which every look moves each job one state on. It stands for `uprez.plugin.client.Service`."""

    def __init__(self, *lives):
        self.lives = [list(life) for life in lives]
        self.entries = []
        self.cancelled = []
        self.resumed = []
        self.gone = 0
        self.looks = 0

    def submit(self, job):
        self._there()
        if job.get("refused"):
            raise ServiceError("The folder cannot be written.", "It is the service's own.", "Choose another.", "InputError", 422)
        entry = {"id": f"job{len(self.entries)}", "state": self.lives[len(self.entries)].pop(0), "job": job, "files": [], "error": None}
        self.entries.append(entry)
        return dict(entry)

    def resume(self, id):
        self.resumed.append(id)
        return self._entry(id, "queued")

    def jobs(self):
        self._there()
        self.looks += 1
        assert self.looks < 2000, "the jobs do not end"
        for entry, life in zip(self.entries, self.lives, strict=False):
            if life:
                entry["state"] = life.pop(0)
        return [dict(entry) for entry in self.entries]

    def cancel(self, id):
        self.cancelled.append(id)
        self.lives[int(id[3:])] = ["cancelled"]
        return self._entry(id, "running")

    def _entry(self, id, state):
        return {**next(entry for entry in self.entries if entry["id"] == id), "state": state}

    def _there(self):
        if self.gone:
            self.gone -= 1
            raise ServiceGone("The service is not running.")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(host_service, "_LOOK", 0.005)


def states(entries):
    return [entry["state"] for entry in entries]


def test_all_jobs_are_waited_for_and_every_change_is_told():
    queue = FakeQueue(["queued", "running", "running", "done"], ["queued", "queued", "running", "running", "failed"])
    told = []
    entries = run_jobs(queue, [JOB, JOB], lambda now: told.append(states(now)))
    assert states(entries) == ["done", "failed"]
    assert told == [["queued", "queued"], ["running", "queued"], ["running", "running"], ["done", "running"], ["done", "failed"]]


def test_nothing_to_do_ends_at_once():
    assert run_jobs(FakeQueue(), []) == []


def test_a_refused_job_fails_and_the_others_go_on():
    entries = run_jobs(FakeQueue(["done"]), [{**JOB, "refused": True}, JOB])
    assert states(entries) == ["failed", "done"]
    assert entries[0]["error"]["what"] == "The folder cannot be written." and entries[0]["job"]["source"] == JOB["source"]


def test_a_paused_job_goes_on_and_one_that_is_taken_off_counts_as_cancelled():
    queue = FakeQueue(["paused", "running", "done"], ["queued", "running"])
    run = threading.Thread(target=lambda: found.extend(run_jobs(queue, [JOB, JOB])))
    found = []
    run.start()
    while states(queue.entries) != ["done", "running"]:
        time.sleep(0.002)
    queue.entries.pop()
    run.join(5)
    assert queue.resumed == ["job0"] and states(found) == ["done", "cancelled"]


def test_cancelling_cancels_what_has_not_ended():
    queue = FakeQueue(["done"], ["running"])
    stop = threading.Event()
    entries = run_jobs(queue, [JOB, JOB], lambda now: stop.set(), stop)
    assert queue.cancelled == ["job1"] and states(entries) == ["done", "cancelled"]


def test_a_service_that_ends_is_started_again(monkeypatch):
    queue = FakeQueue(["running", "running", "done"])
    connected = []
    monkeypatch.setattr(host_service.Service, "connect", lambda **_: connected.append(1) or queue)
    queue.gone = 2
    assert states(run_jobs(queue, [JOB])) == ["done"]
    assert len(connected) == 2
    queue.gone = 99
    with pytest.raises(ServiceGone):
        run_jobs(queue, [JOB])


def test_a_run_gives_its_takes(monkeypatch, tmp_path):
    path = str(tmp_path / "a.mov")
    entry = finished(tmp_path, path=path)
    queue = FakeQueue(["running", "running", "done"])
    plain = queue.jobs
    queue.jobs = lambda: [{**each, **(entry if each["state"] == "done" else {}), "id": each["id"]} for each in plain()]
    monkeypatch.setattr(host_service.Service, "connect", lambda **_: queue)
    run = ServiceRun.open([Sent("k", "A", path, 12, 15)], recipe={"scale": 2.0})
    while not run.poll():
        done, total, _words = run.progress
        assert 0 <= done <= total or total == 0
        time.sleep(0.005)
    assert [take.key for take in run.taken()] == ["k"] and run.failures() == []
    assert queue.entries[0]["job"]["output"]["name"].startswith("a_12-15_2x_")
    run.end()


def test_a_run_without_a_service_says_so(monkeypatch, tmp_path):
    def nobody(**_):
        raise ServiceError("uprez is not found.", "", "Install uprez.")

    monkeypatch.setattr(host_service.Service, "connect", nobody)
    run = ServiceRun.open([Sent("k", "A", str(tmp_path / "a.mov"))])
    while not run.poll():
        time.sleep(0.005)
    with pytest.raises(ServiceError, match="uprez is not found"):
        run.taken()
    with pytest.raises(ServiceError, match="nothing to send"):
        ServiceRun.open([])
