import importlib.util
import json

import pytest
from click.testing import CliRunner

from uprez.core.errors import JobError
from uprez.engine.cli.group import COMMANDS, ELSEWHERE, cli
from uprez.ui import app
from uprez.ui.commands import read_jobs

JOB = {"schema": "uprez.job", "version": 1, "source": {"path": "shots/a.mov"}, "output": {"folder": "out"}}


@pytest.fixture
def jobs(tmp_path):
    path = tmp_path / "jobs.json"
    path.write_text(json.dumps([JOB, JOB]))
    return path


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_both_commands_are_found_by_the_command_line():
    assert set(ELSEWHERE) <= set(COMMANDS)
    for name in ELSEWHERE:
        result = run(name, "--help")
        assert result.exit_code == 0 and "Usage" in result.output


def test_sources_and_jobs_reach_the_programs(monkeypatch, jobs, tmp_path):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    got = []
    monkeypatch.setattr(app, "run_app", lambda sources: got.append(tuple(sources)) or 0)
    monkeypatch.setattr(app, "run_panel", lambda documents, result: got.append((len(documents), result)) or 0)
    assert run("app", "a.mov", "folder").exit_code == 0
    assert run("panel", "--job", jobs, "--result", tmp_path / "r.json").exit_code == 0
    assert got == [("a.mov", "folder"), (2, tmp_path / "r.json")]


def test_without_qt_it_says_what_to_install(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "PySide6" else found(name))
    result = run("app")
    assert result.exit_code == 1 and 'pip install "uprez[ui]"' in result.output


def test_without_a_screen_it_says_so_instead_of_dying(monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    result = run("app")
    assert result.exit_code == 1 and "no screen" in result.output


def test_relative_paths_of_jobs_start_from_their_file(jobs, tmp_path):
    first, _ = read_jobs(jobs)
    assert first["source"]["path"] == str(tmp_path / "shots" / "a.mov")
    assert first["output"]["folder"] == str(tmp_path / "out")
    single = tmp_path / "one.json"
    single.write_text(json.dumps(JOB))
    assert len(read_jobs(single)) == 1


@pytest.mark.parametrize("text", ["{", "[]", "[1]", '{"schema": "other"}', '{"schema": "uprez.job", "version": 99}'])
def test_what_is_no_job_is_refused(tmp_path, text):
    path = tmp_path / "jobs.json"
    path.write_text(text)
    with pytest.raises(JobError):
        read_jobs(path)
    with pytest.raises(JobError):
        read_jobs(tmp_path / "absent.json")


def test_results_are_written_whole(tmp_path):
    path = tmp_path / "result.json"
    app.write_result(path, [{"id": "a", "files": ["/out/a.mov"]}])
    app.write_result(path, [{"id": "b"}])
    assert json.loads(path.read_text()) == {"entries": [{"id": "b"}]}
    assert [each.name for each in tmp_path.iterdir()] == ["result.json"]
