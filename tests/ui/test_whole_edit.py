"""The real window, the real service and a tiny random model that edits: a prompt goes in, the edit is looked at, its upscale comes out."""

from tests.engine.service.running import end_all, own_state
from tests.media import clips
from tests.models.edit import small
from tests.models.unimmvsr.published import lay_text
from uprez.media.probe import probe
from uprez.ui.app import Program, made_application
from uprez.ui.edits import Phase

SECONDS = 60_000
"""Milliseconds for a step on a busy machine."""


def test_an_edit_is_made_approved_and_upscaled(qtbot, monkeypatch, tmp_path):
    state = own_state(monkeypatch, tmp_path / "state")
    program = Program(made_application())
    qtbot.addWidget(program.window)
    program.start()
    try:
        edit(qtbot, program, tmp_path)
    finally:
        program.link.close()
        end_all(state)


def edit(qtbot, program, folder):
    bench, draft = program.window.bench, program.draft
    base = small.checkpoint(folder / "base")
    lay_text(base)
    clip = clips.prores(folder / "shot.mov", 5)
    bench.add_paths([str(clip)])
    qtbot.waitUntil(lambda: draft.selected is not None and draft.selected.facts is not None, timeout=SECONDS)
    qtbot.waitUntil(lambda: bool(draft.models.cards), timeout=SECONDS)
    draft.set_recipe({"model": "lanczos", "base": str(base), "edit_prompt": "a red coat", "steps": 1, "cuts": "none"})
    draft.set_output({"formats": ["png"], "folder": str(folder / "out")})
    qtbot.waitUntil(lambda: bench.edits.now.phase is Phase.OPEN and bench.edits.sure, timeout=SECONDS)

    bench.recipe.edit.make_button.click()
    qtbot.waitUntil(lambda: bench.stage.beside, timeout=SECONDS)
    (movie,) = (folder / "out").glob("*_edit.mkv")
    before = movie.read_bytes()
    assert not list((folder / "out").glob("*.png")) and bench.stage.viewer.sight.b.last == 4
    qtbot.waitUntil(lambda: bench.stage.viewer.shown is not None, timeout=SECONDS)

    bench.stage.approval.approve_button.click()
    qtbot.waitUntil(
        lambda: (now := bench.queue.current) is not None and now.state == "done" and now.id != bench.edits.now.id, timeout=SECONDS
    )
    (result,) = bench.queue.current.files
    made = probe(result)
    assert (made.frames, made.size.width, made.size.height) == (5, 128, 96) and movie.read_bytes() == before
