import os

import pytest
from click.testing import CliRunner

from tests.installer.bundles import make_bundle
from uprez.engine.cli.group import cli
from uprez.engine.doctor_hosts import openfx_plugin
from uprez.installer import bundle


@pytest.fixture
def call(tmp_path, monkeypatch):
    """The command, with a built bundle and a home of its own."""
    source = make_bundle(tmp_path / "built")
    monkeypatch.setattr(bundle, "built", lambda: source)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("OFX_PLUGIN_PATH", raising=False)
    return lambda *arguments: CliRunner().invoke(cli, ["install", "ofx", *arguments])


def test_install_list_update_remove(call, tmp_path, monkeypatch):
    first = call("--user")
    assert first.exit_code == 0
    assert "Installed:" in first.stdout
    place = tmp_path / "home" / ".local" / "share" / "OFX" / "Plugins"
    assert f'export OFX_PLUGIN_PATH="{place}"' in first.stdout
    monkeypatch.setenv("OFX_PLUGIN_PATH", str(place))
    again = call("--user")
    assert "Updated:" in again.stdout
    assert "OFX_PLUGIN_PATH" not in again.stdout
    assert "Hosts look there." in call("--list").stdout
    assert "Removed:" in call("--user", "--remove").stdout
    assert "not installed" in call("--list").stdout
    assert list(place.iterdir()) == []


def test_the_doctor_says_whether_hosts_will_find_it(call, tmp_path, monkeypatch):
    def told():
        return {check.name: check.text for check in openfx_plugin()}

    assert "hosts will find none" in told()["openfx plugin"]
    call("--folder", str(tmp_path / "mine"))
    assert "hosts will find none" in told()["openfx plugin"]
    monkeypatch.setenv("OFX_PLUGIN_PATH", str(tmp_path / "mine"))
    assert "and it loads" in told()["openfx plugin"]


def test_nothing_to_remove_is_an_error(call, tmp_path):
    result = call("--folder", str(tmp_path), "--remove")
    assert result.exit_code == 4
    assert "--list" in result.stderr


def test_options_that_contradict_each_other_are_refused(call, tmp_path):
    assert call("--user", "--folder", str(tmp_path)).exit_code == 2
    assert call("--list", "--remove").exit_code == 2


def test_a_folder_of_the_administrator_is_refused_with_what_to_do(call, tmp_path, monkeypatch):
    def denied(*arguments, **options):
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(bundle.shutil, "copytree", denied)  # tests may run as the administrator, whom no folder refuses
    result = call("--folder", str(tmp_path / "locked"))
    assert result.exit_code == 4
    assert "sudo" in result.stderr


def test_an_installation_without_a_plugin_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle, "find_spec", lambda name: None)
    monkeypatch.setattr(bundle, "distribution", lambda name: (_ for _ in ()).throw(bundle.PackageNotFoundError(name)))
    result = CliRunner().invoke(cli, ["install", "ofx", "--folder", str(tmp_path)])
    assert result.exit_code == 4
    assert "compiler" in result.stderr
