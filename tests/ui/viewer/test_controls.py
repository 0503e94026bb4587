"""The keyboard, the region by mouse and by keys, and the bar."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QToolButton

from uprez.ui.viewer.actions import ACTIONS
from uprez.ui.viewer.bar import ViewerBar
from uprez.ui.viewer.displaymenu import DisplayForm
from uprez.ui.viewer.modes import Channels, Mode
from uprez.ui.viewer.scrub import ScrubBar, runs


def _press(qtbot, widget, keys):
    combination = QKeySequence(keys)[0]
    qtbot.keyClick(widget, combination.key(), combination.keyboardModifiers())


@pytest.fixture
def focused(qtbot, open_viewer, settled, fake):
    viewer = open_viewer(fake(frames=40), fake(frames=40), size=(256, 144))
    viewer.activateWindow()
    viewer.setFocus()
    settled(viewer)
    qtbot.waitUntil(viewer.hasFocus)
    return viewer


@pytest.mark.parametrize(
    ("keys", "attribute", "value"),
    [
        (["Right", "Right", "Left"], "frame", 1),
        (["Shift+Right"], "frame", 10),
        (["End"], "frame", 39),
        (["End", "Home"], "frame", 0),
        (["Space"], "speed", 1),
        (["L", "L"], "speed", 2),
        (["J"], "speed", -1),
        (["L", "K"], "speed", 0),
        (["B"], "mode", Mode.B),
        (["X"], "mode", Mode.B),
        (["X", "X"], "mode", Mode.A),
        (["W"], "mode", Mode.WIPE),
        (["D"], "mode", Mode.DIFFERENCE),
        (["2"], "zoom", 2.0),
        (["1", "F"], "zoom", None),
        (["1", "+"], "zoom", 1.5),
        (["1", "-"], "zoom", 2 / 3),
        (["Shift+R"], "channels", Channels.RED),
        (["Shift+R", "Shift+R"], "channels", Channels.COLOUR),
        (["M"], "region_mode", True),
        (["Shift+L"], "loop", False),
    ],
)
def test_keys(qtbot, state, focused, keys, attribute, value):
    for one in keys:
        _press(qtbot, focused, one)
    assert getattr(state, attribute) == (pytest.approx(value) if isinstance(value, float) else value)


def test_exposure_by_keys_and_back(qtbot, state, focused):
    _press(qtbot, focused, "E")
    assert state.look.exposure == 0.5
    _press(qtbot, focused, "0")
    assert state.look.exposure == 0


def test_no_two_actions_have_the_same_key_and_all_have_one():
    keys = [key for action in ACTIONS for key in action.keys]
    assert len(keys) == len(set(keys))
    assert all(action.keys and action.text and action.group for action in ACTIONS)


def test_a_region_is_drawn_changed_and_moved_with_the_mouse(qtbot, state, focused):
    state.set_region_mode(True)  # 4 screen pixels a source pixel

    def drag(start, end):
        qtbot.mousePress(focused, Qt.MouseButton.LeftButton, pos=QPoint(*start))
        qtbot.mouseMove(focused, QPoint(*end))
        qtbot.mouseRelease(focused, Qt.MouseButton.LeftButton, pos=QPoint(*end))

    drag((40, 40), (121, 101))
    assert state.region == (10, 10, 21, 16)
    drag((124, 104), (164, 124))
    assert state.region == (10, 10, 31, 21)
    drag((80, 80), (72, 84))
    assert state.region == (8, 11, 31, 21)
    drag((80, 80), (-900, -900))
    assert state.region == (0, 0, 31, 21)


def test_a_region_by_keys(qtbot, state, focused):
    _press(qtbot, focused, "M")
    _press(qtbot, focused, "Right")
    assert state.region == (17, 9, 32, 18)
    _press(qtbot, focused, "Shift+Down")
    assert state.region == (17, 18, 32, 18)
    _press(qtbot, focused, "Alt+Left")
    assert state.region == (17, 18, 31, 18)
    assert state.frame == 0, "arrows do not step frames meanwhile"
    _press(qtbot, focused, "Delete")
    assert state.region is None
    _press(qtbot, focused, "Escape")
    _press(qtbot, focused, "Right")
    assert state.frame == 1


@pytest.fixture
def bar(qtbot, state, focused):
    made = ViewerBar(state)
    qtbot.addWidget(made)
    made.resize(1000, 60)
    made.show()
    return made


def test_buttons_do_and_show_what_the_state_is(qtbot, state, bar):
    qtbot.mouseClick(bar.findChild(QToolButton, "wipe"), Qt.MouseButton.LeftButton)
    assert state.mode is Mode.WIPE
    assert bar.findChild(QToolButton, "wipe").isChecked()
    state.set_mode(Mode.A)
    assert not bar.findChild(QToolButton, "wipe").isChecked()
    field = bar.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert state.frame == 12


def test_without_a_second_picture_there_is_nothing_to_compare(state, bar, focused, fake):
    focused.set_pictures(fake(), None)
    assert not bar.findChild(QToolButton, "wipe").isEnabled()
    assert bar.findChild(QToolButton, "play").isEnabled()


def test_every_control_has_a_name_for_screen_readers(bar):
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for control in bar.findChildren(kind):
            assert control.accessibleName() or control.parent() is not bar, control


def test_the_bar_is_narrow_enough_for_a_panel(qtbot, bar):
    bar.resize(360, 120)
    assert bar.minimumSizeHint().width() <= 420


def test_scrubbing(qtbot, state, bar):
    scrub = bar.findChild(ScrubBar)
    for frame in (0, 20, 39):
        assert scrub.frame_at(scrub.place_of(frame)) == frame
    qtbot.mouseClick(scrub, Qt.MouseButton.LeftButton, pos=QPoint(int(scrub.place_of(20)), 10))
    assert state.frame == 20
    assert runs([1, 2, 3, 7, 9, 10]) == [(1, 3), (7, 7), (9, 10)]


def test_the_display_form_changes_the_look(qtbot, state, monkeypatch):
    monkeypatch.delenv("OCIO", raising=False)
    form = DisplayForm(state)
    qtbot.addWidget(form)
    assert "sRGB" in form.display.currentText()
    form.exposure.setValue(1.5)
    assert state.look.exposure == 1.5
    form.view.setCurrentIndex(form.view.findText("Raw"))
    form.view.activated.emit(0)
    assert state.look.view == "Raw"
    form.channels.setCurrentIndex(1)
    form.channels.activated.emit(1)
    assert state.channels is Channels.RED


def test_the_time_is_the_clips_own(qtbot, state, open_viewer, settled, fake):
    pictures = fake(frames=40)
    pictures.start = pictures.start + 24 * 3600
    viewer, bar = open_viewer(pictures), ViewerBar(state)
    qtbot.addWidget(bar)
    settled(viewer)
    state.set_frame(5)
    assert any(label.text() == "01:00:00:05  24 fps" for label in bar.findChildren(QLabel))
