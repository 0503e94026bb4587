"""The pictures of the app in docs/images: a real clip, the real service, the window's own keys and buttons.

    xvfb-run -a .venv/bin/python tools/screenshots.py [--clip CLIP] [--folder docs/images]

Jobs and settings go into a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QSettings, QSize
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

ROOT = Path(__file__).resolve().parent.parent
CLIP = Path("/usr/share/forensics-samples/original-files/movie1/VID_20191220_170832.mp4")
SIZE = QSize(1440, 900)
PATIENCE = 240.0
"""Seconds for any one step."""


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "images")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="uprez-screenshots-") as folder:
        os.environ["UPREZ_STATE"] = f"{folder}/state"
        os.environ["UPREZ_COMMAND"] = f"{sys.executable} -m uprez"
        for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, f"{folder}/settings")
        clip = shortened(given.clip, Path(folder))
        Tour(clip, given.folder).go()


def shortened(clip: Path, folder: Path) -> Path:
    """A second of the clip at 640 pixels, so that a CPU shows every state in little time; the clip itself without ffmpeg."""
    short = folder / "dog_on_the_floor.mov"
    if shutil.which("ffmpeg") is None:
        return clip
    encode = ("-c:v", "prores_ks", "-profile:v", "3", "-vf", "scale=640:-2,fps=25", "-frames:v", "25", "-c:a", "pcm_s16le")
    subprocess.run(["ffmpeg", "-v", "error", "-i", clip, *encode, "-timecode", "10:00:00:00", short], check=True)
    return short


class Tour:
    """One way through the app, as a new user would go."""

    def __init__(self, clip: Path, folder: Path) -> None:
        from uprez.ui.app import Program, made_application
        from uprez.ui.theme.choice import apply_theme

        self.app = made_application()
        apply_theme(self.app, "dark")
        self.theme = apply_theme
        self.program = Program(self.app)
        self.program.window.resize(SIZE)
        self.clip, self.folder = clip, folder

    def go(self) -> None:
        """Empty, clip, preview, queue, finished take, its finish; then light and Korean."""
        program = self.program
        program.start()
        self.until(lambda: bool(program.draft.models.cards))
        self.rest(1.5)
        self.take("app-empty")
        bench = program.window.bench
        bench.add_paths([str(self.clip)])
        self.until(lambda: program.draft.selected is not None and program.draft.selected.facts is not None)
        program.draft.set_output({"formats": ["exr", "prores"], "folder": str(self.clip.parent / "out")})
        self.until(lambda: bench.stage.viewer.shown is not None)
        self.rest(2)
        self.take("app-clip")
        self.edit()
        self.farm()
        self.preview()
        self.queue()
        self.theme(self.app, "light")
        self.rest(2)
        self.take("app-light")
        self.theme(self.app, "dark")
        program.speak("ko")
        self.until(lambda: program.window.bench.stage.viewer.shown is not None)
        self.rest(1)
        self.take("app-korean")
        self.program.link.call(lambda service: service.stop(), lambda _: None)
        self.rest(2)
        self.program.link.close()

    def edit(self) -> None:
        """What is asked of an edit; taken back again, as its model is no part of uprez."""
        from PySide6.QtWidgets import QScrollArea

        bench, draft = self.program.window.bench, self.program.draft
        draft.set_recipe({"edit_prompt": "a black dog with a red collar", "edit_strength": 0.9, "mask": "auto"})
        self.until(lambda: bench.edits.sure)
        area = bench.recipe.findChild(QScrollArea)
        if area is None:
            raise AssertionError
        area.verticalScrollBar().setValue(bench.recipe.edit.y() - 8)
        self.rest(1)
        self.take("app-edit")
        draft.undo_stack.undo()
        bench.recipe.edit.fold()
        area.verticalScrollBar().setValue(0)

    def farm(self) -> None:
        """What the clip takes here and on a farm."""
        from uprez.ui.farm.dialog import FarmDialog

        bench = self.program.window.bench
        self.until(bench.farm_action.isEnabled)
        bench.farm_action.trigger()
        dialog = next(iter(self.program.window.findChildren(FarmDialog)))
        dialog.folder.setText("/mnt/show/jobs")
        self.until(lambda: not dialog.shipping.busy)
        self.rest(0.5)
        self.take("app-farm", dialog)
        dialog.reject()

    def preview(self) -> None:
        """Two models side by side, then one wiped against the other."""
        bench = self.program.window.bench
        bench.preview_action.trigger()
        view = bench.stage.preview
        view.setup.region_chosen.emit((240, 80, 160, 130))
        self.until(lambda: view.picker.viewer.shown is not None)
        self.rest(1)
        self.take("app-region")
        view.start()
        self.rest(1.5)
        self.take("app-previewing")
        self.until(lambda: not view.comparison.running)
        self.rest(2)
        self.take("app-preview")
        keys = [trial.key for trial in view.comparison.trials]
        view.open_wipe(keys[0], keys[1])
        self.until(lambda: view.wipe.viewer.shown is not None)
        self.rest(1)
        self.take("app-wipe")
        view.show_side_by_side()

    def queue(self) -> None:
        """The clip at work, its take beside it, and the take's finish."""
        from uprez.ui.stage import FINISH, VIEWER

        bench = self.program.window.bench
        bench.queue_action.trigger()
        self.until(lambda: self.state() == "running" and self.entry()["done"] > 8)
        self.rest(1)
        self.take("app-running")
        self.until(lambda: self.state() == "done")
        bench.queue.view_asked.emit(self.entry())
        viewer = bench.stage.viewer
        self.until(lambda: viewer.shown is not None and viewer.shown.request.b is not None)
        self.rest(4)
        self.take("app-take")
        bench.stage.show_page(FINISH)
        self.until(lambda: bench.stage.finish is not None and bench.stage.finish.viewer.shown is not None)
        self.rest(2)
        self.take("app-finish")
        bench.stage.show_page(VIEWER)

    def entry(self) -> dict[str, Any]:
        """The only job."""
        from uprez.plugin.client import Service

        return Service.connect(start=False).jobs()[0]

    def state(self) -> str:
        """Its state."""
        from uprez.plugin.client import ServiceError

        try:
            return str(self.entry()["state"])
        except (IndexError, ServiceError):
            return ""

    def take(self, name: str, part: QWidget | None = None) -> None:
        """Save what the window, or a part of it, shows, in 256 colours."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{name}.png"
        (part or self.program.window).grab().save(str(path))
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)
        sys.stderr.write(f"{name}.png\n")

    def rest(self, seconds: float) -> None:
        """Let the window live for a while."""
        QTest.qWait(round(seconds * 1000))

    def until(self, true: Callable[[], bool]) -> None:
        """Let the window live until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > deadline:
                raise TimeoutError
            QTest.qWait(100)


if __name__ == "__main__":
    main()
