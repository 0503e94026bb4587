"""Shards made in any order, by any number of workers, as often as anybody likes: the pixels of one run on one machine."""

import errno
import json
import os
import threading
import time
from pathlib import Path

import pytest

from tests.engine.models import Blurring, Neighbours, Recurrent
from tests.engine.shot_models import WholeShot
from tests.engine.test_claims import NOBODY, claim_of
from tests.engine.test_run import FRAMES, KINDS, go, job_for, plates, tree, use  # noqa: F401 - a fixture
from uprez.core.errors import BusyError, Cancelled, JobError, ModelError, OutputError, ResourceError
from uprez.core.job import Job
from uprez.engine import planning, shard_worker
from uprez.engine.shard_worker import Worker
from uprez.media import atomic
from uprez.media.reader import open_clip

SPLIT = {name: KINDS[name] for name in ("neighbours", "recurrent, looking ahead", "windows")} | {"whole shots": lambda: WholeShot()}


def quiet(event):
    return


def planned(job: Job) -> Job:
    with open_clip(job.source.path, job.source.options) as reader:
        return planning.plan_job(job, reader, quiet)[0]


def worker_for(job, **more):
    return Worker(job, base=Path("/"), listen=quiet, **more)


@pytest.fixture
def job(plates, tmp_path, monkeypatch):  # noqa: F811
    """Four shards of a model that looks at its neighbours."""
    use(monkeypatch, Neighbours(2))
    return planned(job_for(plates, tmp_path / "out"))


@pytest.fixture
def expected(job, tmp_path):
    """What one run on one machine makes of it."""
    go(job.model_copy(update={"output": job.output.model_copy(update={"folder": str(tmp_path / "whole")})}))
    return tree(tmp_path / "whole")


@pytest.mark.parametrize("kind", SPLIT)
def test_any_split_is_the_run_on_one_machine(kind, plates, tmp_path, monkeypatch):  # noqa: F811
    use(monkeypatch, SPLIT[kind]())
    whole = job_for(plates, tmp_path / "whole", cuts=(9,))
    go(whole)
    job = planned(job_for(plates, tmp_path / "out", cuts=(9,)))
    with worker_for(job) as worker:
        last = len(worker.shards) - 1
        assert last >= 1
    for chosen in ([last], list(range(0, last, 2)), list(range(last + 1))):
        with worker_for(job) as worker:
            worker.run(chosen, quiet)
    with worker_for(job) as worker:
        assert worker.assemble(quiet) == (tmp_path / "out" / "take_exr",)
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_what_is_done_stays_untouched(job):
    with worker_for(job) as worker:
        assert worker.run([1, 2], quiet) == 12
        stamps = {path: path.stat().st_mtime_ns for path in worker.record.folder.rglob("*.exr")}
        assert worker.run([2, 1], quiet) == 0
        assert worker.run([0, 1, 2, 3], quiet) == 8
        assert all(path.stat().st_mtime_ns == stamp for path, stamp in stamps.items())
        worker.assemble(quiet)
        assert worker.run([0], quiet) == 0


def test_two_workers_given_the_same_shards_make_each_once(job, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(shard_worker, "POLL", 0.02)
    made, ready = [], threading.Barrier(2)

    def work():
        with worker_for(job) as worker:
            ready.wait()
            made.append(worker.run(range(4), quiet))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == FRAMES
    with worker_for(job) as worker:
        worker.assemble(quiet)
    assert tree(tmp_path / "out") == expected


def test_what_a_dead_worker_left_between_temporary_file_and_rename_is_nothing(job, expected, tmp_path):
    with worker_for(job) as worker:
        worker.run([0], quiet)
        claim_of(worker.record.home / "claims", 1, pid=NOBODY)
        left = tmp_path / "out" / "take_exr" / f".uprez-{atomic._machine()}-{NOBODY}-0.exr"
        left.write_bytes(b"half a picture")
        (worker.record.receipts / f".uprez-{atomic._machine()}-{NOBODY}-1.json").write_text('{"win')
        started = time.monotonic()
        worker.run(range(4), quiet)
        assert time.monotonic() - started < 10
        worker.assemble(quiet)
        assert sorted(path.name for path in worker.record.home.iterdir()) == ["finished.json", "job.json", "receipts"]
    assert not left.exists()
    assert tree(tmp_path / "out") == expected


def test_a_full_disk_ends_the_run_in_words_and_what_was_done_stays(job, expected, tmp_path, monkeypatch):
    publish, room = atomic.publish, [15]

    def full(temp, path):
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        publish(temp, path)

    with worker_for(job) as worker:
        with monkeypatch.context() as patched:
            patched.setattr(atomic, "publish", full)
            with pytest.raises(ResourceError, match="room"):
                worker.run(range(4), quiet)
        assert 0 < len(worker.missing()) < 4
        assert worker.run(range(4), quiet) < FRAMES
        worker.assemble(quiet)
    assert tree(tmp_path / "out") == expected


@pytest.mark.parametrize("hours", [-50, 50], ids=["behind", "ahead"])
def test_clocks_of_other_machines_decide_nothing(hours, job, expected, tmp_path):
    when = time.time() + hours * 3600
    with worker_for(job) as worker:
        worker.run([0, 1], quiet)
        for path in (tmp_path / "out").rglob("*"):
            os.utime(path, (when, when))
        assert worker.run([0, 1], quiet) == 0
        assert worker.run([2, 3], quiet) == 8
        worker.assemble(quiet)
    assert tree(tmp_path / "out") == expected


def test_a_live_workers_file_stays_where_the_servers_clock_is_behind(tmp_path, monkeypatch):
    """The file is younger than the process that writes it, though its server says otherwise."""
    written = atomic.temp_beside(tmp_path / "frame.exr")
    written.write_bytes(b"on its way")
    behind = time.time() - 9 * 3600
    os.utime(written, (behind - 1, behind - 1))
    monkeypatch.setattr(atomic, "_now_in", lambda folder: behind)
    assert atomic.sweep(tmp_path) == []
    monkeypatch.setattr(atomic, "_now_in", lambda folder: behind + 9 * 3600 * 1000)
    assert atomic.sweep(tmp_path) == [written]


def test_another_container_of_this_name_is_another_machine(tmp_path, monkeypatch):
    """Its processes have numbers of their own, which are nobody's here."""
    mine = atomic._machine()
    monkeypatch.setattr(os, "readlink", lambda path: "pid:[1]")
    atomic._machine.cache_clear()
    theirs = atomic._machine()
    atomic._machine.cache_clear()
    monkeypatch.undo()
    for machine in (mine, theirs):
        (tmp_path / f".uprez-{machine}-{NOBODY}-0.exr").write_bytes(b"on its way")
    assert atomic.sweep(tmp_path) == [tmp_path / f".uprez-{mine}-{NOBODY}-0.exr"]


def test_nothing_is_assembled_over_gaps(job, tmp_path):
    with worker_for(job) as worker:
        with pytest.raises(JobError, match="4 of 4 shards are missing: 0-3"):
            worker.assemble(quiet)
        worker.run([0, 2], quiet)
        with pytest.raises(JobError, match="2 of 4 shards are missing: 1,3"):
            worker.assemble(quiet)
        worker.run([1, 3], quiet)
        sorted((tmp_path / "out" / "take_exr").iterdir())[7].unlink()
        with pytest.raises(JobError, match="missing: 1"):
            worker.assemble(quiet)


def test_assembly_waits_for_a_share_that_shows_files_late(job, monkeypatch):
    monkeypatch.setattr(shard_worker, "POLL", 0.05)
    with worker_for(job) as worker, worker_for(job) as other:
        worker.run([0, 1, 2], quiet)
        late = threading.Timer(0.3, lambda: other.run([3], quiet))
        late.start()
        assert worker.assemble(quiet, patience=20)
        late.join()


def test_a_run_of_everything_and_a_worker_exclude_each_other(job, monkeypatch):
    monkeypatch.setattr(shard_worker, "PATIENCE", 0.1)

    def listen(event):
        if event.stage == "run":
            with pytest.raises(BusyError):
                go(job)
            seen.append(event)

    seen = []
    with worker_for(job) as worker:
        worker.run([0], listen)
        assert seen
        with worker.record.hold(), pytest.raises(BusyError):
            worker.run([1], quiet)
    go(job)


def test_a_whole_run_cannot_slip_in_while_a_worker_takes_its_lock(job, monkeypatch):
    real, seen = shard_worker.FileLock, []

    class Watched(real):
        def release(self, force=False):
            if self.is_locked and ".worker-" not in self.lock_file:
                seen.append(list(Path(self.lock_file).parent.glob("*.worker-*.lock")))
            super().release(force)

    monkeypatch.setattr(shard_worker, "FileLock", Watched)
    with worker_for(job) as worker:
        worker.run([0], quiet)
    assert seen and all(seen)


def test_whoever_waits_for_a_shard_can_be_told_to_stop(job, monkeypatch):
    monkeypatch.setattr(shard_worker, "POLL", 0.02)

    def listen(event):
        if event.stage == "probe":
            raise Cancelled("Nobody wants it any more.")

    with worker_for(job) as worker:
        claim_of(worker.record.home / "claims", 0, on="elsewhere")
        with pytest.raises(Cancelled):
            worker.run([0], listen)
        with pytest.raises(Cancelled):
            worker.assemble(listen, patience=20)


def test_another_plan_or_another_job_under_the_same_name_is_refused(job, plates):  # noqa: F811
    with worker_for(job):
        pass
    assert job.plan is not None
    other = job.model_copy(update={"plan": job.plan.model_copy(update={"runtime": "other"})})
    with pytest.raises(JobError, match="another plan"):
        worker_for(other)
    with pytest.raises(OutputError, match="another job"):
        worker_for(job.model_copy(update={"recipe": job.recipe.model_copy(update={"seed": 9})}))
    with pytest.raises(JobError, match="planned"):
        worker_for(job.model_copy(update={"plan": None}))


def test_a_strict_worker_refuses_another_runtime_than_planned(job, monkeypatch):
    from dataclasses import replace

    model = use(monkeypatch, Neighbours(2))
    model.spec = replace(model.spec, runtime="torch cuda:0 fp16")
    with worker_for(job, strict=True) as worker, pytest.raises(ModelError, match="torch cuda:0 fp16"):
        worker.run([0], quiet)
    with worker_for(job) as worker:
        assert worker.run([0], quiet) == 6


def test_the_clip_and_the_model_stay_open_from_shard_to_shard(plates, tmp_path, monkeypatch):  # noqa: F811
    use(monkeypatch, Blurring())
    job = planned(job_for(plates, tmp_path / "out"))
    opened = []
    real = shard_worker.planned_model
    monkeypatch.setattr(shard_worker, "planned_model", lambda *given: opened.append(given) or real(*given))
    with worker_for(job) as worker:
        for index in range(4):
            worker.run([index], quiet)
    assert len(opened) == 1


def test_only_receipts_of_the_shards_at_hand_are_read(job, monkeypatch):
    """Ten thousand shards would else cost ten thousand reads each."""
    with worker_for(job) as worker:
        read = []
        real = worker.record.done
        monkeypatch.setattr(type(worker.record), "done", lambda record, window: read.append(window.index) or real(window))
        worker.run([2], quiet)
    assert set(read) == {2}


def test_the_record_names_the_job_as_it_was_submitted_wherever_its_files_lie(job, tmp_path):
    def moved(asked):
        return asked.model_copy(update={"output": asked.output.model_copy(update={"folder": str(tmp_path / "elsewhere")})})

    with worker_for(job, locate=moved) as worker:
        worker.run([0], quiet)
    document = json.loads((tmp_path / "elsewhere" / ".uprez" / "take" / "job.json").read_text())
    assert document["output"]["folder"] == str(tmp_path / "out")


def test_a_recurrent_models_shot_is_one_shard(plates, tmp_path, monkeypatch):  # noqa: F811
    use(monkeypatch, Recurrent())
    job = planned(job_for(plates, tmp_path / "out", cuts=(9,)))
    with worker_for(job) as worker:
        assert [len(shard.frames) for shard in worker.shards] == [9, 11]
        with pytest.raises(JobError, match="no shard 2"):
            worker.run([2], quiet)
