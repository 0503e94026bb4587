"""The worker that stays for a session, and the commands that tasks call."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

import psutil
import pytest
from click.testing import CliRunner

from tests.engine.test_claims import NOBODY, claim_of
from tests.engine.test_shards import plan_of
from tests.farm.conftest import tree
from uprez.api import run
from uprez.core.errors import Cancelled, JobError
from uprez.core.events import Event
from uprez.engine.cli.group import cli
from uprez.engine.estimate import Estimate
from uprez.engine.shard_worker import Worker
from uprez.engine.shards import shards_of
from uprez.farm import resident, session
from uprez.farm.at_work import Where
from uprez.farm.bundle import Bundle
from uprez.farm.export import together_for
from uprez.farm.forecast import TASK_START, forecast
from uprez.farm.telling import TELLERS, Teller
from uprez.models.contract import Reach, Temporal


def quiet(event):
    return


@pytest.fixture
def bundle(exported):
    """The export's folder."""
    return exported("openjd").bundle.folder


@pytest.fixture
def connection(bundle, tmp_path, monkeypatch):
    """The connection file of a worker that stays, in a thread of this process."""
    monkeypatch.setattr(resident, "LOOK", 0.1)
    file = tmp_path / "worker.json"
    file.write_text("{}")
    thread = threading.Thread(target=resident.reside, args=(Where(bundle, {}, ""), file), daemon=True)
    thread.start()
    while "port" not in file.read_text():
        assert thread.is_alive()
        time.sleep(0.01)
    yield file
    file.unlink(missing_ok=True)
    thread.join(resident.LOOK + 5)
    assert not thread.is_alive()


def uprez(*words, code=0):
    """Call the command in this process; give what it printed."""
    done = CliRunner().invoke(cli, ["farm", *map(str, words)])
    assert done.exit_code == code, done.output
    return done.stdout


def test_a_session_s_worker_makes_what_tasks_ask_for_and_tells_them_how_far_it_is(connection, bundle):
    assert connection.stat().st_mode & 0o077 == 0
    events: list[Event] = []
    assert session.run(connection, "0-1", events.append) == 8
    assert [event.stage for event in events if event.stage == "run"] == ["run", "run"] and events[-1].done == events[-1].total == 8
    assert session.run(connection, "0-1", quiet) == 0
    with pytest.raises(JobError, match="no shard 99"):
        session.run(connection, "99", quiet)
    with pytest.raises(Cancelled):
        session.run(connection, "2-5", stopping)
    assert session.run(connection, "2-5", quiet) is not None
    with Where(bundle, {}, "").open(quiet) as worker:
        assert worker.missing() == []


def stopping(event):
    if event.stage == "run":
        raise Cancelled("The farm wants the task to end.")


def test_nobody_without_the_token_is_heard(connection):
    port = json.loads(connection.read_text())["port"]
    for line in (b'{"token": "wrong", "do": "stop"}\n', b"GET / HTTP/1.1\r\n", b"[]\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(line)
            assert client.recv(100) == b""
    assert session.run(connection, "0", quiet) == 4


def test_a_session_that_ends_while_the_model_is_loaded_leaves_no_worker(bundle, tmp_path, monkeypatch):
    file = tmp_path / "session" / "worker.json"
    file.parent.mkdir()
    real = Worker.load

    def loaded(worker, listen):
        real(worker, listen)
        assert json.loads(file.read_text())["pid"] == os.getpid()  # by which `stop` ends it
        shutil.rmtree(file.parent)

    monkeypatch.setattr(Worker, "load", loaded)
    for _ in range(2):
        file.parent.mkdir(exist_ok=True)
        file.write_text("{}")
        resident.reside(Where(bundle, {}, ""), file)
        assert not file.parent.exists()
    resident.reside(Where(bundle, {}, ""), file)
    assert not file.parent.exists()


def test_a_start_that_is_ended_ends_its_worker(bundle, tmp_path, monkeypatch):
    started = []

    class Endless(subprocess.Popen):
        def __init__(self, command, **more):
            super().__init__(["sleep", "60"], **more)
            started.append(self)

    def ended(process, connection, log):
        raise Cancelled("Stopped.")

    monkeypatch.setattr(subprocess, "Popen", Endless)
    monkeypatch.setattr(session, "_await", ended)
    with pytest.raises(Cancelled):
        session.start(Where(bundle, {}, ""), tmp_path / "worker.json")
    assert started[0].returncode is not None and not (tmp_path / "worker.json").exists()


def test_stop_ends_a_worker_that_loads_its_model_still(tmp_path):
    process = subprocess.Popen(["sleep", "60"])
    file = tmp_path / "worker.json"
    file.write_text(json.dumps({"token": "t", "pid": process.pid, "born": psutil.Process(process.pid).create_time()}))
    session.stop(file)
    assert process.wait(5) != 0 and not file.exists()


def test_a_task_whose_worker_is_gone_does_its_work_alone(bundle, tmp_path, monkeypatch):
    gone = tmp_path / "gone.json"
    gone.write_text(json.dumps({"port": 1, "token": "t", "pid": 1, "born": 0.0}))
    monkeypatch.setenv(session.CONNECTION, str(gone))
    out = uprez("work", bundle, "--shards", "0", "--progress", "openjd")
    assert "openjd_status: The session's worker is gone" in out and "openjd_progress: 100.0" in out
    uprez("stop")
    assert not gone.exists()


def test_a_job_goes_through_the_commands_to_its_results(document, bundle, job, tmp_path):
    assert "6 shards" in CliRunner().invoke(cli, ["farm", "export", str(document), "--engine", "flamenco", "--to", str(bundle)]).stderr
    assert "0 of 6 done" in uprez("status", bundle, code=1)
    assert uprez("retry", bundle).strip() == "0-5"
    out = uprez("work", bundle, "--shards", "0-1,4", "--progress", "alf")
    assert "TR_PROGRESS 100%" in out
    facts = json.loads(uprez("status", bundle, "--json", code=1))
    assert facts["missing"] == [2, 3, 5] and facts["frames_done"] == 12 and not facts["assembled"]
    refused = CliRunner().invoke(cli, ["farm", "collect", str(bundle)])
    assert refused.exit_code == JobError.exit_code and "2-3,5" in refused.stderr
    assert "openjd_fail: 3 of 6 shards are missing" in uprez(
        "assemble", bundle, "--wait", 0, "--progress", "openjd", code=JobError.exit_code
    )
    uprez("work", bundle, "--shards", uprez("retry", bundle).strip())
    files = uprez("collect", bundle).split("\n")[:-1]
    assert [file.rsplit(".")[-1] for file in files] == [str(tmp_path / "out" / "clïp één_2x_exr"), "mov"]
    assert "put together" in uprez("status", bundle)
    local = job.model_copy(update={"output": job.output.model_copy(update={"folder": str(tmp_path / "local")})})
    run(local)
    assert tree(tmp_path / "out") == tree(tmp_path / "local")


def test_retry_leaves_the_living_alone_and_frees_what_the_dead_had(bundle, tmp_path):
    claims = tmp_path / "out" / ".uprez" / "clïp één_2x" / "claims"
    claim_of(claims, 1, pid=NOBODY)
    claim_of(claims, 4, on="elsewhere")
    done = CliRunner().invoke(cli, ["farm", "retry", str(bundle)])
    assert done.stdout.strip() == "0-3,5" and "shards 4" in done.stderr
    assert sorted(path.name for path in claims.iterdir()) == ["shard_000004.0"]


def test_where_the_results_are_not_to_be_had_nothing_is_said_of_them(bundle, job, tmp_path):
    home = tmp_path / "out" / ".uprez" / "clïp één_2x"
    other = job.model_copy(update={"recipe": job.recipe.model_copy(update={"seed": 9})})
    (home / "job.json").write_text(other.to_json())
    uprez("status", bundle, code=JobError.exit_code)
    home.rename(tmp_path / "elsewhere")
    assert uprez("retry", bundle, code=JobError.exit_code) == ""


def test_the_time_here_stands_beside_the_farms(document, monkeypatch):
    monkeypatch.setattr("uprez.farm.commands_estimate.measure", lambda *given: Estimate(0.5, 2.0, 13.5, 1, 9))
    told = json.loads(uprez("estimate", document, "--workers", 2, "--together", 2, "--json"))
    assert told["local"]["seconds"] == 13.5 and (told["frames"], told["frames_made"]) == (24, 24)
    assert told["farm"] == {"seconds": 2 + 2 * (TASK_START + 4), "workers": 2, "tasks": 3, "shards": 6, "longest": 2 + TASK_START + 4}
    assert told["needs"]["mebibytes"] > 0
    assert "2 workers" in uprez("estimate", document, "--workers", 2, "--together", 2)


def test_context_and_the_longest_shot_bound_what_a_farm_saves():
    measured = Estimate(1.0, 10.0, 500.0, 1, 9)
    shots = shards_of(plan_of(Temporal(Reach.SHOT), 400, 10, 10))
    assert forecast(shots, 1, measured, 100).seconds == forecast(shots, 1, measured, 2).seconds == 10 + TASK_START + 400
    windows = shards_of(plan_of(Temporal(Reach.WINDOW, length=32, overlap=8), 24 * 40 + 8))
    apart, pairs = forecast(windows, 1, measured, 1000), forecast(windows, 2, measured, 1000)
    assert apart.seconds < pairs.seconds and apart.frames_made > pairs.frames_made > 24 * 40 + 8


def test_a_task_of_a_session_loads_neither_arrays_nor_documents():
    look = "import sys, uprez.farm.commands_task; print(sorted({'numpy', 'pydantic', 'psutil', 'av'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_short_shot_does_not_put_all_the_others_into_one_task():
    assert together_for(shards_of(plan_of(Temporal(Reach.SHOT), 1, *[200] * 20))) == 1


def test_an_export_tells_programs_how_it_is_sent(document, tmp_path):
    folder = tmp_path / "bun dle"
    told = json.loads(uprez("export", document, "--engine", "tractor", "--to", folder, "--json"))
    assert told["submit"] == [["tractor-spool", str(folder / "job.alf")]] and told["files"] == [str(folder / "job.alf")]
    assert (told["shards"], told["folder"], told["notes"]) == (6, str(folder), [])
    told = json.loads(uprez("export", document, "--engine", "flamenco", "--to", folder, "--json"))
    assert told["submit"] == [] and f"'{folder / 'submit.json'}'" in told["words"]


def test_paths_are_found_by_the_farms_rules(bundle, clip, tmp_path):
    moved = tmp_path / "other mount"
    moved.symlink_to(clip.parent)
    rules = tmp_path / "rules.json"
    row = {"source_path_format": "POSIX", "source_path": str(clip.parent), "destination_path": str(moved)}
    rules.write_text(json.dumps({"version": "pathmapping-1.0", "path_mapping_rules": [row]}))
    where = Where(bundle, {"Output": str(tmp_path / "elsewhere")}, str(rules))
    here = Bundle.load(bundle).here(where.at, [])
    assert here.output.folder == str(tmp_path / "elsewhere")
    uprez("work", bundle, "--shards", "0", "--at", f"Output={tmp_path / 'elsewhere'}", "--path-rules", rules)
    assert len(tree(tmp_path / "elsewhere")) == 4
    rules.write_text("no rules")
    uprez("work", bundle, "--shards", "0", "--path-rules", rules, code=3)


def test_each_farm_is_told_in_its_own_words_a_line_each():
    told = {}
    for name, kind in TELLERS.items():
        lines: list[str] = []
        teller: Teller = kind(lines.append)
        teller.listen(Event("run", done=5, total=20))
        teller.listen(Event("frames", done=6, total=20))  # too soon after the line before
        teller.listen(Event("note", "a\rword\nof it"))
        teller.failed(JobError("It broke.", why="Many\nlines.", fix="Mend it."))
        told[name] = lines
    assert told["openjd"] == [
        "openjd_progress: 25.0",
        "openjd_status: 5 of 20 frames",
        "openjd_status: a word of it",
        "openjd_fail: It broke. Many lines. Mend it.",
    ]
    assert told["alf"][0] == "TR_PROGRESS 025%" and told["deadline"][0] == "Progress: 25%" and told["plain"][0] == "25.0 %"
