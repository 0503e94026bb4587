import os
import stat
import sys
from pathlib import Path

import pytest

from uprez.plugin import places


def test_the_environment_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "a" / ".." / "s"))
    assert places.state_folder() == tmp_path / "s"
    assert places.token_file() == tmp_path / "s" / "token"
    monkeypatch.setenv("UPREZ_STATE", "relative")
    assert places.state_folder() == Path.cwd() / "relative"


@pytest.mark.parametrize(
    ("system", "environment", "expected"),
    [
        ("linux", {}, "~/.local/state/uprez"),
        ("linux", {"XDG_STATE_HOME": "/x/state"}, "/x/state/uprez"),
        ("linux", {"XDG_STATE_HOME": "not/absolute"}, "~/.local/state/uprez"),
        ("darwin", {"XDG_STATE_HOME": "/x"}, "~/Library/Application Support/uprez"),
        ("win32", {"LOCALAPPDATA": "/c/Users/a/AppData/Local"}, "/c/Users/a/AppData/Local/uprez"),
        ("win32", {}, "~/AppData/Local/uprez"),
    ],
)
def test_each_system_has_its_place(monkeypatch, system, environment, expected):
    for name in ("UPREZ_STATE", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    assert places.state_folder() == Path(expected).expanduser()


@pytest.mark.skipif(os.name != "posix", reason="rights are another matter on Windows")
def test_the_folder_is_the_users_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "new" / "state"))
    assert stat.S_IMODE(places.make_state_folder().stat().st_mode) == 0o700
    assert places.make_state_folder() == tmp_path / "new" / "state"
