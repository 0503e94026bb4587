"""How the window looks, held to reviewed pictures in tests/data/looks.

    UPREZ_LOOKS=write pytest tests/ui/test_looks.py

writes them anew; look at every one of them before it is committed. Letters are drawn a little differently by other versions
of the font library, so that a picture may differ by a few codes on average in any part of it, not more.
"""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFont, QFontDatabase, QImage

from tests.ui.fake_queue import ERROR, FakeQueueService, many_states, png
from tests.ui.fake_sources import INTERLACED
from uprez.ui.draft import Draft
from uprez.ui.edits import Phase
from uprez.ui.errors import ErrorCard
from uprez.ui.language import apply_language
from uprez.ui.link import Link
from uprez.ui.stage import PREVIEW
from uprez.ui.theme.choice import apply_theme
from uprez.ui.window import MainWindow

STORED = Path(__file__).parents[1] / "data" / "looks"
PART = 40
"""Pixels: side of the parts that are compared."""
STILL = 4
"""Looks, 100 ms apart, for which a widget must not change."""
LIMIT = 12.0
"""Codes of 255 by which a part may differ on average: a letter more or less is told, another hinting is not."""


@pytest.fixture(autouse=True)
def surroundings(qapp, monkeypatch):
    """One font, one time zone, dark, English; and as it was, afterwards."""
    if not {"DejaVu Sans", "NanumGothic"} <= set(QFontDatabase.families()):
        pytest.skip("the fonts of the stored pictures are not installed")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    before = qapp.font()
    qapp.setFont(QFont("DejaVu Sans", before.pointSize()))
    apply_theme(qapp, "dark")
    yield
    apply_theme(qapp, "dark")
    apply_language(qapp, "en")
    qapp.setFont(before)


@pytest.fixture
def language():
    return "en"


@pytest.fixture
def window(qtbot, qapp, language):
    apply_language(qapp, language)
    service = FakeQueueService(many_states())
    service.pictures |= {id: png(hue) for id, hue in (("0a", 30), ("0b", 200), ("0d", 100))}
    link = Link(lambda: service)
    made = MainWindow(link, Draft())
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    link.start()
    qtbot.waitUntil(lambda: len(made.bench.queue.model.entries()) == 6)
    yield made
    link.close()


def with_clips(qtbot, window):
    service = window.bench.link.fetch(lambda service: service)
    service.checks["/shots/interlaced.mov"] = [INTERLACED]
    service.clips = {f"/shots/{name}.mov": {"frames": 4} for name in ("a", "interlaced")}
    window.bench.add_paths(["/shots/a.mov", "/shots/interlaced.mov"])
    qtbot.waitUntil(lambda: len(window.bench.draft.clips) == 2 and not window.bench.draft.unread())
    qtbot.waitUntil(lambda: window.bench.stage.viewer.shown is not None)


def seen(widget):
    """What a widget shows, (H, W, 3) uint8."""
    shot = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(bytes(shot.constBits()), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    return lines[:, : shot.width() * 3].reshape(shot.height(), shot.width(), 3)


def settled(qtbot, widget):
    """What a widget shows once it has shown the same for a while."""
    before, same = seen(widget), 0
    while same < STILL:
        qtbot.wait(100)
        now = seen(widget)
        same = same + 1 if np.array_equal(now, before) else 0
        before = now
    return before


def looks_like(qtbot, widget, name):
    """Compare what a widget shows with the picture of that name."""
    now = settled(qtbot, widget)
    path = STORED / f"{name}.png"
    if os.environ.get("UPREZ_LOOKS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(now).save(path, optimize=True)
    stored = np.asarray(Image.open(path).convert("RGB"))
    assert stored.shape == now.shape
    off = np.abs(stored.astype(float) - now).mean(axis=2)
    rows, columns = (length // PART * PART for length in off.shape)
    parts = off[:rows, :columns].reshape(rows // PART, PART, columns // PART, PART).mean(axis=(1, 3))
    y, x = np.unravel_index(parts.argmax(), parts.shape)
    assert parts.max() < LIMIT, f"{name} looks different around {x * PART},{y * PART}"


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_window(qtbot, qapp, window, theme):
    apply_theme(qapp, theme)
    with_clips(qtbot, window)
    looks_like(qtbot, window, f"window-{theme}")


@pytest.mark.parametrize("language", ["ko"])
def test_the_window_in_korean(qtbot, window):
    with_clips(qtbot, window)
    looks_like(qtbot, window, "window-korean")


def test_an_edit_before_its_upscale(qtbot, window):
    with_clips(qtbot, window)
    bench = window.bench
    bench.link.fetch(lambda service: service).edited.add("/shots/uprez/a_edit.mkv")
    bench.draft.set_recipe({"edit_prompt": "make the jacket red", "mask": "auto"})
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.MADE and bench.edits.sure)
    bench.show_edit()
    qtbot.waitUntil(lambda: bench.stage.approval.isVisible() and bench.stage.viewer.shown is not None)
    looks_like(qtbot, window, "edit")


@pytest.mark.parametrize("id", ["0b", "0d", "0e"])
def test_the_queue(qtbot, window, id):
    window.bench.queue.choose(id)
    looks_like(qtbot, window.bench.queue, f"queue-{id}")


def test_an_error(qtbot, window):
    card = ErrorCard(ERROR["what"], ERROR["why"], ERROR["fix"], report=ERROR["report"])
    qtbot.addWidget(card)
    card.resize(520, 200)
    card.show()
    looks_like(qtbot, card, "error")


def test_the_preview(qtbot, window):
    with_clips(qtbot, window)
    window.bench.stage.show_page(PREVIEW)
    looks_like(qtbot, window, "preview")
