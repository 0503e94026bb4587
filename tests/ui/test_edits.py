"""An edit is made, looked at, and upscaled, or changed: the window's own buttons against a fake service."""

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.fake_queue import FakeQueueService
from uprez.core.job import Job
from uprez.plugin.client import ServiceError
from uprez.ui.draft import Draft
from uprez.ui.edits import Phase
from uprez.ui.link import Link
from uprez.ui.panel import RECIPE, STAGE, Panel
from uprez.ui.viewer.modes import Mode
from uprez.ui.window import MainWindow


@pytest.fixture
def service():
    """One whose entries bear the names of their jobs, as the real one's do."""

    class Named(FakeQueueService):
        def submit(self, job, held=False, title=""):
            entry = super().submit(job, held, title)
            named = {**entry, "id": Job.model_validate(job).name[:16]}
            del self.queue[entry["id"]]
            self.queue[named["id"]] = named
            return named

    return Named()


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
    with_a_clip(qtbot, window.bench)
    return window


def with_a_clip(qtbot, bench):
    bench.add_paths(["/shots/a.mov"])
    qtbot.waitUntil(lambda: bool(bench.draft.clips) and not bench.draft.unread() and bool(bench.draft.models.cards))
    bench.draft.set_recipe({"edit_prompt": "make the jacket red"})
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.OPEN and bench.edits.sure)


def asked(service, name):
    return [what for kind, what in service.asked if kind == name]


def finish(service, **changes):
    """The only entry comes to its end, as the service tells it."""
    (id,) = service.queue
    service.queue[id] = {**service.queue[id], "state": "done", "files": ["/shots/uprez/a_edit.mkv"], **changes}
    service.edited.add("/shots/uprez/a_edit.mkv")
    service.tell("job", service.queue[id])


def made(qtbot, bench, service):
    bench.recipe.edit.make_button.click()
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.WORKING)
    finish(service)
    qtbot.waitUntil(lambda: bench.stage.beside)


def test_only_the_edit_is_made_then_seen_then_the_whole_request_is_queued(qtbot, window, service):
    bench = window.bench
    assert not bench.preview_action.isEnabled() and "Make the edit first" in bench.preview_action.toolTip()
    assert not bench.recipe.preview_button.isEnabled() and bench.queue_action.isEnabled()
    made(qtbot, bench, service)
    assert bench.preview_action.isEnabled() and bench.recipe.preview_button.isEnabled()
    (job,) = asked(service, "submit")
    assert job["recipe"]["model"] == "wan-vace" and job["output"]["name"] == "a_edit"
    stage = bench.stage
    assert stage.state.mode is Mode.WIPE and stage.state.has_both() and stage.viewer.sight.b.title == "Edit"
    assert stage.approval.isVisible() and "832 × 480" in stage.approval._words.text()
    assert not stage._tabs.isTabEnabled(2)
    assert {button.text() for button in stage.findChildren(QPushButton) if button.isVisible()} >= {"Upscale this edit", "Close the edit"}
    stage.approval.approve_button.click()
    qtbot.waitUntil(lambda: len(asked(service, "submit")) == 2)
    job = asked(service, "submit")[1]
    assert (job["recipe"]["model"], job["recipe"]["edit_prompt"]) == ("span", "make the jacket red")
    assert job["source"]["path"] == "/shots/a.mov" and not stage.beside and not stage.approval.isVisible()


def test_an_edit_of_other_words_cannot_be_approved(qtbot, window, service):
    bench = window.bench
    made(qtbot, bench, service)
    approve = bench.stage.approval.approve_button
    assert approve.isEnabled()
    bench.draft.set_recipe({"edit_prompt": "make the jacket blue"})
    assert not approve.isEnabled()  # at once: the service has yet to say what the new words mean
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.MADE or bench.edits.sure)
    bench.draft.set_recipe({"edit_prompt": "make the jacket red", "scale": 4.0})
    qtbot.waitUntil(lambda: bench.edits.sure)
    assert approve.isEnabled()  # what comes after the edit may change


def test_how_far_it_is_is_told_and_a_refusal_in_its_own_words(qtbot, window, service):
    bench, section = window.bench, window.bench.recipe.edit

    def words():
        return section._state._words.text()

    assert "240 frames at 832 × 480" in words()
    section.make_button.click()
    qtbot.waitUntil(lambda: "waits in the queue" in words())
    (id,) = service.queue
    service.queue[id] = {**service.queue[id], "state": "running", "done": 12, "total": 240}
    service.tell("job", service.queue[id])
    qtbot.waitUntil(lambda: "12 of 240" in words())
    assert not section.make_button.isEnabled()
    service.errors["cascade"] = ServiceError("The base takes no mask.", "It edits the whole picture.", "Leave the mask out.")
    bench.draft.set_recipe({"mask": "auto"})
    qtbot.waitUntil(lambda: "takes no mask" in words())
    assert not section.make_button.isEnabled() and not bench.preview_action.isEnabled()


def test_an_edit_that_stood_before_the_window_was_opened_is_found(qtbot, window, service):
    bench = window.bench
    service.edited.add("/shots/uprez/a_edit.mkv")
    bench.draft.set_recipe({"seed": 3})
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.MADE)
    assert not bench.stage.beside  # nobody asked to see it
    bench.recipe.edit.look_button.click()
    qtbot.waitUntil(lambda: bench.stage.approval.isVisible())
    bench.stage.leave_entry()
    assert not bench.stage.approval.isVisible()
    bench.queue.view_asked.emit({"id": bench.edits.now.id})
    qtbot.waitUntil(lambda: bench.stage.approval.isVisible())


def test_changing_the_edit_goes_back_to_its_words_and_makes_room_for_another(qtbot, link, service):
    panel = Panel(link)
    qtbot.addWidget(panel)
    panel.show()
    bench = panel.bench
    with_a_clip(qtbot, bench)
    made(qtbot, bench, service)
    assert panel.tabs.currentIndex() == STAGE
    bench.stage.approval.change_button.click()
    assert panel.tabs.currentIndex() == RECIPE and not bench.stage.beside and bench.recipe.edit.prompt.hasFocus()
    service.edited.clear()
    bench.draft.set_recipe({"edit_prompt": "make the jacket blue"})
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.OPEN and bench.edits.sure)
    bench.recipe.edit.make_button.click()
    qtbot.waitUntil(lambda: len(asked(service, "submit")) == 2)
    first, again = asked(service, "submit")
    assert not first["output"].get("overwrite") and again["output"]["overwrite"] is True
