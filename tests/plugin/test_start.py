import json
import os
import sys
import threading
from pathlib import Path

import pytest

from tests.plugin import fake_service
from uprez.plugin.client import Service, ServiceError, ServiceGone
from uprez.plugin.start import service_command

FAKE = [sys.executable, fake_service.__file__]


@pytest.fixture
def command(state, monkeypatch):
    """The fake as the installation that ran last."""
    state.mkdir(parents=True, exist_ok=True)
    (state / "installation.json").write_text(json.dumps({"command": FAKE, "version": "0"}))
    return state


def _runs(state):
    return (state / "runs").read_text().splitlines()


def test_without_a_service_and_not_to_start_one(state):
    with pytest.raises(ServiceGone, match="not running"):
        Service.connect(start=False)
    assert not state.exists()


def test_starts_one(command, monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "")
    monkeypatch.setenv("FAKE_SECONDS", "1")
    service = Service.connect()
    assert service.about()["version"] == "0"
    (run,) = _runs(command)
    assert run.endswith("serve")
    assert os.getsid(int(run.split()[0])) != os.getsid(0)


def test_many_clients_at_once_end_with_one_service(command):
    services, errors = [], []

    def connect():
        try:
            services.append(Service.connect())
        except ServiceError as error:
            errors.append(error)

    threads = [threading.Thread(target=connect) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert {service._wire.port for service in services} == {services[0]._wire.port}


def test_the_service_that_runs_is_taken(fake, state):
    Service.connect()
    assert not (state / "runs").exists()


@pytest.mark.parametrize(
    "left", ["{", "{}", '{"host": "127.0.0.1", "port": 1}', '{"host": "10.0.0.1", "port": 80}', '{"host": 3, "port": "x"}']
)
def test_what_a_dead_service_left_is_passed_over(command, monkeypatch, left):
    monkeypatch.setenv("FAKE_SECONDS", "1")
    (command / "service.json").write_text(left)
    (command / "token").write_text(fake_service.TOKEN)
    assert Service.connect().about()
    assert len(_runs(command)) == 1


def test_a_port_that_another_program_took_is_passed_over(fake, command, monkeypatch):
    monkeypatch.setenv("FAKE_SECONDS", "1")
    fake.reply("GET", "/v1/about", b"SSH-2.0", status=400)
    assert Service.connect()._wire.port != fake.port


def test_another_version_is_said(fake):
    fake.reply("GET", "/v1/about", {"api": 2})
    with pytest.raises(ServiceError, match="another version"):
        Service.connect()


def test_a_start_that_fails_shows_the_log(command, monkeypatch):
    monkeypatch.setenv("FAKE_FAILS", "1")
    (command / "service.log").write_text("of last week\n")
    with pytest.raises(ServiceError) as caught:
        Service.connect()
    error = caught.value
    assert "cannot be started" in error.what and "no disk" in error.why and "of last week" not in error.why
    assert "service.log" in error.fix and error.kind == "CannotStart"


def test_a_service_that_never_answers_is_said(state, monkeypatch, tmp_path):
    script = tmp_path / "hang.py"
    script.write_text("import time; time.sleep(3)")
    monkeypatch.setenv("UPREZ_COMMAND", f"{sys.executable} {script}")
    with pytest.raises(ServiceError, match="within"):
        Service.connect(timeout=0.5)


def test_a_command_that_is_not_there_is_said(state, monkeypatch):
    monkeypatch.setenv("UPREZ_COMMAND", "/no/such/uprez")
    with pytest.raises(ServiceError, match="cannot be started") as caught:
        Service.connect()
    assert "/no/such/uprez" in caught.value.why


def test_where_uprez_is_looked_for(state, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceError) as caught:
        service_command()
    assert caught.value.kind == "NotInstalled" and caught.value.fix
    program = tmp_path / ("uprez.exe" if os.name == "nt" else "uprez")
    program.write_text("")
    program.chmod(0o755)
    assert service_command() == [str(program)]
    state.mkdir()
    (state / "installation.json").write_text('{"command": ["/uninstalled/python", "-m", "uprez"]}')
    assert service_command() == [str(program)]
    (state / "installation.json").write_text(json.dumps({"command": FAKE}))
    assert service_command() == FAKE
    monkeypatch.setenv("UPREZ_COMMAND", f"'{tmp_path}/my python' -m uprez")
    assert service_command() == [f"{tmp_path}/my python", "-m", "uprez"]


def test_an_unwritable_place_is_said(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "file" / "state"))
    monkeypatch.setenv("UPREZ_COMMAND", " ".join(FAKE))
    with pytest.raises(ServiceError, match="cannot be started"):
        Service.connect()
    assert Path(tmp_path / "file").is_file()
