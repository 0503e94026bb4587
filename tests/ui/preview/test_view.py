import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel

from uprez.plugin.client import ServiceError
from uprez.ui.errors import ErrorCard
from uprez.ui.preview.pane_grid import columns
from uprez.ui.preview.trial import Phase
from uprez.ui.theme import dress
from uprez.ui.viewer.modes import Mode


@pytest.fixture
def shown(qtbot, view):
    """A view with both candidates previewed."""
    view.start()
    qtbot.waitUntil(lambda: done(view))
    return view


def done(view):
    return all((one.phase, one.price_phase) == (Phase.DONE, Phase.DONE) for one in view.comparison.trials)


def panes(view):
    return view._panes


def says(widget, words):
    return any(words in label.text().replace("\u00a0", " ") for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_it_begins_with_the_clip_and_a_region_in_the_middle(view):
    assert view.picker.isVisible() and view.picker.viewer.sight.a is not None
    assert view.picker._state.region == (160, 90, 320, 180) and view.picker._state.region_mode


def test_a_drawn_region_and_the_playhead_are_what_is_asked_for(qtbot, service, view):
    view.picker._state.set_region((10, 20, 100, 50))
    view.picker._state.set_frame(100)
    assert view.setup.region_size.currentText().startswith("Drawn")
    view.setup.count.setValue(5)
    view.start()
    qtbot.waitUntil(lambda: done(view))
    assert service.asked[-4:][0][0] == "preview"
    previews = [values for kind, values in service.asked if kind == "preview"]
    assert [(one["region"], one["frames"]) for one in previews] == [((10, 20, 100, 50), (98, 102))] * 2
    assert view.shared.frame == 100


def test_a_size_is_chosen_around_the_same_middle(qtbot, view):
    view.picker._state.set_region((0, 0, 100, 100))
    view.setup.region_size.setCurrentIndex(1)
    view.setup.region_size.activated.emit(1)
    assert view.comparison.region == (0, 0, 192, 108)


def test_results_stand_side_by_side_with_their_prices(shown):
    assert not shown.picker.isVisible()
    assert all(pane.body.currentWidget() is pane.viewer for pane in panes(shown).values())
    assert {pane.viewer.state for pane in panes(shown).values()} == {shown.shared}
    assert says(panes(shown)["1"], "about 12 min for the whole clip · 3.1 GiB memory · 4.2 GB on disk")
    assert not shown.setup.start.isEnabled()


def test_stale_results_stay_and_say_so(draft, shown):
    draft.set_recipe({"match_colour": False})
    for pane in panes(shown).values():
        assert says(pane, "Settings have changed since") and pane.body.currentWidget() is pane.viewer
    assert shown.setup.start.isEnabled()


def test_an_error_is_shown_in_its_place(qtbot, service, view):
    service.broken["preview lanczos"] = ServiceError("No memory.", "Too large.", "Take less.")
    view.start()
    qtbot.waitUntil(lambda: not view.comparison.running)
    assert panes(view)["2"].findChild(ErrorCard) is not None and panes(view)["1"].findChild(ErrorCard) is None


def test_use_this_writes_the_recipe(qtbot, draft, shown):
    qtbot.mouseClick(panes(shown)["2"]._use, Qt.MouseButton.LeftButton)
    assert draft.recipe["model"] == "lanczos" and not panes(shown)["2"]._use.isEnabled() and panes(shown)["1"]._use.isEnabled()


def test_cancel_by_escape(qtbot, service, view):
    service.gate.clear()
    view.start()
    qtbot.waitUntil(lambda: service.count("preview") == 1)
    assert view.setup.start.text() == "Cancel"
    view.back_out()
    assert not view.comparison.running and view.setup.start.text() == "Preview"


def test_the_source_is_one_of_four_panes(qtbot, shown):
    shown.setup.source.click()
    assert list(panes(shown)) == ["source", "1", "2"] and panes(shown)["source"].pictures is not None
    shown.setup.more.click()
    assert len(panes(shown)) == 4 and not shown.setup.more.isEnabled()
    panes(shown)["source"]._close.click()
    assert list(panes(shown)) == ["1", "2", "3"]


def test_two_are_wiped_in_one_picture_and_back(qtbot, shown):
    shown.shared.set_frame(3)
    panes(shown)["2"]._wipe.menu().actions()[0].trigger()
    wipe = shown.wipe
    assert wipe.isVisible() and wipe.state.mode is Mode.WIPE and wipe.state.frame == 3
    assert (wipe.viewer.sight.a, wipe.viewer.sight.b) == (panes(shown)["1"].pictures, panes(shown)["2"].pictures)
    wipe.swap()
    assert wipe.viewer.sight.a is panes(shown)["2"].pictures
    wipe.state.set_frame(5)
    shown.back_out()
    assert not wipe.isVisible() and shown.shared.frame == 5


def test_keys_of_the_viewer_open_the_wipe_and_the_region(shown):
    shown.shared.set_mode(Mode.DIFFERENCE)
    assert shown.wipe.isVisible() and shown.wipe.state.mode is Mode.DIFFERENCE and shown.shared.mode is Mode.A
    shown.show_side_by_side()
    shown.shared.set_region_mode(True)
    assert shown.picker.isVisible()


def test_models_say_what_they_need(view):
    box = panes(view)["1"]._model
    items = [box.itemText(row).replace("\u00a0", " ") for row in range(box.count())]
    assert items == ["span", "compact-x4", "rrdb-x4 · download, 67 MB", "stablevsr · does not fit this machine", "lanczos"]


def test_settings_of_a_candidate_change_it(qtbot, view):
    popup = panes(view)["2"].open_settings()
    popup.findChildren(QComboBox)
    popup._set("strength", 0.4)
    assert view.comparison.trial("2").changes == {"model": "lanczos", "strength": 0.4}
    popup._reset()
    assert view.comparison.trial("2").changes == {"model": "lanczos"}


@pytest.mark.parametrize(("count", "width", "wanted"), [(2, 1600, 2), (3, 1600, 3), (4, 1600, 2), (3, 600, 2), (4, 360, 1), (2, 360, 1)])
def test_panes_stand_beside_one_another_where_there_is_room(count, width, wanted):
    assert columns(count, width) == wanted


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_it_fits_a_narrow_panel_in_both_themes(qtbot, shown, theme):
    dress(shown, theme)
    shown.resize(360, 900)
    qtbot.waitUntil(lambda: shown.width() == 360)
    assert all(pane.width() <= 360 for pane in panes(shown).values())


def test_every_control_has_a_name(shown):
    shown.show_source(True)
    for kind in (QAbstractButton, QComboBox, QAbstractSpinBox):
        for control in shown.findChildren(kind):
            if control.isVisibleTo(shown):
                assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), control


def test_the_playhead_of_another_viewer_is_followed(view):
    view.go_to(150)
    assert view.comparison.frames == (146, 154)
