"""The panel as a child of a host: opened, waited for, closed."""

import json
import shlex
import sys
import time
from pathlib import Path

import pytest

from tests.plugin import fake_panel
from tests.plugin.host_results import finished
from uprez.plugin.host import PanelRun, Sent, ServiceError


@pytest.fixture
def saw(state, tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_COMMAND", shlex.join([sys.executable, fake_panel.__file__]))
    monkeypatch.setenv("FAKE_PANEL_SAW", str(tmp_path / "saw.json"))
    monkeypatch.setenv("FAKE_PANEL_SENDS", str(tmp_path / "sends.json"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("PYTHONHOME", "/the/hosts/own")
    return tmp_path


def opened(saw, wish):
    path = str(saw / "a.mov")
    clips = [Sent("k", "A", path, 12, 15), Sent("m", "B", path, 40, 41), Sent("n", "C", str(saw / "c.mov"))]
    return PanelRun.open(clips, formats=("prores",), recipe={"prompt": wish, "scale": 2.0})


def waited(run):
    until = time.monotonic() + 20
    while not run.poll():
        assert time.monotonic() < until
        time.sleep(0.01)
    return run


def test_what_the_user_sends_back_comes_back(saw):
    entry = finished(saw, path=str(saw / "a.mov"), formats=("prores",))
    (saw / "sends.json").write_text(json.dumps({"entries": [entry]}))
    run = waited(opened(saw, "send"))
    assert [take.key for take in run.taken()] == ["k"]
    ((clip, why),) = run.failures()
    assert clip.key == "m" and "40 to 41" in why
    told = json.loads((saw / "saw.json").read_text())
    assert told["arguments"][0] == "panel" and told["home"] is None
    assert [(job["source"].get("first"), job["source"].get("last")) for job in told["jobs"]] == [(12, 15), (40, 41), (None, None)]
    assert not any("name" in job["output"] for job in told["jobs"])
    assert not Path(told["arguments"][2]).parent.exists()


def test_a_panel_that_is_just_closed_gives_nothing(saw):
    run = waited(opened(saw, "close"))
    assert run.entries == [] and run.taken() == [] and run.failures() == []
    run.end()


@pytest.mark.parametrize(("wish", "why"), [("fail", "code 1.\nError: The app needs PySide6."), ("nonsense", "makes no sense")])
def test_a_panel_that_fails_says_why(saw, wish, why):
    run = waited(opened(saw, wish))
    with pytest.raises(ServiceError) as failed:
        run.taken()
    assert why in str(failed.value)


def test_a_panel_can_be_ended(saw):
    run = opened(saw, "wait")
    until = time.monotonic() + 20
    while not (saw / "saw.json").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    assert not run.poll() and run.taken() == []
    run.end()
    run.end()
    assert run.poll() and run.entries == [] and not list(saw.glob("uprez-panel-*"))


def test_nothing_is_opened_for_nothing_or_without_uprez(saw, monkeypatch):
    with pytest.raises(ServiceError, match="nothing to send"):
        PanelRun.open([])
    monkeypatch.setenv("UPREZ_COMMAND", str(saw / "nowhere"))
    with pytest.raises(ServiceError, match="cannot be opened"):
        PanelRun.open([Sent("k", "A", str(saw / "a.mov"))])
    assert not list(saw.glob("uprez-panel-*"))
