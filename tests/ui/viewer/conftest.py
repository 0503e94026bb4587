"""Synthetic pictures, named as fakes, and waiting for what threads do."""

import os
import threading
import time
from fractions import Fraction

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
from PySide6.QtGui import QImage

from uprez.core.time import Timecode
from uprez.ui.viewer.cache import FrameCache
from uprez.ui.viewer.pictures import Picture
from uprez.ui.viewer.state import ViewState
from uprez.ui.viewer.viewer import Viewer


class FakePictures:
    """Each pixel says where it is: red grows to the right, green downwards, blue with the frame."""

    def __init__(self, width=64, height=36, frames=10, *, space="sRGB - Display", delay=0.0, pixels=None, first=0):
        self.first, self.last, self.width, self.height = first, first + frames - 1, width, height
        self.rate, self.title, self.space, self.delay, self.pixels = Fraction(24), "fake", space, delay, pixels
        self.start = Timecode(0, self.rate)
        self.loads, self.threads, self.failing = [], set(), set()
        self.gate = None

    def load(self, number, fit):
        self.loads.append((number, fit))
        self.threads.add(threading.current_thread())
        if self.gate is not None:
            self.gate.wait(5)
        time.sleep(self.delay)
        if number in self.failing:
            raise OSError("The file ends early.")
        if self.pixels is not None:
            return Picture(self.pixels, self.space, 1.0)
        scale = 1.0 if fit is None else fit / max(self.width, self.height)
        width, height = round(self.width * scale), round(self.height * scale)
        pixels = np.zeros((height, width, 3), np.float16)
        pixels[..., 0] = (np.arange(width) + 0.5) / width
        pixels[..., 1] = (np.arange(height)[:, None] + 0.5) / height
        pixels[..., 2] = number / 10
        return Picture(pixels, self.space, scale)


@pytest.fixture
def fake():
    return FakePictures


@pytest.fixture
def state(qtbot):
    made = ViewState(cache=FrameCache(budget=64 << 20, threads=2))
    yield made
    made.play(0)
    made.cache.close()


@pytest.fixture
def open_viewer(qtbot, state):
    """Makes a viewer of a size, shown, its picture there."""
    made = []

    def make(a, b=None, size=(160, 90), *, of=None):
        viewer = Viewer(of or state, a, b)
        qtbot.addWidget(viewer)
        viewer.resize(*size)
        viewer.show()
        made.append(viewer)
        return viewer

    yield make
    for viewer in made:
        viewer.close()


@pytest.fixture
def settled(qtbot):
    """Waits until viewers show their state's frame as it is asked for, and rest."""

    def wait(*viewers):
        def there():
            return all(
                v.shown is not None
                and v.shown.request.frame == v.state.frame
                and v.shown.request.mode is v.sight.mode(v.state.mode)
                and v.shown.request.look == v.state.look
                and v.shown.request.channels is v.state.channels
                and v.shown.request.geometry == v.geometry_now
                and v.sight.ready(v.state, v.geometry_now, v.state.frame)
                and not v.busy
                for v in viewers
            )

        qtbot.waitUntil(there, timeout=5000)
        qtbot.wait(20)

    return wait


@pytest.fixture
def seen():
    """A widget's pixels as (H, W, 3) integers."""

    def grab(widget):
        image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
        return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)

    return grab
