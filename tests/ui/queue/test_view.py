import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.fake_queue import FakeQueueService, entry, many_states, png
from uprez.plugin.client import ServiceError
from uprez.ui.errors import ErrorCard
from uprez.ui.link import Link
from uprez.ui.queue import QueueView
from uprez.ui.queue.entry import Action, State


@pytest.fixture
def service():
    return FakeQueueService(many_states())


@pytest.fixture
def view(qtbot, service):
    link = Link(lambda: service)
    view = QueueView(link)
    qtbot.addWidget(view)
    view.resize(1200, 320)
    view.show()
    link.start()
    qtbot.waitUntil(lambda: len(view.model.entries()) == len(service.queue))
    yield view
    link.close()


def texts(view):
    return " | ".join(label.text() for label in view.detail.findChildren(QLabel) if label.isVisibleTo(view))


def asked(service, name):
    return [what for kind, what in service.asked if kind == name]


def test_what_runs_is_chosen_and_told_in_full(view):
    assert view.current.id == "0b"
    said = texts(view)
    assert "43 of 78 windows" in said.replace(",", "")
    assert "about 5.2 GB" in said and "NVIDIA RTX 4090" in said and "25 min left" in said
    assert "Going on with 4 tiles instead of 1" in said and "started again" in said


@pytest.mark.parametrize(
    ("id", "key", "asks", "state"),
    [
        ("0b", Qt.Key.Key_Space, "pause", State.PAUSED),
        ("0d", Qt.Key.Key_Space, "resume", State.QUEUED),
        ("0e", Qt.Key.Key_R, "retry", State.QUEUED),
    ],
)
def test_keys_do_what_the_buttons_do(qtbot, view, service, id, key, asks, state):
    view.choose(id)
    view.activateWindow()
    view.list.setFocus()
    control = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_R else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(view.list, key, control)
    qtbot.waitUntil(lambda: view.model.entry(id).state is state)
    assert asked(service, asks) == [id]


def test_continuing_says_what_is_done_already(qtbot, view, service):
    view.choose("0d")
    button = next(button for button in view.detail.findChildren(QPushButton) if button.isVisibleTo(view))
    assert button.text() == "Continue — 312 of 540 windows are done"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: asked(service, "resume") == ["0d"])


def test_entries_are_reordered_and_removed(qtbot, view, service):
    view.choose("0c")
    view.do(Action.UP)
    qtbot.waitUntil(lambda: view.model.row("0c") == 1)
    assert asked(service, "move") == [("0c", "0b")]
    assert view.current.id == "0c"
    view.choose("0a")
    view.do(Action.REMOVE)
    qtbot.waitUntil(lambda: view.model.entry("0a") is None)
    assert view.current is not None


def test_a_failed_entry_shows_its_error_and_a_refusal_is_shown(qtbot, view, service, qapp):
    view.choose("0e")
    qtbot.waitUntil(lambda: "disk is full" in texts(view))
    assert len(view.detail.findChildren(ErrorCard)) == 1
    view.choose("0b")
    assert "disk is full" not in texts(view)
    service.errors["0b"] = ServiceError("It cannot be paused.", "It is just ending.", "Wait.")
    view.do(Action.PAUSE)
    qtbot.waitUntil(lambda: any(card.accessibleName() == "It cannot be paused." for card in view.findChildren(ErrorCard)))


def test_pictures_are_brought_once_a_number_and_only_when_looked_at(qtbot, view, service):
    service.pictures["0b"] = png()
    qtbot.waitUntil(lambda: view.thumbnails.picture(view.model.entry("0b")) is not None, timeout=3000)
    count = len(asked(service, "picture_of"))
    view.list.viewport().repaint()
    qtbot.wait(50)
    assert [id for id in asked(service, "picture_of")[count:] if id == "0b"] == []
    assert view.thumbnails.picture(view.model.entry("0b")).width() == 640


def test_a_finished_entry_opens_in_the_viewer_and_its_folder(qtbot, view, service, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    view.choose("0a")
    with qtbot.waitSignal(view.view_asked) as shown:
        view.do(Action.VIEW)
    view.do(Action.FOLDER)
    assert shown.args[0]["id"] == "0a" and opened == ["/shots/uprez"]


def test_finishing_is_told_once(qtbot, view, service):
    done = {**service.queue["0b"], "state": "done", "files": ["/shots/uprez/b.mov"]}
    with qtbot.waitSignal(view.finished) as finished:
        service.tell("job", done)
    assert finished.args[0]["id"] == "0b"
    with qtbot.assertNotEmitted(view.finished, wait=50):
        service.tell("job", done)


def test_a_lost_service_is_a_calm_line(qtbot, view, service):
    view._link.lost.emit(ServiceError("The service has ended.", "It was killed.", ""))
    assert view.banner.isVisible() and "started again" in view.banner.words
    view._link.back.emit()
    assert "back" in view.banner.words


def test_an_empty_queue_says_how_it_is_filled(qtbot, view, service):
    for id in list(service.queue):
        service.tell("removed", {"id": id})
    qtbot.waitUntil(lambda: not view.model.entries())
    said = " ".join(label.text() for label in view._pages.currentWidget().findChildren(QLabel))
    assert "Nothing is in the queue" in said
    assert view.current is None and not view.actions_of[Action.PAUSE].isEnabled()


def test_the_host_action_is_there_only_with_a_host(qtbot, service):
    link = Link(lambda: service)
    for host in (False, True):
        view = QueueView(link, host=host)
        qtbot.addWidget(view)
        view._snapshot(service.jobs())
        view.choose("0a")
        assert view.actions_of[Action.HOST].isVisible() is host
        assert view.actions_of[Action.HOST].isEnabled() is host
    with qtbot.waitSignal(view.host_asked) as sent:
        view.do(Action.HOST)
    assert [raw["id"] for raw in sent.args[0]] == ["0a"]
    link.close()


def test_thousands_of_entries_stay_smooth(qtbot, service):
    link = Link(lambda: service)
    view = QueueView(link)
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    many = [entry(f"{index:04x}", "running" if index == 0 else "queued", position=index, total=100) for index in range(5000)]
    view._snapshot(many)
    qtbot.waitExposed(view)
    began = time.perf_counter()
    for step in range(50):
        view.put({**many[0], "done": step})
        view.list.viewport().repaint()
    assert (time.perf_counter() - began) / 50 < 0.05
    assert not asked(service, "picture_of")
    link.close()
