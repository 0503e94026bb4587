"""Clips at work, the menu, and the files that Nuke starts itself."""

import runpy
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.plugin.nuke.fake_nodes import Blur, Switch
from uprez.plugin.errors import ServiceError, ServiceGone
from uprez.plugin.host import PanelRun, ServiceRun
from uprez.plugin.nuke import commands, work
from uprez.plugin.nuke.build import place, switch_of

FRONT = Path(commands.__file__).parent / "front"


class Panel(PanelRun):
    """A panel that ends when the test says so."""

    def __init__(self, takes=(), failed=(), error=None):
        self.over, self.ended, self.takes, self.failed, self.error = False, 0, list(takes), list(failed), error

    def poll(self):
        return self.over

    def taken(self, formats=()):
        if self.error:
            raise self.error
        return self.takes

    def failures(self):
        return self.failed

    def end(self):
        self.ended += 1


class Jobs(ServiceRun, Panel):
    """Jobs that end when the test says so."""

    __init__, poll, taken, failures, end = Panel.__init__, Panel.poll, Panel.taken, Panel.failures, Panel.end
    progress = (0, 0, "Starting.")


@pytest.fixture
def runs(monkeypatch):
    """What is opened, and how; the next run is `runs.next`."""
    runs = SimpleNamespace(next=None, opened=[])

    def opening(kind):
        def opened(clips, **how):
            runs.opened.append((kind, [clip.name for clip in clips], how))
            if isinstance(runs.next, Exception):
                raise runs.next
            return runs.next

        return opened

    monkeypatch.setattr(work, "LOOK", 0.002)
    monkeypatch.setattr(commands, "PanelRun", SimpleNamespace(open=opening("panel")))
    monkeypatch.setattr(commands, "ServiceRun", SimpleNamespace(open=opening("service")))
    yield runs
    assert work.RUNS == []


def selected(read):
    read["selected"].setValue(True)
    return read


def test_to_the_panel_and_back(nuke, disk, runs, pump):
    read, runs.next = selected(disk.sequence()), Panel([disk.taken("plate", 0, 100)])
    assert commands.open_panel() is work.RUNS[0]
    assert runs.opened == [("panel", ["plate"], {"handles": 8, "formats": ("exr",)})]
    assert nuke.messages == []
    runs.next.over = True
    pump(lambda: nuke.messages)
    assert nuke.messages == ["plate: plate_uprez is shown by plate_takes, in the take's size."]
    assert switch_of(read).picture(1010)[0].endswith("take.%04d.exr")
    assert runs.next.ended == 1


def test_a_panel_that_was_closed(nuke, disk, runs, pump):
    selected(disk.sequence())
    runs.next = Panel()
    commands.open_panel()
    runs.next.over = True
    pump(lambda: nuke.messages)
    assert "The panel was closed, and nothing sent back" in nuke.messages[0]


def test_jobs_tell_how_far_they_are(nuke, disk, runs, pump):
    selected(disk.sequence())
    runs.next, heard = Jobs([], [(SimpleNamespace(name="plate"), "The disk is full.")]), []
    commands.upscale({"model": "span", "scale": 2.0}, progress=lambda *now: heard.append(now))
    assert runs.opened[0][0::2] == ("service", {"handles": 8, "formats": ("exr",), "recipe": {"model": "span", "scale": 2.0}})
    pump(lambda: heard)
    Jobs.progress = (5, 100, "Upscaling.")
    pump(lambda: len(heard) == 2)
    runs.next.over = True
    pump(lambda: nuke.messages)
    assert heard == [(0, 0, "Starting."), (5, 100, "Upscaling.")]
    assert nuke.messages == ["plate: The disk is full."]


def test_cancelling_ends_it(nuke, disk, runs, pump):
    selected(disk.sequence())
    runs.next = Jobs([disk.taken("plate", 0, 100)])
    begun = commands.upscale({})
    begun.cancel()
    pump(lambda: nuke.messages)
    assert nuke.messages == ["Cancelled. What is done of it is kept."]
    assert runs.next.ended >= 1
    assert len(nuke.nodes_) == 1


@pytest.mark.parametrize("error", [ServiceError("The panel has failed.", "It ended.", ""), ServiceGone("The service is gone.")])
def test_what_goes_wrong_on_the_way_is_told(nuke, disk, runs, pump, error):
    selected(disk.sequence())
    runs.next = Panel(error=error)
    commands.open_panel()
    runs.next.over = True
    pump(lambda: nuke.messages)
    assert error.what in nuke.messages[0]
    assert runs.next.ended == 1


def test_what_cannot_be_opened_is_told(nuke, disk, runs):
    selected(disk.sequence())
    runs.next = ServiceError("uprez is not found.")
    assert commands.open_panel() is None
    assert nuke.messages == ["uprez is not found."]


def test_without_a_read_nothing_is_opened(nuke, disk, runs):
    assert commands.open_panel() is None
    selected(nuke.add(Blur, "Blur1"))
    assert commands.upscale({}) is None
    assert nuke.messages == ["No Read is selected."] * 2
    lost = selected(disk.sequence())
    lost["file"].fromUserText("/nowhere/a.mov")
    assert commands.open_panel() is None
    assert "is offline" in nuke.messages[2]
    assert runs.opened == []


def test_what_cannot_be_sent_is_told_beside_the_rest(nuke, disk, runs, pump):
    selected(disk.sequence())
    selected(disk.sequence("lost"))["file"].fromUserText("/nowhere/a.mov")
    runs.next = Panel()
    commands.open_panel()
    assert len(nuke.messages) == 1
    assert runs.opened[0][1] == ["plate"]
    runs.next.over = True
    pump(lambda: len(nuke.messages) == 2)


def test_a_read_that_is_gone_and_one_that_has_changed(nuke, disk, runs, pump):
    read = selected(disk.sequence())
    runs.next = Panel([disk.taken("gone", 0, 100), disk.taken("plate", 0, 50)])
    commands.open_panel()
    runs.next.over = True
    pump(lambda: nuke.messages)
    lines = nuke.messages[0].splitlines()
    assert lines[0].startswith("gone is not in the script any more; its take is ")
    assert lines[1].startswith("plate: The take of plate lacks frames that it plays.")
    assert switch_of(read) is None


class Queue:
    """In place of the service."""

    def __init__(self, error=None):
        self.closed, self.error = 0, error

    def connect(self):
        if self.error:
            raise self.error
        return self

    def jobs(self):
        return ["entries"]

    def close(self):
        self.closed += 1


def test_bring_back(nuke, disk, pump, monkeypatch):
    queue, asked = Queue(), []
    monkeypatch.setattr(work, "Service", queue)

    def taken_of(entries, clips):
        asked.append((entries, [clip.name for clip in clips]))
        return [disk.taken("plate", 0, 100)] if len(asked) == 1 else []

    monkeypatch.setattr(work, "taken_of", taken_of)
    monkeypatch.setattr(work, "failures_of", lambda entries, clips: [])
    commands.bring()
    assert nuke.messages == ["There is no Read in the script."]
    read, other = disk.sequence(), disk.sequence("other")
    commands.bring()
    pump(lambda: len(nuke.messages) == 2)
    assert asked == [(["entries"], ["plate", "other"])]
    assert switch_of(read) is not None
    selected(other)
    commands.bring()
    pump(lambda: len(nuke.messages) == 3)
    assert asked[1][1] == ["other"]
    assert nuke.messages[2] == "No finished job has the frames of these Reads."
    assert queue.closed == 2


def test_bring_back_without_a_service(nuke, disk, pump, monkeypatch):
    monkeypatch.setattr(work, "Service", Queue(ServiceError("The uprez service cannot be started.")))
    disk.sequence()
    commands.bring()
    pump(lambda: nuke.messages)
    assert nuke.messages == ["The uprez service cannot be started."]


def test_switching_all_or_some(nuke, disk):
    commands.show_originals()
    assert nuke.messages == ["There is no Switch of uprez's in the script."]
    nuke.add(Switch, "Switch9")  # somebody else's
    reads = [disk.sequence("a"), disk.sequence("b")]
    for read in reads:
        place(read, disk.taken(read.name(), 0, 100, name=f"take_{read.name()}"))
    switches = [switch_of(read) for read in reads]
    commands.show_originals()
    assert [switch["which"].value() for switch in switches] == [0, 0]
    selected(reads[0])
    commands.show_takes()
    assert [switch["which"].value() for switch in switches] == [1, 0]
    reads[0]["selected"].setValue(False)
    selected(switches[1])
    commands.show_takes()
    assert [switch["which"].value() for switch in switches] == [1, 1]
    assert len(nuke.messages) == 1
    switches[1]["which"].setExpression("1")
    commands.show_originals()
    assert nuke.messages[1] == "b_takes: does not show what it was told to; its knob `which` has another expression."


# What Nuke runs at its start


@pytest.fixture
def panels(monkeypatch):
    panels = ModuleType("nukescripts.panels")
    panels.registered = []
    panels.registerWidgetAsPanel = lambda *about, **more: panels.registered.append((about, more))
    monkeypatch.setitem(sys.modules, "nukescripts", ModuleType("nukescripts"))
    monkeypatch.setitem(sys.modules, "nukescripts.panels", panels)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return panels


def test_the_menu_and_the_panel(nuke, panels):
    runpy.run_path(str(FRONT / "menu.py"))
    ((about, more),) = panels.registered
    assert about[1:] == ("uprez", "org.uprez.panel")
    assert more == {"create": False}
    assert eval(about[0], {}).__name__ == "make_dock"  # Nuke runs this text in a namespace of its own
    entries = nuke.bar.menus["uprez"].entries
    assert list(entries) == ["Send Selected Reads…", "Bring Back Finished Takes", "-", "Show Originals", "Show Takes"]
    entries["Send Selected Reads…"]()
    assert nuke.messages == ["No Read is selected."]
    assert sys.path[-1].endswith("uprez_host")


def test_an_old_nuke_is_refused_in_words(nuke, panels, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 7, 7, "final", 0))
    runpy.run_path(str(FRONT / "menu.py"))
    assert capsys.readouterr().out == "uprez needs Nuke 14 or newer: this one has Python 3.7.\n"
    assert panels.registered == []


def test_a_render_runs_nothing(monkeypatch):
    """A render reads init.py of each folder, never menu.py; there is none, and importing menu.py elsewhere does nothing."""
    assert [file.name for file in FRONT.glob("*.py")] == ["menu.py"]
    monkeypatch.delitem(sys.modules, "nuke", raising=False)
    before = list(sys.path)
    runpy.run_path(str(FRONT / "menu.py"))
    assert sys.path == before


def test_scripts_need_no_uprez_to_render(nuke, disk):
    """All that is left in a script is Nuke's own: no knob calls Python."""
    place(disk.sequence(), disk.taken("plate", 0, 100))
    kinds = {type(knob).__name__ for node in nuke.nodes_ for knob in node.knobs().values()}
    assert not {kind for kind in kinds if kind.startswith("Py")}
    assert {node.Class() for node in nuke.nodes_} <= {"Read", "Switch", "Reformat"}
