"""What is on the screen: in register to the pixel, compared rightly, and never at the cost of the main thread."""

import threading
import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent

from uprez.ui.viewer.modes import Channels, Mode
from uprez.ui.viewer.overlay import message_of, readout
from uprez.ui.viewer.painting import SURROUND


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    """Pictures without words and lines over them."""
    monkeypatch.setattr("uprez.ui.viewer.viewer.paint_overlay", lambda *_: None)
    monkeypatch.delenv("OCIO", raising=False)


def _codes(values):
    return np.floor(np.clip(np.float16(values).astype(float), 0, 1) * 255 + 0.5)


def _flat(value, width=64, height=36):
    return np.full((height, width, 3), value, np.float16)


def test_a_pixel_is_its_code_value_at_one_to_one(state, open_viewer, settled, seen, fake):
    viewer = open_viewer(fake(), size=(160, 90))
    state.set_view(1.0)
    settled(viewer)
    pixels = seen(viewer)
    top, left = 27, 48
    across = _codes((np.arange(64) + 0.5) / 64)
    assert (pixels[top + 4, left : left + 64, 0] == across).all()
    assert (pixels[top : top + 36, left + 4, 1] == _codes((np.arange(36) + 0.5) / 36)).all()
    assert (pixels[top - 1] == SURROUND.red()).all()


def test_pixels_are_squares_above_one_to_one(state, open_viewer, settled, seen, fake):
    viewer = open_viewer(fake(), size=(256, 144))
    state.set_view(4.0)
    settled(viewer)
    pixels = seen(viewer)
    across = np.repeat(_codes((np.arange(64) + 0.5) / 64), 4)
    assert (pixels[70, :, 0] == across).all()


def test_a_fitted_view_is_the_mean_of_what_it_covers(state, open_viewer, settled, seen, fake):
    noise = np.random.default_rng(1).uniform(0.2, 0.8, (288, 512, 3)).astype(np.float16)
    viewer = open_viewer(fake(512, 288, pixels=noise), size=(256, 144))
    settled(viewer)
    expected = noise.astype(float).reshape(144, 2, 256, 2, 3).mean((1, 3)) * 255
    assert np.abs(seen(viewer) - expected).max() <= 0.6


def test_a_fitted_view_is_in_register_at_any_ratio(state, open_viewer, settled, seen, fake):
    viewer = open_viewer(fake(512, 288), size=(300, 169))
    settled(viewer)
    across = (np.arange(300) + 0.5) / 300 * 255
    assert np.abs(seen(viewer)[80, 1:-1, 0] - across[1:-1]).max() <= 0.75, "half a code value and a little; a pixel is 0.85"


@pytest.mark.parametrize("zoom", [None, 0.5, 1.0, 2.0, 4.0])
def test_pictures_of_two_sizes_and_two_viewers_lie_on_the_same_pixels(state, open_viewer, settled, seen, fake, zoom):
    small, large = fake(64, 36), fake(128, 72)
    one, other = open_viewer(small, large), open_viewer(large)
    state.set_view(zoom, (0.4, 0.55))
    settled(one, other)
    a = seen(one)
    state.set_mode(Mode.B)
    settled(one, other)
    assert (seen(one) == seen(other)).all(), "the same picture in two viewers"
    assert np.abs(a - seen(one))[..., :2].max() <= 4, "a picture of half the size: half a pixel of its ramp at most"
    assert ((a == SURROUND.red()).all(-1) == (seen(one) == SURROUND.red()).all(-1)).all(), "the same edges"


def test_viewers_change_frames_together(qtbot, state, open_viewer, settled, fake):
    one, other = open_viewer(fake()), open_viewer(fake())
    settled(one, other)
    state.set_frame(5)
    for _ in range(200):
        qtbot.wait(1)
        assert one.shown.request.frame == other.shown.request.frame
    assert one.shown.request.frame == 5


def test_a_wipe_shows_a_left_of_its_line_and_b_right_of_it(state, open_viewer, settled, seen, fake):
    viewer = open_viewer(fake(pixels=_flat(0.2)), fake(pixels=_flat(0.8)), size=(256, 144))
    state.set_mode(Mode.WIPE)
    state.set_wipe(0.25)
    settled(viewer)
    row = seen(viewer)[72, :, 0]
    assert (row[:64] == _codes(0.2)).all()
    assert (row[64:] == _codes(0.8)).all()


def test_the_wipes_line_is_dragged(qtbot, state, open_viewer, settled, fake):
    viewer = open_viewer(fake(), fake(), size=(256, 144))
    state.set_mode(Mode.WIPE)
    settled(viewer)
    qtbot.mousePress(viewer, Qt.MouseButton.LeftButton, pos=QPoint(128, 30))
    qtbot.mouseMove(viewer, QPoint(192, 30))
    qtbot.mouseRelease(viewer, Qt.MouseButton.LeftButton, pos=QPoint(192, 30))
    assert state.wipe == pytest.approx(0.75, abs=0.01)


def test_a_difference_is_eight_times_that_of_the_displays_values(state, open_viewer, settled, seen, fake):
    a, b = _flat(0.5), _flat(0.5)
    b[:, 16:, 0] = 0.51
    b[:, 32:, 1] = 0.3
    a[:, 48:, 2], b[:, 48:, 2] = 3.0, 1.0  # both white on the display
    viewer = open_viewer(fake(pixels=a), fake(pixels=b), size=(256, 144))
    state.set_mode(Mode.DIFFERENCE)
    settled(viewer)
    row = seen(viewer)[72, ::4]
    assert row[4].tolist() == [0, 0, 0]
    assert row[20].tolist() == [pytest.approx(8 * float(np.float16(0.51) - np.float16(0.5)) * 255, abs=0.51), 0, 0]
    assert row[40, 1] == 255
    assert row[60, 2] == 0


def test_channels_and_alpha(state, open_viewer, settled, seen, fake):
    pixels = np.zeros((90, 160, 4), np.float16)
    pixels[..., :] = [0.2, 0.4, 0.1, 0.5]
    viewer = open_viewer(fake(160, 90, pixels=pixels))
    settled(viewer)
    over = seen(viewer)[:, :, 1]
    codes = float(_codes(0.4))
    assert set(np.unique(over)) == {round(codes + 0.5 * 102), round(codes + 0.5 * 153 + 0.01)}
    assert over[0, 0] != over[0, 8], "squares of eight pixels"
    for channels, value in ((Channels.GREEN, 0.4), (Channels.ALPHA, 0.5)):
        state.set_channels(channels)
        settled(viewer)
        assert (np.abs(seen(viewer) - _codes(value)) <= 1).all()
    state.set_channels(Channels.LUMA)
    settled(viewer)
    assert seen(viewer)[5, 5].tolist() == [pytest.approx(255 * (0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.1), abs=1)] * 3


def test_values_under_the_pointer_are_the_clips_own_floats(qtbot, state, open_viewer, settled, fake):
    a, b = fake(64, 36, pixels=_flat(12.5)), fake(128, 72, pixels=_flat(-0.25, 128, 72))
    viewer = open_viewer(a, b, size=(256, 144))
    settled(viewer)
    qtbot.waitUntil(lambda: state.cache.get(a, 0, 0) is not None and state.cache.get(b, 0, 0) is not None)
    qtbot.mouseMove(viewer, QPoint(41, 21))
    assert readout(viewer).split("\n") == ["A  10, 5   12.5000  12.5000  12.5000", "B  20, 10   -0.2500  -0.2500  -0.2500"]


def test_the_wheel_zooms_at_the_pointer(state, open_viewer, settled, fake):
    viewer = open_viewer(fake(), size=(192, 108))
    settled(viewer)
    at = QPointF(30, 20)
    before = viewer.geometry_now.to_canvas(30, 20)
    no = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    viewer.wheelEvent(QWheelEvent(at, viewer.mapToGlobal(at), QPoint(), QPoint(0, 120), *no, False))
    assert state.zoom == 4.0
    assert viewer.geometry_now.to_canvas(30, 20) == pytest.approx(before, abs=0.2)


def test_slow_loading_never_blocks_the_main_thread(qtbot, state, open_viewer, fake):
    slow = fake(frames=50, delay=0.2)
    late, last = [], [time.perf_counter()]

    def beat():
        now = time.perf_counter()
        late.append(now - last[0])
        last[0] = now

    viewer = open_viewer(slow)
    timer = QTimer(interval=2)
    timer.timeout.connect(beat)
    timer.start()
    for frame in range(0, 50, 3):
        state.set_frame(frame)
        qtbot.wait(20)
    timer.stop()
    assert max(late) < 0.15, "less than a single load"
    assert threading.main_thread() not in slow.threads
    assert viewer.isVisible()


def test_playing_waits_for_frames_and_leaves_out_none_that_are_slow_to_load(qtbot, state, open_viewer, settled, fake):
    pictures = fake(frames=8, delay=0.06)
    viewer = open_viewer(pictures)
    state.loop = False
    seen_frames = []
    state.frame_changed.connect(seen_frames.append)
    settled(viewer)
    state.play(1)
    qtbot.waitUntil(lambda: state.frame == 7, timeout=5000)
    assert seen_frames == sorted(set(seen_frames))
    assert len(seen_frames) >= 5
    qtbot.waitUntil(lambda: state.speed == 0)


@pytest.mark.usefixtures("qtbot")
def test_words_for_what_is_not_there(qtbot, state, open_viewer, fake):
    viewer = open_viewer(None)
    assert message_of(viewer).title == "No picture"
    slow = fake()
    slow.gate = threading.Event()
    slow.failing = {0}
    viewer.set_pictures(slow, None)
    qtbot.waitUntil(lambda: viewer.waiting)
    assert message_of(viewer).title == "Loading frame 0"
    slow.gate.set()
    qtbot.waitUntil(lambda: state.cache.error(slow, 0) is not None)
    assert message_of(viewer).title == "Frame 0 could not be read"
    assert "ends early" in message_of(viewer).text
    viewer.set_pictures(fake(frames=2), fake(frames=5))
    state.set_frame(4)
    assert "no frame 4" in message_of(viewer).title


def test_an_unknown_space_is_told_in_the_picture(qtbot, open_viewer, fake):
    viewer = open_viewer(fake(space="Nobody's space"))
    qtbot.waitUntil(lambda: viewer.shown is not None and viewer.shown.error is not None)
    assert "Nobody's space" in message_of(viewer).title


def test_a_picture_at_rest_is_made_again_exactly(qtbot, state, open_viewer, fake):
    viewer = open_viewer(fake(space="ACEScg"))
    qtbot.waitUntil(lambda: viewer.shown is not None and viewer.shown.request.exact, timeout=5000)
    assert not viewer.shown.refines
