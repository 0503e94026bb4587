"""How long the window's main thread is ever blocked: the real window, the real service, a 4K clip, a job that runs.

    xvfb-run -a python benchmarks/panel.py [--seconds 20]

A timer that should fire every 5 ms tells how late it does, while nothing happens, while the clip is scrubbed at random,
while it plays, while it is scrubbed with a job running, and while the queue changes many times a second.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest

BEAT = 5
"""Milliseconds between two beats."""
LIMIT = 50.0
"""Milliseconds that no task of the main thread may take."""


class Heart:
    """Beats in the main thread, and writes down how late each beat was."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append((now - self._last) * 1000 - BEAT)
        self._last = now

    def listen(self, name: str, seconds: float, act: Callable[[], None]) -> float:
        """Act about thirty times a second; print what the heart felt. Gives the longest block in milliseconds."""
        self.late.clear()
        self._last, end = time.perf_counter(), time.perf_counter() + seconds
        while time.perf_counter() < end:
            act()
            QTest.qWait(33)
        late = sorted(self.late)
        worst = late[-1]
        print(f"{name:<34} median {statistics.median(late):5.1f} ms, 99 % {late[int(len(late) * 0.99)]:5.1f} ms, longest {worst:6.1f} ms")
        return worst


def clip_4k(folder: Path) -> Path:
    """Four seconds of 3840x2160 H.264, as cameras write it."""
    path = folder / "clip_4k.mp4"
    picture = ("-f", "lavfi", "-i", "testsrc2=size=3840x2160:rate=24")
    subprocess.run(["ffmpeg", "-v", "error", *picture, "-frames:v", "96", "-pix_fmt", "yuv420p", "-preset", "ultrafast", path], check=True)
    return path


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uprez-panel-") as folder:
        os.environ["UPREZ_STATE"], os.environ["UPREZ_COMMAND"] = f"{folder}/state", f"{sys.executable} -m uprez"
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, f"{folder}/settings")
        worst = measure(clip_4k(Path(folder)), Path(folder), given.seconds)
    print(f"longest block of all: {worst:.1f} ms, {worst / LIMIT:.2f} of the limit of {LIMIT:.0f} ms")


def measure(clip: Path, folder: Path, seconds: float) -> float:
    """Open the window on the clip, and do what people do."""
    from uprez.ui.app import Program, made_application

    app = made_application()
    program = Program(app)
    program.start([str(clip)])
    state, chance = program.window.bench.stage.state, random.Random(1)
    while program.draft.selected is None or program.draft.selected.facts is None:
        QTest.qWait(50)
    QTest.qWait(3000)
    heart = Heart()

    def scrub() -> None:
        state.set_frame(chance.randrange(96))

    found = [heart.listen("nothing happens", seconds / 4, lambda: None), heart.listen("scrubbed at random", seconds, scrub)]
    state.play(1)
    found.append(heart.listen("played", seconds, lambda: None))
    state.play(0)
    program.draft.set_recipe({"scale": 0.5, "model": "lanczos"})
    program.draft.set_output({"formats": ["exr"], "folder": str(folder / "out")})
    program.window.bench.queue_action.trigger()
    QTest.qWait(2000)
    found.append(heart.listen("scrubbed at random, a job runs", seconds, scrub))
    program.link.call(lambda service: service.stop(), lambda _: None)
    QTest.qWait(1500)
    program.link.close()
    return max(found)


if __name__ == "__main__":
    main()
