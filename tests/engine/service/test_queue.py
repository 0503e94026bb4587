import sqlite3

import psutil
import pytest

from uprez.core.errors import BusyError, InputError, ResourceError
from uprez.core.job import Job, Output, Source
from uprez.engine.service.entry import State
from uprez.engine.service.queue import Queue


def job(name="a.mov"):
    return Job(source=Source(path=f"/clips/{name}"), output=Output(folder="/out"))


def opened(path, told=None):
    return Queue(path / "queue.sqlite3", (told if told is not None else []).append, lambda name: None)


def add(queue, *names):
    return [queue.submit(job(name), title="", held=False)[0].id for name in names]


def order(queue):
    return [entry.id for entry in queue.entries()]


def anyone(entry):
    return True


def test_entries_outlive_the_process(tmp_path):
    queue = opened(tmp_path)
    names = add(queue, "a", "b", "c")
    queue.move(names[2], names[0])
    again = opened(tmp_path)
    assert order(again) == [names[2], names[0], names[1]]
    assert again.get(names[0]).job == job("a")


def test_the_same_request_gives_the_entry_that_stands(tmp_path):
    queue = opened(tmp_path)
    first, new = queue.submit(job(), title="mine", held=False)
    second, again = queue.submit(job(), title="other", held=False)
    assert new and not again
    assert second is first and first.title == "mine"


def test_an_ended_job_submitted_again_is_queued_again(tmp_path):
    queue = opened(tmp_path)
    (name,) = add(queue, "a")
    queue.change(name, State.CANCELLED)
    entry, new = queue.submit(job("a"), title="", held=False)
    assert not new and entry.state is State.QUEUED and entry.finished is None


@pytest.mark.parametrize("before", [None, 0, 1, 2])
def test_move_puts_a_job_before_another_or_at_the_end(tmp_path, before):
    queue = opened(tmp_path)
    names = add(queue, "a", "b", "c")
    queue.move(names[0], None if before is None else names[before])
    rest = names[1:]
    place = {None: 2, 0: 2, 1: 0, 2: 1}[before]
    assert order(queue) == [*rest[:place], names[0], *rest[place:]]


def test_claim_takes_the_first_that_fits(tmp_path):
    queue = opened(tmp_path)
    names = add(queue, "a", "b")
    entry = queue.claim("cuda:0", lambda each: each.id == names[1])
    assert entry.id == names[1] and entry.state is State.RUNNING and entry.device == "cuda:0"
    assert queue.claim("cpu", anyone).id == names[0]
    assert queue.claim("cpu", anyone) is None


def test_a_held_job_waits(tmp_path):
    queue = opened(tmp_path)
    entry, _ = queue.submit(job(), title="", held=True)
    assert queue.claim("cpu", anyone) is None
    queue.change(entry.id, State.QUEUED)
    assert queue.claim("cpu", anyone) is entry


def test_what_a_state_does_not_allow_is_refused(tmp_path):
    queue = opened(tmp_path)
    (name,) = add(queue, "a")
    queue.claim("cpu", anyone)
    for wanted in (State.PAUSED, State.CANCELLED, State.QUEUED):
        with pytest.raises(BusyError):
            queue.change(name, wanted)
    with pytest.raises(BusyError):
        queue.remove(name)
    with pytest.raises(InputError):
        queue.get("0" * 16)


def test_what_ran_when_the_service_was_killed_goes_on(tmp_path):
    queue = opened(tmp_path)
    queue.recover()
    (name,) = add(queue, "a")
    queue.claim("cpu", anyone)
    again = opened(tmp_path)
    again.recover()
    assert again.get(name).state is State.QUEUED
    assert "service" in again.get(name).notes[-1].text


def test_what_ran_when_the_machine_went_down_waits_for_the_user(tmp_path, monkeypatch):
    queue = opened(tmp_path)
    queue.recover()
    (name,) = add(queue, "a")
    queue.claim("cpu", anyone)
    monkeypatch.setattr(psutil, "boot_time", lambda: 4e9)
    again = opened(tmp_path)
    again.recover()
    assert again.get(name).state is State.PAUSED


def test_a_file_that_is_no_database_is_put_aside(tmp_path):
    (tmp_path / "queue.sqlite3").write_bytes(b"not a database at all, but long enough to look at" * 30)
    queue = opened(tmp_path)
    assert order(queue) == []
    assert [path.name for path in tmp_path.glob("*.broken-*")]


def test_what_was_removed_is_not_brought_back_by_its_worker(tmp_path):
    told = []
    queue = opened(tmp_path, told)
    (name,) = add(queue, "a")
    entry = queue.claim("cpu", anyone)
    entry.state = State.DONE
    queue.remove(name)
    told.clear()
    queue.save(entry)
    queue.tell(entry)
    assert order(queue) == order(opened(tmp_path)) == [] and told == []


def test_a_full_disk_leaves_entries_as_they_were(tmp_path):
    queue = opened(tmp_path)
    name, other = add(queue, "a", "b")
    database = sqlite3.connect(tmp_path / "queue.sqlite3")
    database.execute("BEGIN EXCLUSIVE")
    queue._database.execute("PRAGMA busy_timeout = 10")  # stands in for the disk that is full: the write fails
    for change in (
        lambda: queue.claim("cpu", anyone),
        lambda: queue.change(name, State.CANCELLED),
        lambda: queue.move(other, name),
    ):
        with pytest.raises(ResourceError):
            change()
    assert [(entry.id, entry.state, entry.device) for entry in queue.entries()] == [(name, State.QUEUED, ""), (other, State.QUEUED, "")]
    database.rollback()
    assert queue.claim("cpu", anyone).id == name


def test_a_full_disk_adds_nothing(tmp_path):
    queue = opened(tmp_path)
    database = sqlite3.connect(tmp_path / "queue.sqlite3")
    database.execute("BEGIN EXCLUSIVE")
    queue._database.execute("PRAGMA busy_timeout = 10")  # stands in for the disk that is full: the write fails
    with pytest.raises(ResourceError, match="queue"):
        add(queue, "a")
    assert order(queue) == []
    database.rollback()


def test_every_change_is_told(tmp_path):
    told = []
    queue = opened(tmp_path, told)
    (name,) = add(queue, "a")
    queue.change(name, State.PAUSED)
    assert [entry.id for entry in told] == [name, name]
