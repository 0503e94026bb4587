"""One run of a job on machines: both steps of an edit, and nobody else at it."""

import os

import pytest

from tests.engine.test_claims import NOBODY, claim_of
from tests.farm.machines.test_machine import job_of
from uprez.core.errors import BusyError, InputError
from uprez.core.events import Event
from uprez.engine.claims import Claims
from uprez.engine.record import Record
from uprez.engine.run import Result
from uprez.farm.machines import run
from uprez.farm.machines.membership import Membership, keys, make_farm_folder
from uprez.farm.machines.share import Share


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))


def test_a_job_with_an_edit_runs_both_steps_on_the_machines(tmp_path, monkeypatch):
    request = job_of(tmp_path, model="lanczos", edit_prompt="make it night")
    first, second = (job_of(tmp_path / name, model="lanczos") for name in ("edit", "upscale"))
    ran, heard = [], []

    def step(job, base, together, listen):
        ran.append(job)
        listen(Event("done", "Done."))
        return Result(job, (tmp_path / "r.mov",), 4, 4, 1.5)

    monkeypatch.setattr(run, "steps_of", lambda job, base: type("Cascade", (), {"edit": first, "upscale": second})())
    monkeypatch.setattr(run, "_run", step)
    founded = Share.founded(tmp_path)
    make_farm_folder()
    keys().found("head")
    Membership("head", "127.0.0.1", 1, str(tmp_path), founded.identity, head=True).keep()
    result = run.run_on_machines(request, base=tmp_path, listen=lambda event: heard.append(event.stage))
    assert ran == [first, second] and result.job is second and result.seconds == 3.0
    assert heard == ["step", "step", "done"]
    assert run.run_on_machines(second, base=tmp_path, listen=heard.append).job is second
    ran.clear()
    second = job_of(tmp_path / "upscale", model="lanczos", mask="/elsewhere/m.png")
    with pytest.raises(InputError, match="does not lie in the shared folder"):  # before the edit is made
        run.run_on_machines(request, base=tmp_path, listen=heard.append)
    assert ran == []


def test_a_job_is_run_once_at_a_time_and_a_run_that_died_is_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "POLL", 0.02)
    record, notes = Record(tmp_path, "r"), []
    with Claims(record.home / "runs", beat=0.02) as other:
        assert other.take(0)
        with pytest.raises(BusyError, match="being run already, by process"), run._alone(record, notes.append):
            pass
    claim_of(record.home / "runs", 0, pid=NOBODY)
    with run._alone(record, notes.append):
        assert Claims(record.home / "runs").holder(0).pid == os.getpid()
