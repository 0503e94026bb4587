"""The viewer from its cache: frames a second, and how long the main thread is ever blocked.

Frames of 3840 × 2160 float16 R'G'B' that are in memory go through display transform, image and paint, in a window that Qt
draws without a screen. First as fast as it can, then playing at 24 frames a second and scrubbing at random while a timer
of 5 ms in the main thread notes how late it comes. A process that only sleeps tells how much of that is the machine's.

    python benchmarks/viewer.py [--seconds 5] [--frames 24]
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from measure import machine
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from uprez.core.time import Timecode
from uprez.ui.viewer.modes import Mode
from uprez.ui.viewer.pictures import Picture
from uprez.ui.viewer.state import ViewState
from uprez.ui.viewer.viewer import Viewer

WIDTH, HEIGHT = 3840, 2160
SPACES = (("SDR video", "Camera Rec.709"), ("ACEScg, tone-mapped", "ACEScg"))
VIEWS = (("fitted in 1280 x 720", 1280, 720, None), ("fitted in 1920 x 1080", 1920, 1080, None), ("1:1 in 3840 x 2160", WIDTH, HEIGHT, 1.0))
BEAT = 5
"""Milliseconds between the beats of the main thread's heart."""


class Made:
    """Pictures made once and handed out: what is measured begins at the cache."""

    first, width, height, rate = 0, WIDTH, HEIGHT, Fraction(24)
    start = Timecode(0, Fraction(24))

    def __init__(self, space: str, frames: int) -> None:
        self.last, self.title, self.space = frames - 1, "benchmark", space
        self.frames = [_picture(number, space == "ACEScg") for number in range(frames)]

    def load(self, number: int, fit: int | None) -> Picture:
        """A frame; a reader that can only read whole frames."""
        return Picture(self.frames[number], self.space, 1.0)


def _picture(number: int, light: bool) -> NDArray[np.float16]:
    """Gradients, noise, and highlights above 1 where it is light."""
    noise = np.random.default_rng(number)
    across, down = np.linspace(0, 1, WIDTH, dtype=np.float32), np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    picture = np.empty((HEIGHT, WIDTH, 3), np.float16)
    for channel in range(3):
        values = (across + down * (channel + 1) / 3 + number / 48) % 1
        values = values + noise.normal(0, 0.01, (HEIGHT, 1)).astype(np.float32)
        picture[..., channel] = np.exp2(values * 12 - 8) if light else values
    return picture


ALONE = """
import sys, threading, time
end = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), end.set()), daemon=True).start()
worst = 0.0
while not end.is_set():
    start = time.perf_counter()
    time.sleep(0.005)
    worst = max(worst, time.perf_counter() - start - 0.005)
print(worst * 1000)
"""


class Heart:
    """How long after its time each beat came, in milliseconds; and the same of a process that does nothing else."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._alone = subprocess.Popen([sys.executable, "-c", ALONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._last = time.perf_counter()
        self._timer = QTimer(interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - BEAT))
        self._last = now

    def stop(self) -> str:
        """Median, 99th percentile, maximum."""
        self._timer.stop()
        middle, high = np.percentile(self.late, [50, 99])
        alone = float(self._alone.communicate("")[0])
        return f"blocked: median {middle:4.1f} ms, 99 % {high:5.1f} ms, longest {max(self.late):5.1f} ms (an idle process: {alone:.1f} ms)"


def turn(app: QApplication, until: Callable[[], bool], limit: float = 60.0) -> bool:
    """Run the event loop until something is so; False when it took too long."""
    end = time.perf_counter() + limit
    while not until():
        if time.perf_counter() > end:
            return False
        app.processEvents()
        time.sleep(0.0005)
    return True


def shown(viewer: Viewer, frame: int) -> bool:
    """True when a frame is on the screen."""
    return viewer.shown is not None and viewer.shown.request.frame == frame and viewer.painted == frame


def throughput(app: QApplication, viewer: Viewer, seconds: float, *, again: bool) -> str:
    """Frames a second, each asked for as soon as the one before is painted; `again`: its image may be there from before."""
    state, times = viewer.state, [time.perf_counter()]
    cpu = time.process_time()
    while times[-1] - times[0] < seconds:
        if not again:
            viewer.forget_images()
        state.set_frame((state.frame + 1) % (state.last + 1))
        turn(app, lambda: shown(viewer, state.frame))
        times.append(time.perf_counter())
    each = np.diff(times) * 1000
    cost = (time.process_time() - cpu) / len(each) * 1000
    middle, high = np.percentile(each, [50, 99])
    return f"{1000 / each.mean():5.1f} frames/s   (median {middle:5.1f} ms, 99 % {high:5.1f} ms, CPU {cost:5.1f} ms a frame)"


def playing(app: QApplication, viewer: Viewer, seconds: float) -> str:
    """Play at 24 frames a second."""
    state, heart, end = viewer.state, Heart(), time.perf_counter() + seconds
    seen: list[int] = []
    state.frame_changed.connect(seen.append)
    state.play(1)
    turn(app, lambda: time.perf_counter() > end)
    rate, dropped = len(seen) / seconds, state.dropped
    state.play(0)
    state.frame_changed.disconnect(seen.append)
    return f"{rate:5.1f} frames/s, {dropped} dropped; {heart.stop()}"


def scrubbing(app: QApplication, viewer: Viewer, seconds: float) -> str:
    """Another frame every 15 ms."""
    state, heart, chance = viewer.state, Heart(), random.Random(1)
    hand = QTimer(interval=15)
    hand.timeout.connect(lambda: state.set_frame(chance.randint(state.first, state.last)))
    hand.start()
    end = time.perf_counter() + seconds
    turn(app, lambda: time.perf_counter() > end)
    hand.stop()
    return heart.stop()


def measure(app: QApplication, name: str, space: str, arguments: Any) -> None:
    """All views of one space."""
    pictures = Made(space, arguments.frames)
    state = ViewState()
    state.cache.budget = max(state.cache.budget, arguments.frames * WIDTH * HEIGHT * 12)  # all frames, at all sizes
    for title, width, height, zoom in VIEWS:
        viewer = Viewer(state, pictures, None)
        state.set_mode(Mode.A)
        viewer.resize(width, height)
        viewer.show()
        state.set_view(zoom)
        frames = range(state.first, state.last + 1)
        loaded = turn(app, lambda: all(viewer.sight.ready(state, viewer.geometry_now, frame) for frame in frames))  # noqa: B023
        turn(app, lambda: shown(viewer, state.frame))  # noqa: B023
        print(f"{name}, {title}{'' if loaded else ' (not all loaded)'}")
        print(f"  as fast as it goes  {throughput(app, viewer, arguments.seconds, again=False)}")
        print(f"  played before       {throughput(app, viewer, arguments.seconds, again=True)}")
        viewer.forget_images()
        print(f"  playing             {playing(app, viewer, arguments.seconds)}")
        print(f"  scrubbing           {scrubbing(app, viewer, arguments.seconds)}", flush=True)
        viewer.close()
        viewer.deleteLater()
        turn(app, lambda: False, 0.2)
    state.cache.close()


def main() -> None:
    """Measure both spaces in three views."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=5.0, help="for each measurement")
    parser.add_argument("--frames", type=int, default=24, help="frames in the cache, 66 MB each")
    arguments = parser.parse_args()
    print(machine())
    app = QApplication([])
    for name, space in SPACES:
        measure(app, name, space, arguments)


if __name__ == "__main__":
    main()
