"""The real window and the real service over its real socket: a clip goes in, a take comes out and is looked at."""

import json
import subprocess

import pytest

from tests.engine.service.running import end_all, own_state, pid_of
from tests.media import clips
from uprez.ui.app import Program, made_application
from uprez.ui.preview.pane import Pane

SECONDS = 60_000
"""Milliseconds for a step on a busy machine."""


@pytest.fixture
def program(qtbot, monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    made = Program(made_application())
    qtbot.addWidget(made.window)
    made.start()
    yield made
    made.link.close()
    end_all(state)


def ready(program):
    return program.draft.selected is not None and program.draft.selected.facts is not None


def test_add_preview_run_compare(program, qtbot, tmp_path):
    clip = clips.prores(tmp_path / "shot.mov", 8)
    bench = program.window.bench
    bench.add_paths([str(clip)])
    qtbot.waitUntil(lambda: ready(program), timeout=SECONDS)
    program.draft.set_recipe({"model": "lanczos"})
    program.draft.set_output({"formats": ["exr", "prores"], "folder": str(tmp_path / "out")})

    bench.preview_action.trigger()
    view = bench.stage.preview
    view.start()
    qtbot.waitUntil(lambda: bool(ready_panes(view)) and not view.comparison.running, timeout=SECONDS)
    assert len(ready_panes(view)) == 2 and all(pane.pictures.width > 0 for pane in ready_panes(view))

    bench.queue_action.trigger()
    qtbot.waitUntil(lambda: (now := bench.queue.current) is not None and now.state == "done", timeout=SECONDS)
    movie = next((tmp_path / "out").glob("*.mov"))
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", movie], capture_output=True, check=True
    )
    video = json.loads(told.stdout)["streams"][0]
    assert (video["width"], video["height"], video["nb_read_frames"], video["codec_name"]) == (128, 96, "8", "prores")
    assert len(list((tmp_path / "out").glob("*_exr/*.exr"))) == 8

    bench.queue.view_asked.emit(bench.queue.current.raw)
    qtbot.waitUntil(lambda: bench.stage.entry is not None, timeout=SECONDS)
    qtbot.waitUntil(lambda: bench.stage.viewer.shown is not None, timeout=SECONDS)


def ready_panes(view) -> list[Pane]:
    return [pane for pane in view._panes.values() if pane.pictures is not None]


def test_a_killed_service_comes_back_and_the_window_lives(program, qtbot, tmp_path):
    clip = clips.prores(tmp_path / "shot.mov", 8)
    program.window.bench.add_paths([str(clip)])
    qtbot.waitUntil(lambda: ready(program), timeout=SECONDS)
    first = pid_of(tmp_path / "state")
    with qtbot.waitSignal(program.link.back, timeout=SECONDS):
        end_all(tmp_path / "state")
    assert pid_of(tmp_path / "state") != first
    program.window.bench.add_paths([str(clips.prores(tmp_path / "other.mov", 4))])
    qtbot.waitUntil(lambda: len(program.draft.clips) == 2 and all(each.facts for each in program.draft.clips), timeout=SECONDS)
