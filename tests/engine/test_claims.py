import errno
import json
import os
import threading
import time
from pathlib import Path

import pytest

from uprez.core.errors import OutputError, ResourceError
from uprez.engine.claims import Claims, Holder, machine

NOBODY = 1 << 22 | 12345
"""A process number that Linux does not give."""


def claim_of(folder, shard, *, pid=None, on="", token="other", text=None):
    pid = os.getpid() if pid is None else pid
    folder.mkdir(parents=True, exist_ok=True)
    fields = {"token": token, "machine": on or machine(), "pid": pid, "born": 1.0, "words": f"process {pid}"}
    (folder / f"shard_{shard:06}.0").write_text(json.dumps(fields) if text is None else text)


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def test_one_of_two_has_a_shard_and_the_other_after_it(tmp_path):
    with Claims(tmp_path / "c") as first, Claims(tmp_path / "c") as second:
        assert first.take(3) and first.take(3)
        assert not second.take(3)
        assert second.take(4)
        holder = second.holder(3)
        assert holder is not None and str(os.getpid()) in holder.words
        first.release([3])
        assert second.take(3)
    assert not (tmp_path / "c").exists()


def test_a_worker_that_died_on_this_machine_is_stood_in_for_at_once(tmp_path):
    claim_of(tmp_path, 0, pid=NOBODY)
    claim_of(tmp_path, 1)  # the number lives, but belongs to a process that was born at another time
    with Claims(tmp_path) as claims:
        assert claims.take(0) and claims.take(1)


@pytest.mark.parametrize("hours", [-9, 9], ids=["behind", "ahead"])
def test_a_worker_elsewhere_counts_as_gone_when_it_shows_no_life_whatever_clocks_say(tmp_path, hours):
    claim_of(tmp_path, 0, on="elsewhere")
    when = time.time() + hours * 3600
    os.utime(tmp_path / "shard_000000.0", (when, when))
    with Claims(tmp_path, stale=0.2) as claims:
        assert not claims.take(0)
        time.sleep(0.25)
        assert claims.take(0)


def test_a_worker_that_shows_life_keeps_its_shard(tmp_path):
    with Claims(tmp_path, beat=0.05) as living, Claims(tmp_path, stale=0.3) as other:
        assert living.take(0)
        end = time.monotonic() + 0.7
        while time.monotonic() < end:
            assert not other.take(0)
            time.sleep(0.02)
        living._ended.set()  # it hangs
        assert until(lambda: other.take(0))


def test_a_claim_that_was_never_written_to_its_end_is_taken_over_too(tmp_path):
    claim_of(tmp_path, 0, text='{"tok')
    with Claims(tmp_path, stale=0.1) as claims:
        assert not claims.take(0)
        assert until(lambda: claims.take(0))


def test_of_many_who_find_a_dead_worker_one_takes_over(tmp_path):
    claim_of(tmp_path, 0, pid=NOBODY)
    ready, taken = threading.Barrier(8), []

    def try_it():
        with Claims(tmp_path) as claims:
            ready.wait()
            taken.append(claims.take(0))
            ready.wait()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


def test_a_sleeper_learns_that_its_shard_was_taken_over(tmp_path):
    with Claims(tmp_path, beat=0.05) as sleeper, Claims(tmp_path, seize=True) as other:
        assert sleeper.take(0) and not sleeper.lost
        assert other.take(0)
        assert until(lambda: sleeper.lost)
        sleeper.release([0])
        assert not sleeper.take(0)


def test_a_claim_that_is_just_being_given_back_is_none_that_took_over(tmp_path):
    with Claims(tmp_path, beat=60) as claims:
        assert claims.take(0)
        for _ in range(2):
            (tmp_path / "shard_000000.1").touch()
            claims._notice()
            (tmp_path / "shard_000000.1").unlink()
            claims._notice()
        assert not claims.lost
        (tmp_path / "shard_000000.1").touch()
        claims._notice()
        claims._notice()
        assert claims.lost


def test_a_process_of_another_machine_is_never_called_dead():
    assert not Holder("t", "elsewhere", NOBODY, 1.0, "").is_dead_here
    assert Holder("t", machine(), NOBODY, 1.0, "").is_dead_here


def test_a_claim_that_cannot_be_read_is_somebodys_until_it_is_stale(tmp_path):
    (tmp_path / "shard_000000.0").mkdir()
    with Claims(tmp_path, stale=0.1) as claims:
        assert not claims.take(0)
        assert until(lambda: claims.take(0))


def test_workers_come_and_go_at_once(tmp_path):
    failed = []

    def come_and_go():
        for _ in range(60):
            try:
                with Claims(tmp_path / "c"):
                    pass
            except OutputError as error:
                failed.append(error)

    threads = [threading.Thread(target=come_and_go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_full_disk_leaves_no_claim_of_nobody(tmp_path, monkeypatch):
    with Claims(tmp_path) as claims:
        real = Path.open

        class Full:
            def __init__(self, file):
                self.file = file

            def __enter__(self):
                return self

            def __exit__(self, *error):
                self.file.close()

            def write(self, text):
                raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", lambda path, mode="r", **more: Full(real(path, mode, **more)))
            with pytest.raises(ResourceError):
                claims.take(0)
        assert claims.holder(0) is None and claims.take(0)


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError), Claims(tmp_path / "file" / "claims"):
        pass
