import json
import socket
from pathlib import Path

from click.testing import CliRunner

from uprez.engine import doctor
from uprez.engine.cli.group import cli
from uprez.engine.doctor import Check, State, broken, diagnose


def call(*arguments):
    return CliRunner().invoke(cli, ["doctor", *arguments])


def test_a_working_machine_is_said_to_work():
    checks = diagnose()
    assert not broken(checks), [check for check in checks if check.state is State.BROKEN]
    names = {check.name for check in checks}
    assert {"uprez", "ffmpeg", "encoders", "pictures", "onnxruntime", "processor", "memory", "weights", "colour", "exact colour"} <= names
    assert {"openfx plugin", "resolve", "nuke", "blender"} <= names
    result = call("--json")
    assert result.exit_code == 0
    assert {entry["name"] for entry in json.loads(result.stdout)} == names


def test_the_report_holds_no_path_and_no_name_of_the_machine(monkeypatch, tmp_path):
    config = tmp_path / "secret.ocio"
    monkeypatch.setenv("OCIO", str(config))
    text = call("--report").stdout
    assert text.startswith("uprez report")
    for private in (str(Path.cwd()), str(Path.home()), str(tmp_path), "secret.ocio", socket.gethostname()):
        assert private not in text or private == "/"


def test_a_broken_colour_configuration_is_found(monkeypatch, tmp_path):
    (tmp_path / "bad.ocio").write_text("no configuration")
    monkeypatch.setenv("OCIO", str(tmp_path / "bad.ocio"))
    result = call()
    assert result.exit_code == 1
    assert "broken" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_inexact_colour_is_found(monkeypatch):
    from uprez.media.colour import decoding

    exact = decoding.YuvDecoder.decode

    def rounded(self, frame, tag):
        rgb, alpha = exact(self, frame, tag)
        return rgb + 0.01 / 876, alpha

    monkeypatch.setattr(decoding.YuvDecoder, "decode", rounded)
    (check,) = doctor._exact_colour()
    assert check.state is State.BROKEN


def test_a_check_that_fails_is_a_finding(monkeypatch):
    def failing():
        raise RuntimeError("no driver at /secret/path")
        yield

    monkeypatch.setattr(doctor, "_runtimes", failing)
    found = [check for check in diagnose() if check.name == "runtimes"]
    assert found == [Check("runtimes", State.BROKEN, "RuntimeError: no driver at /secret/path", private=True)]
    assert "/secret/path" not in call("--report").stdout


def test_the_colour_spaces_are_listed():
    assert "ACEScg" in call("--colours").stdout.splitlines()
