import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.ui.fake_queue import FakeQueueService
from tests.ui.fake_sources import NOTE_OF_FARM
from uprez.plugin.client import ServiceError
from uprez.ui.draft import Draft
from uprez.ui.errors import ErrorCard
from uprez.ui.farm.dialog import FarmDialog
from uprez.ui.farm.sent import SentCard
from uprez.ui.link import Link
from uprez.ui.panel import Panel


@pytest.fixture
def service():
    return FakeQueueService()


@pytest.fixture
def panel(qtbot, service):
    link = Link(lambda: service)
    panel = Panel(link, Draft())
    qtbot.addWidget(panel)
    panel.show()
    panel.bench.add_paths(["/shots/a.mov", "/shots/b.mov"])
    qtbot.waitUntil(lambda: len(panel.bench.draft.clips) == 2 and not panel.bench.draft.unread())
    panel.bench.draft.set_output({"folder": "/out"})
    yield panel
    link.close()


def opened(qtbot, panel, clips=1, folder="/mnt/show/jobs"):
    """The dialog of the first clips, with a folder chosen."""
    ids = [clip.id for clip in panel.bench.draft.clips][:clips]
    panel.bench.draft.select(ids[0], ids)
    button = panel.bench.recipe.farm_button
    qtbot.waitUntil(button.isEnabled)
    button.click()
    dialog = panel.findChildren(FarmDialog)[-1]
    dialog.folder.setText(folder)
    return dialog


def asked(service, name):
    return [what for kind, what in service.asked if kind == name]


def words_of(widget):
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def test_the_button_says_what_to_install_and_notices_when_it_is(qtbot, panel, service):
    service.farms = False
    bench = panel.bench
    bench.farm._answer = None
    bench.farm.look()
    qtbot.waitUntil(lambda: 'pip install "uprez[farm]"' in bench.recipe.farm_button.toolTip())
    assert not bench.recipe.farm_button.isEnabled() and not bench.farm_action.isEnabled()
    assert bench.recipe.queue_button.isEnabled()
    service.farms = True
    bench.add_paths(["/shots/c.mov"])
    qtbot.waitUntil(bench.recipe.farm_button.isEnabled)
    assert "Ctrl+Shift+F" in bench.recipe.farm_button.toolTip()


def test_both_times_stand_side_by_side_and_follow_the_workers(qtbot, panel, service):
    service.measuring.clear()
    dialog = opened(qtbot, panel, clips=2)
    assert dialog.here.bar.isVisible() and "Measuring…" in words_of(dialog.there)
    service.measuring.set()
    qtbot.waitUntil(lambda: not dialog.shipping.busy)
    assert {"On this machine", "about\u00a04\u00a0h"} <= set(words_of(dialog.here))
    assert "about\u00a032\u00a0min" in words_of(dialog.there) and not dialog.there.bar.isVisible()
    assert NOTE_OF_FARM in words_of(dialog)
    assert [job["source"]["path"] for job, *_ in asked(service, "farm_estimate")] == ["/shots/a.mov", "/shots/b.mov"]
    service.measuring.clear()
    dialog.workers.setValue(4)
    qtbot.waitUntil(lambda: dialog.shipping.busy)
    assert "about\u00a04\u00a0h" in words_of(dialog.here)  # what is known stays
    qtbot.waitUntil(lambda: len(asked(service, "farm_estimate")) == 3)
    dialog.reject()
    ticket = asked(service, "farm_estimate")[-1][2]
    qtbot.waitUntil(lambda: ticket in asked(service, "stop_farm"))  # nobody looks: the machine is not kept busy


def test_export_says_where_it_lies_and_gives_the_commands_to_copy(qtbot, qapp, panel, service):
    dialog = opened(qtbot, panel, clips=2, folder="")
    assert not dialog.export_button.isEnabled()
    dialog.folder.setText("/mnt/show/jobs")
    dialog.export_button.click()
    assert not dialog.export_button.isEnabled()  # once at a time
    qtbot.waitUntil(lambda: len(dialog.findChildren(SentCard)) == 2)
    (first, engine, folder, _), (_, _, other, _) = asked(service, "farm_export")
    assert engine == "openjd" and first["source"]["path"] == "/shots/a.mov"
    assert folder.startswith("/mnt/show/jobs/a_") and other.startswith("/mnt/show/jobs/b_")
    card = next(card for card in dialog.findChildren(SentCard) if card.accessibleName() == "a.mov")
    assert f"Lies in {folder}" in words_of(card)
    assert [line.text() for line in card.lines] == [f"openjd run '{folder}/template.json'", f"deadline bundle submit '{folder}'"]
    copy = [button for button in card.findChildren(QPushButton) if button.text() == "Copy"][1]
    copy.click()
    assert qapp.clipboard().text() == card.lines[1].text() and copy.text() == "Copied"
    dialog.reject()

    again = opened(qtbot, panel, folder="")
    again.folder.setText(again.folder.text())
    assert again._kept.value("farm/folder") == "/mnt/show/jobs"


def test_refusals_are_said_in_words_and_can_be_tried_again(qtbot, panel, service):
    service.errors["farm_estimate"] = ServiceError("The clip cannot be read.", "Permission denied.", "Check the drive and the permissions.")
    service.errors["opencue"] = ServiceError("'/mnt' is not empty.", "", "Choose another folder.")
    dialog = opened(qtbot, panel)
    dialog.engine.setCurrentIndex(dialog.engine.findData("opencue"))
    qtbot.waitUntil(lambda: any("Permission denied." in words for words in words_of(dialog)))
    assert "Not known" in words_of(dialog.here) and dialog.export_button.isEnabled()
    dialog.export_button.click()
    qtbot.waitUntil(lambda: [card.accessibleName() for card in dialog.findChildren(ErrorCard)] == ["'/mnt' is not empty."])
    assert dialog.export_button.isEnabled() and dialog.folder.isEnabled()
    del service.errors["opencue"]
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(SentCard)))
    (card,) = dialog.findChildren(SentCard)
    assert any("through OpenCue's API" in words for words in words_of(card))
    assert not any(card.isVisible() for card in dialog.findChildren(ErrorCard))


def test_of_an_edit_the_whole_request_is_sent_made_or_not(qtbot, panel, service):
    bench = panel.bench
    bench.draft.set_recipe({"edit_prompt": "make the jacket red"})
    qtbot.waitUntil(lambda: bench.edits.sure and bench.farm_action.isEnabled())
    dialog = opened(qtbot, panel)
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(SentCard)))
    (sent,) = asked(service, "farm_export")
    assert sent[0]["recipe"]["edit_prompt"] == "make the jacket red" and sent[0]["source"]["path"] == "/shots/a.mov"
