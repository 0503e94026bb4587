import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QTextEdit

from tests.ui.fake_queue import JOB, FakeQueueService, entry
from uprez.ui.link import Link
from uprez.ui.panel import QUEUE, SOURCES, STAGE, Panel
from uprez.ui.queue.entry import Action
from uprez.ui.theme import LIGHT


@pytest.fixture
def service():
    return FakeQueueService([entry("d0", "done", files=["/out/a_exr"], done=1, total=1)])


@pytest.fixture
def link(qtbot, service):
    link = Link(lambda: service)
    yield link
    link.close()


def test_it_docks_in_another_application_and_leaves_its_look_alone(qtbot, qapp, link):
    host = QMainWindow()
    qtbot.addWidget(host)
    host.setCentralWidget(QTextEdit("The host's own."))
    host.show()
    style, sheet, palette = qapp.style().objectName(), qapp.styleSheet(), QPalette(qapp.palette())
    of_host = QPalette(host.centralWidget().palette())
    dock = QDockWidget("uprez", host)
    panel = Panel(link, theme="light")
    dock.setWidget(panel)
    host.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    host.resize(1200, 800)
    qtbot.waitUntil(lambda: len(panel.bench.queue.model.entries()) == 1)
    assert (qapp.style().objectName(), qapp.styleSheet()) == (style, sheet) and qapp.palette() == palette
    assert host.centralWidget().palette() == of_host
    label = panel.findChild(QLabel)
    assert label.palette().color(QPalette.ColorRole.WindowText).name() in (LIGHT.text, LIGHT.muted)
    assert panel.grab().toImage().pixelColor(3, panel.height() - 3).name() == LIGHT.surface
    assert panel.width() <= 480
    dock.setFloating(True)
    dock.setFloating(False)
    assert panel.isVisible()


def test_clips_that_a_host_sent_are_there_with_their_recipe(qtbot, link):
    panel = Panel(link, host=True)
    qtbot.addWidget(panel)
    panel.show()
    second = {**JOB, "source": {"path": "/shots/b.mov", "first": 10, "last": 20}}
    panel.bench.load_jobs([JOB, second])
    draft = panel.bench.draft
    assert [clip.source["path"] for clip in draft.clips] == ["/shots/a.mov", "/shots/b.mov"]
    assert draft.recipe["scale"] == 2.0 and draft.output["folder"] == "/shots/uprez"
    assert len(draft.chosen) == 2 and not draft.undo_stack.canUndo()
    panel.bench.load_jobs([])
    assert len(draft.clips) == 2
    qtbot.waitUntil(panel.bench.queue_action.isEnabled)


def test_clips_keep_the_folders_and_names_that_a_host_sent_them_with(qtbot, link):
    panel = Panel(link, host=True)
    qtbot.addWidget(panel)
    sent = [{**JOB, "output": {"folder": f"/{name}/uprez", "name": name, "formats": ["prores"]}} for name in "ab"]
    panel.bench.load_jobs(sent)
    draft = panel.bench.draft
    assert (draft.output["folder"], draft.output["name"], draft.output["formats"]) == ("", "", ["prores"])
    jobs = [draft.job_for(clip.id)["output"] for clip in draft.clips]
    assert [(job["folder"], job["name"]) for job in jobs] == [("/a/uprez", "a"), ("/b/uprez", "b")]


def test_what_is_asked_for_is_brought_to_the_front(qtbot, link, service):
    panel = Panel(link)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.tabs.currentIndex() == SOURCES
    panel.bench.load_jobs([JOB])
    qtbot.waitUntil(panel.bench.queue_action.isEnabled)
    panel.bench.queue_action.trigger()
    qtbot.waitUntil(lambda: panel.tabs.currentIndex() == QUEUE)
    panel.bench.preview_action.trigger()
    assert panel.tabs.currentIndex() == STAGE


def test_finished_entries_go_back_to_the_host(qtbot, link):
    panel = Panel(link, host=True)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: panel.bench.queue.current is not None)
    with qtbot.waitSignal(panel.handed_back) as back:
        panel.bench.queue.do(Action.HOST)
    assert [raw["files"] for raw in back.args[0]] == [["/out/a_exr"]]
