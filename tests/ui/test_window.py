import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from tests.ui.fake_queue import FakeQueueService, entry
from tests.ui.fake_sources import INTERLACED
from uprez.plugin.client import ServiceError
from uprez.ui.app import Program
from uprez.ui.draft import Draft
from uprez.ui.errors import ErrorCard
from uprez.ui.language import apply_language
from uprez.ui.link import Link
from uprez.ui.settings import settings
from uprez.ui.shortcuts import ShortcutsHelp
from uprez.ui.stage import FINISH, PREVIEW, VIEWER
from uprez.ui.viewer.modes import Mode
from uprez.ui.window import MainWindow

DONE = {"done": 240, "total": 240, "windows": 2, "windows_done": 2, "files": ["/shots/uprez/a_2x.mov", "/shots/uprez/a_2x_exr"]}


@pytest.fixture
def service():
    return FakeQueueService([entry("d0", "done", **DONE)])


@pytest.fixture
def link(qtbot, service):
    link = Link(lambda: service)
    yield link
    link.close()


@pytest.fixture
def window(qtbot, link):
    window = MainWindow(link, Draft())
    qtbot.addWidget(window)
    window.resize(1300, 850)
    window.show()
    link.start()
    qtbot.waitUntil(lambda: len(window.bench.queue.model.entries()) == 1)
    yield window
    settings().setValue("told_that_jobs_go_on", True)


def add(qtbot, window, *paths):
    window.bench.add_paths(paths)
    qtbot.waitUntil(lambda: [clip.title for clip in window.bench.draft.clips] != [] and not window.bench.draft.unread())


def asked(service, name):
    return [what for kind, what in service.asked if kind == name]


def test_actions_say_why_they_cannot_be_used(qtbot, window, service):
    bench = window.bench
    assert not bench.queue_action.isEnabled() and bench.queue_action.toolTip() == "Add a clip first."
    service.checks["/shots/i.mov"] = [INTERLACED]
    add(qtbot, window, "/shots/i.mov")
    for action, button in ((bench.queue_action, bench.recipe.queue_button), (bench.preview_action, bench.recipe.preview_button)):
        assert not action.isEnabled() and action.toolTip() == INTERLACED["words"] == button.toolTip()
    bench.draft.set_source(bench.draft.clips[0].id, {"deinterlace": True})
    qtbot.waitUntil(bench.queue_action.isEnabled)
    assert "Ctrl" in bench.queue_action.toolTip()


def test_a_clip_goes_from_drop_to_queue(qtbot, window, service):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/shots/a.mov")])
    drop = QDropEvent(QPointF(500, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(drop)
    qtbot.waitUntil(window.bench.queue_action.isEnabled)
    assert window.bench.stage.viewer.sight.a is not None
    window.bench.queue_action.trigger()
    qtbot.waitUntil(lambda: len(window.bench.queue.model.entries()) == 2)
    (job,) = asked(service, "submit")
    assert job["source"]["path"] == "/shots/a.mov"
    assert window.bench.queue.current.raw["job"] == job


def test_a_refused_job_is_shown_as_an_error(qtbot, window, service, monkeypatch):
    def refuse(*_args, **_keys):
        raise ServiceError("There is no room.", "The disk is full.", "Free some.")

    monkeypatch.setattr(service, "submit", refuse)
    add(qtbot, window, "/shots/a.mov")
    window.bench.queue_action.trigger()
    qtbot.waitUntil(lambda: "There is no room." in {card.accessibleName() for card in window.findChildren(ErrorCard)})


def test_a_finished_entry_is_shown_beside_its_source_and_left_again(qtbot, window):
    stage = window.bench.stage
    add(qtbot, window, "/shots/a.mov")
    clip = stage.viewer.sight.a
    window.bench.queue.view_asked.emit(window.bench.queue.current.raw)
    qtbot.waitUntil(lambda: stage.entry is not None)
    assert stage.state.mode is Mode.WIPE and stage.state.has_both()
    assert stage.viewer.sight.b.title == "Take"
    stage.show_page(FINISH)
    assert stage.finish is not None and stage.finish.finish.take == "/shots/uprez/a_2x_exr"
    stage.leave_entry()
    assert stage.page == VIEWER and stage.finish is None and stage.entry is None
    assert stage.viewer.sight.b is None and stage.viewer.sight.a is not clip
    assert stage.state.mode is Mode.A


def test_another_clip_takes_the_place_of_a_take(qtbot, window):
    stage, draft = window.bench.stage, window.bench.draft
    add(qtbot, window, "/shots/a.mov", "/shots/b.mov")
    draft.select(draft.clips[0].id)
    stage.show_entry(window.bench.queue.current.raw)
    qtbot.waitUntil(lambda: stage.entry is not None)
    draft.select(draft.clips[1].id)
    assert stage.entry is None and stage.viewer.sight.a.title == "b.mov"


def test_a_take_that_cannot_be_read_leaves_the_clip_where_it_was(qtbot, window, service):
    add(qtbot, window, "/shots/a.mov")
    service.errors["/shots/uprez/a_2x_exr"] = ServiceError("It is gone.", "Somebody removed it.", "Make it again.")
    window.bench.stage.show_entry(window.bench.queue.current.raw)
    qtbot.waitUntil(lambda: "It is gone." in {card.accessibleName() for card in window.findChildren(ErrorCard)})
    assert window.bench.stage.entry is None and window.bench.stage.viewer.sight.a is not None


def test_the_preview_action_turns_to_the_preview_and_a_region_goes_there(qtbot, window):
    add(qtbot, window, "/shots/a.mov")
    stage = window.bench.stage
    stage.state.set_region((10, 20, 300, 200))
    assert stage.preview.comparison.region == (10, 20, 300, 200)
    window.bench.preview_action.trigger()
    assert stage.page == PREVIEW and stage.preview.isVisible()


def test_closing_while_jobs_run_says_that_they_go_on(qtbot, window, service):
    service.tell("job", entry("r0", "running", position=1))
    qtbot.waitUntil(lambda: window.bench.queue.running() == 1)
    window.close()
    (box,) = window.findChildren(QMessageBox)
    assert (window.isVisible() and "1 job goes on" in box.text()) or "1 job(s) go on" in box.text()
    box.checkBox().setChecked(True)
    with qtbot.waitSignal(window.closed):
        next(button for button in box.findChildren(QPushButton) if "Close" in button.text()).click()
    window._may_close = False
    window.show()
    with qtbot.waitSignal(window.closed):
        window.close()


def test_the_window_comes_back_as_it_was(qtbot, link, window):
    window._split.setSizes([400, 500, 300])
    window._dock.hide()
    before = window._split.sizes()
    window.close()
    again = MainWindow(link, Draft())
    qtbot.addWidget(again)
    assert again._dock.isHidden()
    again.resize(window.size())
    again.show()
    assert again._split.sizes() == before


def test_every_key_is_on_the_help_page_and_none_is_taken_twice(qtbot, window):
    groups = window.menus.shortcuts()
    titles = [title for title, _ in groups]
    assert titles[:5] == ["File", "Edit", "Job", "View", "Help"]
    of_window = [keys for title, lines in groups if title in titles[:5] for _, keys in lines]
    assert len(of_window) == len(set(of_window))
    assert {"F1", "Ctrl+Z", "Ctrl+P"} <= set(of_window)
    window.menus.show_shortcuts()
    (page,) = window.findChildren(ShortcutsHelp)
    assert {"Play or stop", "Add files"} <= {label.text() for label in page.findChildren(QLabel)}
    page.close()


def test_everything_that_can_be_reached_by_keyboard_has_a_name(qtbot, window):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider, QTabBar

    def named(part):
        return part.accessibleName() or (isinstance(part, QAbstractButton) and part.text()) or isinstance(part.parent(), QComboBox)

    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QSlider, QLineEdit, QTabBar):
        for part in window.findChildren(kind):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isVisibleTo(window):
                buddy = any(label.buddy() is part for label in window.findChildren(QLabel))
                inner = part.objectName().startswith("qt_")
                assert named(part) or buddy or inner, f"{type(part).__name__} {part.toolTip()!r} in {type(part.parent()).__name__}"


def test_another_language_makes_the_window_anew_around_the_same_clips(qtbot, qapp, service):
    program = Program(qapp, Link(lambda: service))
    program.start()
    old = program.window
    program.draft.add([{"path": "/shots/a.mov"}])
    qtbot.waitUntil(lambda: not program.draft.unread())
    program.speak("ko")
    qtbot.waitUntil(lambda: not shiboken6.isValid(old))
    new = program.window
    qtbot.waitUntil(lambda: len(new.bench.queue.model.entries()) == 1)
    assert new.isVisible() and new.bench.preview_action.text() == "미리보기"
    program.draft.add([{"path": "/shots/b.mov"}])
    program.draft.set_recipe({"scale": 4.0})
    program.draft.undo_stack.undo()
    qtbot.waitUntil(lambda: not program.draft.unread())
    assert len(new.bench.draft.clips) == 2
    program.speak("en")
    assert program.window.bench.preview_action.text() == "Preview"
    apply_language(qapp, "en")
    program.link.close()
    program.window.hide()
    program.window.deleteLater()
