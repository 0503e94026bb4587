import json
import os
import sys

import pytest
from click.testing import CliRunner

from tests.installer.hosting import make_home, make_package
from uprez.engine.cli.group import cli
from uprez.engine.doctor_hosts import host_parts
from uprez.engine.finding import State
from uprez.installer import folder, hosts, part
from uprez.installer.hosts import HOSTS


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home of its own, on a machine where nothing else is."""
    made = make_package(tmp_path / "package")
    monkeypatch.setattr(part, "package", lambda: made)
    for name in (
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "BLENDER_USER_RESOURCES",
        "BLENDER_USER_EXTENSIONS",
        "OFX_PLUGIN_PATH",
        "UPREZ_COMMAND",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))
    matches = hosts._matches
    monkeypatch.setattr(hosts, "_matches", lambda sign: str(sign).startswith(str(tmp_path)) and matches(sign))
    return make_home(tmp_path / "home")


def call(*arguments):
    return CliRunner().invoke(cli, ["install", *arguments])


def told():
    return {check.name: (check.state, check.text) for check in host_parts()}


def test_install_list_update_remove(home):
    before = sorted(home.rglob("*"))
    first = call("resolve", "nuke", "blender")
    assert first.exit_code == 0, first.output
    assert first.stdout.count("Installed:") == 5
    assert str(home / ".nuke" / "init.py") in first.stdout
    assert "Workspace > Scripts" in first.stdout
    listed = call("resolve", "nuke", "blender", "--list").stdout
    assert listed.count("Whole, and it loads") == 4
    assert call("nuke").stdout.count("Updated:") == 1
    for name in ("resolve", "nuke", "blender"):
        assert "Removed:" in call(name, "--remove").stdout
    assert call("nuke", "--list").stdout.startswith("The part for Nuke is not installed.")
    assert sorted(path for path in home.rglob("*") if path.is_file()) == sorted(path for path in before if path.is_file())


def test_all_are_listed_when_none_is_named(home):
    assert call("--list").stdout.count("is not installed") == len(HOSTS) + 1
    assert call().exit_code == 2


def test_a_part_knows_how_to_run_this_uprez(home, tmp_path):
    call("nuke")
    found = json.loads((tmp_path / "state" / "installation.json").read_text())
    assert found["command"] == [sys.executable, "-m", "uprez"]
    assert told()["uprez in hosts"] == (State.GOOD, f"{sys.executable} -m uprez")
    (tmp_path / "state" / "installation.json").write_text('{"command": ["/no/such/python"]}')
    os.environ["PATH"], path = "", os.environ["PATH"]
    try:
        assert told()["uprez in hosts"][0] is State.BROKEN
    finally:
        os.environ["PATH"] = path


def test_a_place_of_the_users_choice(home, tmp_path):
    assert call("nuke", "--folder", str(tmp_path / "studio")).exit_code == 0
    assert (tmp_path / "studio" / "init.py").is_file()
    assert "is not installed" in call("nuke", "--list").stdout
    assert "Whole" in call("nuke", "--list", "--folder", str(tmp_path / "studio")).stdout
    assert call("nuke", "--remove", "--folder", str(tmp_path / "studio")).exit_code == 0
    assert list((tmp_path / "studio").iterdir()) == []
    assert call("nuke", "blender", "--folder", str(tmp_path)).exit_code == 2


@pytest.mark.parametrize("name", ["resolve", "nuke", "blender"])
def test_a_host_that_is_not_here_is_refused_with_what_to_do(name, tmp_path, home, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "empty"))
    result = call(name)
    assert result.exit_code == 4
    assert "not found on this machine" in result.stderr
    assert "--folder" in result.stderr
    assert not (tmp_path / "state").exists()
    assert not (tmp_path / "empty").exists()
    assert call(name, "--remove").exit_code == 4


def test_a_blender_without_extensions_is_refused(home, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "old"))
    (tmp_path / "old" / ".config" / "blender" / "3.6").mkdir(parents=True)
    result = call("blender")
    assert result.exit_code == 4
    assert "4.2 or newer" in result.stderr


def test_kdenlive_is_given_clip_jobs(home):
    file = home / ".local" / "share" / "kdenlive" / "clipjobsettings.rc"
    first = call("kdenlive")
    assert (first.exit_code, first.stdout.count("Installed:")) == (0, 1), first.output
    assert str(file) in first.stdout
    assert "Clip Jobs" in first.stdout
    assert "Whole, and it loads; Kdenlive looks there." in call("kdenlive", "--list").stdout
    assert "Updated:" in call("kdenlive").stdout
    assert json.loads((home.parent / "state" / "installation.json").read_text())["command"][0] == sys.executable
    assert f"Removed uprez's entries from: {file}" in call("kdenlive", "--remove").stdout
    assert not file.exists()
    assert call("kdenlive", "--remove").exit_code == 4


def test_a_folder_that_cannot_be_written_is_refused_with_what_to_do(home, monkeypatch):
    def denied(self, target):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(folder.Path, "rename", denied)  # tests may run as the administrator, whom no folder refuses
    result = call("nuke")
    assert result.exit_code == 4
    assert "--folder" in result.stderr
    assert list((home / ".nuke").iterdir()) == []


def test_the_doctor_looks_at_each_host(home, tmp_path, monkeypatch):
    assert {name: state for name, (state, _) in told().items()} == dict.fromkeys(HOSTS, State.NOTE)
    call("nuke", "blender", "kdenlive")
    assert told()["kdenlive"] == (State.GOOD, "its part of uprez is whole, and loads")
    assert told()["nuke"] == (State.GOOD, "its part of uprez is whole, and loads")
    monkeypatch.setattr("uprez.engine.doctor_hosts.__version__", "99")
    assert "uprez install nuke` updates it" in told()["nuke"][1]
    (home / ".nuke" / "uprez-nuke" / "menu.py").write_text("changed")
    assert told()["nuke"][0] is State.BROKEN
    assert all(check.private for check in host_parts() if str(tmp_path) in check.text)
    monkeypatch.setenv("HOME", str(tmp_path / "empty"))
    assert told() == dict.fromkeys(HOSTS, (State.GOOD, "not on this machine"))
