"""The entries of the Scripts menu, from the choice to what the user is told."""

# ruff: noqa: N802 - these are Resolve's names

import os
import sys
from types import SimpleNamespace

import pytest

import uprez.plugin.resolve.scripts as scripts
from tests.plugin.resolve.fake_resolve import Timeline
from uprez.plugin.errors import ServiceError, ServiceGone
from uprez.plugin.host import Sent


class Panel:
    """In place of `PanelRun`: gives back the takes that the test names, after three looks."""

    def __init__(self):
        self.opened, self.takes, self.failed, self.looks, self.ended = [], [], [], 0, 0

    def open(self, clips, **how):
        self.opened.append((clips, how))
        return self

    def poll(self):
        self.looks += 1
        return self.looks >= 3

    def taken(self):
        return self.takes(self.opened[-1][0]) if callable(self.takes) else self.takes

    def failures(self):
        return self.failed

    def end(self):
        self.ended += 1


@pytest.fixture
def panel(monkeypatch):
    panel = Panel()
    monkeypatch.setattr(scripts, "PanelRun", panel)
    monkeypatch.setattr(scripts, "_LOOK", 0)
    return panel


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def test_send_and_bring_back(resolve, clip, disk, panel, capsys, state):
    resolve.timeline.chosen = [clip.item]
    panel.takes = lambda clips: [disk.taken(clip, 8, 72)]
    scripts.send_selected({"resolve": resolve})
    ((sent, how),) = panel.opened
    assert [one.name for one in sent] == ["A"]
    assert how == {"handles": 12, "formats": ("prores",)}
    said = capsys.readouterr().out
    assert "1 clips are in the panel" in said
    assert "1 of 1 clips brought back.\nA: is take 2 of the clip." in said
    assert (state / "resolve.log").read_text().endswith("A: is take 2 of the clip.\n\n")
    assert panel.ended == 1
    assert clip.item.selected == 2


def test_pictures_come_back_as_pictures(resolve, session, disk, panel):
    resolve.timeline.chosen = [resolve.add(disk.movie(), 0, 10, 0), resolve.add(disk.sequence(), 10, 10, 0)]
    scripts.send_selected({"resolve": resolve})
    assert panel.opened[0][1]["formats"] == ("exr",)


def test_marks_and_colours_are_sent(resolve, clip, panel, capsys):
    resolve.timeline.marks = {"video": {"in": 12, "out": 13}}
    scripts.send_marked({"resolve": resolve})
    assert (panel.opened[0][0][0].first, panel.opened[0][0][0].last) == (22, 23)
    assert "The panel was closed, and nothing sent back" in capsys.readouterr().out
    clip.item._colour = "Lime"
    resolve.timeline.under_playhead = clip.item
    scripts.send_coloured({"resolve": resolve})
    assert panel.opened[1][0][0].first == 20


def test_failed_jobs_are_told(resolve, clip, panel, capsys):
    resolve.timeline.chosen = [clip.item]
    panel.failed = [(clip.sent, "The disk is full.")]
    scripts.send_selected({"resolve": resolve})
    assert "0 of 1 clips brought back.\nA: The disk is full." in capsys.readouterr().out


def test_the_panel_is_ended_when_something_goes_wrong(resolve, clip, panel, capsys):
    resolve.timeline.chosen = [clip.item]

    def broken(_):
        raise ServiceError("The panel broke.", "It did.", "Open it again.")

    panel.takes = broken
    scripts.send_selected({"resolve": resolve})
    assert "The panel broke.\nIt did.\nOpen it again." in capsys.readouterr().out
    assert panel.ended == 1


def test_in_resolve_itself_nothing_waits(resolve, clip, panel, capsys, monkeypatch):
    monkeypatch.setattr(scripts, "_program", lambda: "/opt/resolve/bin/resolve")
    resolve.timeline.chosen = [clip.item]
    scripts.send_selected({"resolve": resolve})
    assert (panel.looks, panel.ended) == (0, 0)
    assert "start the script that brings them back" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("program", "inside"),
    [
        ("/opt/resolve/bin/resolve", True),
        ("/Applications/DaVinci Resolve/DaVinci Resolve.app/Contents/MacOS/Resolve", True),
        ("/opt/resolve/libs/Fusion/fuscript", False),
        ("/usr/bin/python3", False),
        ("", False),
    ],
)
def test_where_this_python_runs(program, inside):
    assert scripts.is_inside(program) is inside


def test_this_program_is_known(monkeypatch):
    assert os.path.isabs(scripts._program())
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Blackmagic Design\DaVinci Resolve\Resolve.exe")

    def no_such_thing(path):
        raise OSError(path)

    monkeypatch.setattr(scripts.os, "readlink", no_such_thing, raising=False)
    assert scripts._program() == sys.executable


@pytest.mark.parametrize("script", ["bring_back", "send_coloured", "send_marked", "send_selected", "switch_takes"])
def test_without_resolve_it_is_said_in_words(script, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("RESOLVE_SCRIPT_API", "/nowhere")
    getattr(scripts, script)({})
    assert "Resolve does not answer." in capsys.readouterr().out


def test_a_take_is_not_sent_again(resolve, session, clip, disk, panel, capsys):
    resolve.timeline.chosen = [clip.item]
    panel.takes = lambda clips: [disk.taken(clip, 8, 72)]
    scripts.send_selected({"resolve": resolve})
    scripts.send_selected({"resolve": resolve})
    assert len(panel.opened) == 1
    assert "A shows a take of uprez's: switch it to the original first.\nNothing was sent." in capsys.readouterr().out


class Queue:
    """In place of the service: a queue that was asked once and closed."""

    def __init__(self, entries):
        self.entries, self.closed = entries, False

    def jobs(self):
        return self.entries

    def close(self):
        self.closed = True


@pytest.fixture
def queue(monkeypatch):
    queue = Queue([{"state": "done"}])
    monkeypatch.setattr(scripts, "Service", SimpleNamespace(connect=lambda: queue))
    return queue


def test_bring_back_from_the_queue(resolve, session, clip, disk, queue, capsys, monkeypatch):
    asked = []

    def taken_of(entries, sent):
        asked.append((entries, sent))
        return [disk.taken(clip, 8, 72)] if sent else []

    monkeypatch.setattr(scripts, "taken_of", taken_of)
    monkeypatch.setattr(scripts, "failures_of", lambda entries, sent: [(Sent("x", "B", "/b.mov"), "It failed.")] if sent else [])
    scripts.bring_back({"resolve": resolve})
    assert asked == [(queue.entries, [clip.sent])]
    assert queue.closed
    assert "1 of 2 clips brought back.\nA: is take 2 of the clip.\nB: It failed." in capsys.readouterr().out
    scripts.bring_back({"resolve": resolve})
    said = capsys.readouterr().out
    assert "A shows a take of uprez's" in said
    assert "No finished job has frames of these clips." in said


def test_bring_back_without_a_service(resolve, clip, capsys, monkeypatch):
    def gone():
        raise ServiceGone("The uprez service is not running.")

    monkeypatch.setattr(scripts, "Service", SimpleNamespace(connect=gone))
    scripts.bring_back({"resolve": resolve})
    assert "is not running" in capsys.readouterr().out


def test_switch(resolve, session, clip, disk, panel, capsys):
    scripts.switch_takes({"resolve": resolve})
    assert "No clip has a take of uprez's." in capsys.readouterr().out
    resolve.timeline.chosen = [clip.item]
    panel.takes = lambda clips: [disk.taken(clip, 8, 72)]
    scripts.send_selected({"resolve": resolve})
    scripts.switch_takes({"resolve": resolve})
    assert "A: shows the original." in capsys.readouterr().out
    assert clip.item.selected == 1


class Window:
    """A window of Resolve's UIManager, as far as scripts in the wild use it."""

    def __init__(self):
        self.On = SimpleNamespace(uprez=SimpleNamespace(), Close=SimpleNamespace())
        self.shown = []

    def Show(self):
        self.shown.append(True)

    def Hide(self):
        self.shown.append(False)


@pytest.mark.parametrize("product", ["DaVinci Resolve Studio", "DaVinci Resolve"])
def test_a_window_in_studio_only(resolve, product, capsys):
    resolve._product = product
    window, left = Window(), []

    class Dispatcher:
        def __init__(self, _manager):
            pass

        def AddWindow(self, facts, parts):
            return window

        def RunLoop(self):
            window.On.Close.Clicked(None)

        def ExitLoop(self):
            left.append(True)

    manager = SimpleNamespace(VGroup=list, TextEdit=dict, Button=dict)
    given = {"resolve": resolve, "fusion": SimpleNamespace(UIManager=manager), "bmd": SimpleNamespace(UIDispatcher=Dispatcher)}
    scripts.switch_takes(given)
    assert "There is no clip in the timeline." in capsys.readouterr().out
    assert (window.shown, left) == (([True, False], [True]) if "Studio" in product else ([], []))


def test_a_version_that_cannot_switch_tracks(resolve, clip, capsys, monkeypatch):
    monkeypatch.setattr(Timeline, "hidden", frozenset({"SetTrackEnable"}))
    scripts.switch_takes({"resolve": resolve})
    assert "No clip has a take of uprez's." in capsys.readouterr().out


def test_without_a_console(resolve, clip, state, monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    scripts.switch_takes({"resolve": resolve})
    assert "No clip has a take of uprez's." in (state / "resolve.log").read_text()


def test_a_window_that_breaks_breaks_nothing(resolve, capsys):
    scripts.switch_takes({"resolve": resolve, "fusion": SimpleNamespace(UIManager=object()), "bmd": SimpleNamespace(UIDispatcher=object)})
    assert "There is no clip in the timeline." in capsys.readouterr().out


def test_a_long_log_starts_anew(resolve, state):
    state.mkdir()
    (state / "resolve.log").write_text("x" * (1 << 19))
    scripts.switch_takes({"resolve": resolve})
    assert len((state / "resolve.log").read_text()) < 1000
