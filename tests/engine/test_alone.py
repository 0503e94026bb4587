import logging
import os
import stat
import subprocess
import sys
from contextlib import ExitStack

import pytest

from uprez.core.errors import BusyError, OutputError
from uprez.engine.alone import hold, log_to_stderr, own_folder

BUSY = BusyError("One runs already.")
HOLDER = """
import sys, time
from contextlib import ExitStack
from pathlib import Path
from uprez.core.errors import BusyError
from uprez.engine.alone import hold
with ExitStack() as held:
    hold(held, Path(sys.argv[1]), BusyError("never"))
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind")
def test_the_folder_is_the_users_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))
    folder = own_folder()
    assert folder == tmp_path / "state"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "file" / "state"))
    with pytest.raises(OutputError, match="cannot be used") as caught:
        own_folder()
    assert "UPREZ_STATE" in caught.value.fix


def test_one_process_holds_it_until_it_ends_however_that_is(tmp_path):
    lock = tmp_path / "one.lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with ExitStack() as held, pytest.raises(BusyError) as caught:
            hold(held, lock, BUSY)
        assert caught.value is BUSY
        other.kill()
    with ExitStack() as held:
        hold(held, lock, BUSY)


def test_a_lock_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").touch()
    with ExitStack() as held, pytest.raises(OutputError, match="cannot be used"):
        hold(held, tmp_path / "file" / "one.lock", BUSY)


def test_the_log_goes_to_stderr(capsys):
    log = log_to_stderr("uprez.test_alone")
    log.info("a word")
    assert capsys.readouterr().err.endswith(" INFO a word\n")
    assert not log.propagate and log.level == logging.INFO
