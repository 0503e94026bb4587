import threading

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QPushButton, QSlider

from tests.ui.fake_sources import FakeService
from uprez.ui.draft import Draft
from uprez.ui.link import Link
from uprez.ui.presets import Presets
from uprez.ui.recipe import RecipeView
from uprez.ui.recipe.crop_dialog import CropDialog
from uprez.ui.recipe.download import Download
from uprez.ui.recipe.model_list import ModelList
from uprez.ui.recipe.references import References
from uprez.ui.recipe.section import Section
from uprez.ui.sources.prober import Prober
from uprez.ui.spin import Spin


@pytest.fixture
def service():
    return FakeService()


@pytest.fixture
def draft(qapp):
    return Draft()


@pytest.fixture
def link(qapp, service):
    link = Link(lambda: service)
    yield link
    link.close()


@pytest.fixture
def view(qtbot, link, draft, tmp_path, monkeypatch):
    monkeypatch.setenv("UPREZ_STATE", str(tmp_path / "state"))
    view = RecipeView(link, draft, presets=Presets(tmp_path / "presets"))
    Prober(link, draft, view)
    qtbot.addWidget(view)
    view.resize(340, 900)
    view.show()
    qtbot.waitUntil(lambda: bool(draft.models.cards))
    return view


@pytest.fixture
def clip(qtbot, view, draft):
    (clip_id,) = draft.add([{"path": "/shots/a.mov"}])
    qtbot.waitUntil(lambda: not draft.unread())
    return clip_id


def named(view, name, kind):
    found = [each for each in view.findChildren(kind) if each.accessibleName() == name]
    assert found, name
    return found[0]


def seen(view, kinds=(QPlainTextEdit, QSlider, Spin, QComboBox, QLineEdit)):
    return {each.accessibleName() for kind in kinds for each in view.findChildren(kind) if each.isVisibleTo(view)} - {""}


def test_only_what_the_model_takes_is_shown(view, draft):
    words = {"Prompt", "Negative prompt", "Strength", "Steps", "Seed", "Quality", "Reference video"}
    assert not seen(view) & words
    draft.set_recipe({"model": "stablevsr"})
    assert seen(view) & words == {"Prompt", "Negative prompt", "Strength", "Steps", "Seed", "Quality"}
    draft.set_recipe({"model": "guided"})
    assert seen(view) & words == words


def test_a_model_is_chosen_by_keys(qtbot, view, draft):
    listed = view.models.open_list()
    assert isinstance(listed, ModelList)
    assert listed.view.currentIndex().data() == "span"
    qtbot.keyClick(listed.view, Qt.Key.Key_Down)
    qtbot.keyClick(listed.view, Qt.Key.Key_Return)
    assert draft.recipe["model"] == "rrdb-x4"
    assert "Strongly degraded photographic footage" in view.models.button.accessibleName()
    draft.undo_stack.undo()
    assert draft.recipe["model"] == "span"


def test_a_row_of_the_list_tells_all_of_a_model(qtbot, view):
    listed = view.models.open_list()
    words = listed.view.model().data(listed.view.model().index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert all(part in words for part in ("stays in place", "CreativeML", "3.9 GB to download", "it would take days"))
    listed.close()


def test_weights_are_downloaded_with_progress(qtbot, view, draft, service, link):
    service.fetching = threading.Event()
    draft.set_recipe({"model": "rrdb-x4"})
    part = view.findChild(Download)
    assert part.button.text() == "Download 33 MB"
    part.button.click()
    qtbot.waitUntil(lambda: any(name == "fetch_model" for name, _ in service.asked))
    ticket = next(what[1] for name, what in service.asked if name == "fetch_model")
    bar = part._bar
    link.task.emit({"ticket": ticket, "stage": "download", "text": "", "done": 5, "total": 20, "seconds_left": None})
    assert (bar.isVisible(), bar.value(), part.button.isVisible()) == (True, 250, False)
    service.fetching.set()
    qtbot.waitUntil(lambda: not part.isVisible())
    assert draft.models.card("rrdb-x4", 4)["installed"]


def test_a_download_can_be_stopped(qtbot, view, draft, service):
    service.fetching = threading.Event()
    draft.set_recipe({"model": "rrdb-x4"})
    part = view.findChild(Download)
    part.button.click()
    qtbot.waitUntil(lambda: any(name == "fetch_model" for name, _ in service.asked))
    named(part, "Stop the download", QAbstractButton).click()
    qtbot.waitUntil(part.button.isVisible)


def test_scale_and_size_take_each_others_place(view, draft, clip):
    named(view, "3 times as wide and high", QPushButton).click()
    assert (draft.recipe["scale"], draft.recipe["size"]) == (3.0, None)
    named(view, "A width and height of your own", QPushButton).click()
    presets = named(view, "Output size", QComboBox)
    place = presets.findText("4K DCI", Qt.MatchFlag.MatchStartsWith)
    presets.activated.emit(place)
    assert (draft.recipe["scale"], draft.recipe["size"]) == (None, [4096, 2160])
    assert draft.size_for(clip) == (3840, 2160)
    named(view, "Width in pixels", Spin).setValue(1234)
    assert draft.recipe["size"] == [1234, 2160]


def test_typing_is_undone_from_within_the_field(qtbot, view, draft):
    draft.set_recipe({"model": "stablevsr"})
    prompt = named(view, "Prompt", QPlainTextEdit)
    qtbot.keyClicks(prompt, "rain")
    assert draft.recipe["prompt"] == "rain"
    qtbot.keyClick(prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (draft.recipe["prompt"], prompt.toPlainText()) == ("", "")
    qtbot.keyClick(prompt, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert prompt.toPlainText() == "rain"


def test_controls_follow_the_draft_and_edit_it(view, draft):
    draft.set_recipe({"model": "stablevsr"})
    named(view, "Strength", QSlider).setValue(40)
    assert draft.recipe["strength"] == 0.4
    steps = named(view, "Steps", Spin)
    steps.setValue(12)
    assert draft.recipe["steps"] == 12
    steps.setValue(steps.minimum())
    assert draft.recipe["steps"] is None
    tile = named(view, "Tile", Spin)
    tile.setValue(5)
    assert draft.recipe["tile"] == 32
    draft.set_recipe({"match_colour": False, "stabilise": "off"})
    assert not named(view, "Match colour", QCheckBox).isChecked()
    assert named(view, "Stabilise", QComboBox).currentData() == "off"


def test_formats_show_what_they_need(qtbot, view, draft, clip):
    qtbot.waitUntil(lambda: any("412 GB free" in label.text() for label in view.findChildren(type(view._words))))
    assert {"EXR compression", "EXR depth", "ProRes profile"} <= seen(view)
    for name in ("Write OpenEXR", "Write ProRes", "Write PNG"):
        named(view, name, QCheckBox).click()
    assert draft.output["formats"] == ["png"]
    assert not {"EXR compression", "EXR depth", "ProRes profile"} & seen(view)
    named(view, "Write PNG", QCheckBox).click()
    assert not view.queue_button.isEnabled()
    draft.undo_stack.undo()
    assert view.queue_button.isEnabled()


def test_the_buttons_at_the_foot(qtbot, view, draft, clip):
    with qtbot.waitSignal(view.queue_wanted) as wanted:
        view.queue_button.click()
    assert wanted.args == [[clip]]
    draft.add([{"path": "/shots/b.mov"}])
    draft.select(clip, [clip, draft.clips[1].id])
    qtbot.waitUntil(lambda: view.queue_button.isEnabled())
    assert view.queue_button.text() == "Add 2 to queue"


def test_references_are_added_ordered_named_and_cropped(qtbot, view, draft, tmp_path):
    draft.set_recipe({"model": "guided"})
    paths = []
    for name in ("face", "coat"):
        picture = QImage(80, 60, QImage.Format.Format_RGB32)
        picture.fill(QColor("red"))
        picture.setPixelColor(20, 10, QColor("blue"))
        paths.append(str(tmp_path / f"{name}.png"))
        picture.save(paths[-1])
    part = view.findChild(References)
    part.list.dropped.emit(paths)
    part.list.setCurrentRow(1)
    qtbot.keyClick(part.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert part.paths() == paths[::-1]
    part.list.item(0).setText("Wet coat")
    qtbot.waitUntil(lambda: part.paths()[0].endswith("/Wet coat.png"))
    part.list.setCurrentRow(1)
    part.crop()
    dialog = part.findChild(CropDialog)
    qtbot.waitUntil(lambda: dialog._view is not None)
    dialog._view.set_region(QRect(20, 10, 30, 40))
    dialog._accept.click()
    qtbot.waitUntil(lambda: part.paths()[1] != paths[0])
    cropped = QImage(part.paths()[1])
    assert (cropped.width(), cropped.height(), cropped.pixelColor(0, 0).name()) == (30, 40, "#0000ff")
    qtbot.keyClick(part.list, Qt.Key.Key_Delete)
    assert len(part.paths()) == 1
    while draft.undo_stack.canUndo():
        draft.undo_stack.undo()
    assert part.paths() == []


def test_presets_are_used_from_the_menu(qtbot, view, draft, monkeypatch):
    draft.set_recipe({"model": "lanczos", "scale": 3.0})
    monkeypatch.setattr("uprez.ui.recipe.presets_menu.QInputDialog.getText", lambda *_, **__: ("Plain & simple", True))
    view.presets_button.ask_save()
    draft.undo_stack.undo()
    view.presets_button.fill()
    action = view.presets_button.menu().actions()[0]
    assert action.text() == "Plain && simple"
    action.trigger()
    assert (draft.recipe["model"], draft.recipe["scale"]) == ("lanczos", 3.0)
    assert draft.undo_stack.undoText() == "Use preset Plain & simple"


def test_everything_has_a_name_for_screen_readers(view, draft):
    draft.set_recipe({"model": "guided", "size": [1920, 1080]})
    for section in view.findChildren(Section):
        section.open()
    for kind in (QPlainTextEdit, QSlider, Spin, QComboBox, QAbstractButton):
        for control in view.findChildren(kind):
            if control.isVisibleTo(view):
                assert control.accessibleName() or getattr(control, "text", str)(), control
    assert view.width() >= view.minimumSizeHint().width()
