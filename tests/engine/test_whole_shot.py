"""Models that need a whole shot: bounded, resumable within the shot, watched."""

import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from tests.engine import shot_models
from tests.engine.shot_models import WholeShot, expected
from tests.engine.test_run import go, tree, use
from tests.media import clips
from uprez.core.clip import ReadOptions
from uprez.core.colour import Alpha
from uprez.core.errors import Cancelled, OutOfMemory
from uprez.core.events import Event
from uprez.core.job import Job, Output, Recipe, Source
from uprez.core.plan import Shot
from uprez.core.time import FrameRange
from uprez.engine import estimate as module
from uprez.engine import preview
from uprez.engine.planning import plan_job
from uprez.engine.preview import Region, previewed
from uprez.engine.windowed import Windowed
from uprez.media.colour.space import model_space
from uprez.media.reader import open_clip
from uprez.models.contract import ALONE, Reach, Temporal, Workspace, drain
from uprez.models.stabilise import Stabilised

FRAMES, ROOT = 20, Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def plates(tmp_path_factory):
    """20 float EXR frames of noise, 24x16, each with an alpha and an attribute of its own."""
    noise = np.random.default_rng(8).random((FRAMES, 16, 24, 4), np.float32) / 2
    folder = tmp_path_factory.mktemp("plates")
    for at in range(FRAMES):
        noise[at, ..., 3] = alpha_of(at)
        name = folder / f"shot.{at:04}.exr"
        clips.write_picture(name, noise[at], dtype="float", channels=("R", "G", "B", "A"), attributes={"take": f"number {at}"})
    return folder


def alpha_of(at):
    return np.float32(0.5 + at / 64)


def job_for(source, folder, **recipe):
    return Job(
        source=Source(path=str(source), alpha="straight"),
        recipe=Recipe(scale=2, match_colour=False, **{"cuts": "none", **recipe}),
        output=Output(folder=str(folder), exr_depth="float", name="take"),
    )


def frames_of(folder, alpha):
    with open_clip(folder, ReadOptions(alpha=alpha)) as reader:
        return reader.info, list(reader.frames(0, reader.info.frames - 1))


def workspaces(folder):
    return sorted((folder / ".uprez" / "take" / "states").glob("*"))


def test_every_output_goes_with_its_own_source(plates, tmp_path, monkeypatch):
    model = use(monkeypatch, WholeShot())
    result = go(job_for(plates, tmp_path, cuts=(8,)))
    info, sources = frames_of(plates, Alpha.STRAIGHT)
    space = model_space(info.tag, is_float=True)
    shown = np.stack([space.forward(frame.rgb) for frame in sources])
    wanted = np.concatenate([expected(shown[:8]), expected(shown[8:])])
    _, made = frames_of(result.files[0], None)
    for at, frame in enumerate(made):
        np.testing.assert_allclose(frame.rgb, space.inverse(wanted[at]) * alpha_of(at), rtol=1e-5, atol=1e-5)
        assert frame.alpha is not None and (frame.alpha == alpha_of(at)).all()
        assert frame.attributes["take"] == f"number {at}"
    assert model.flushed == [3, 3, 2, 0, 3, 3, 3, 3, 0]


def test_shots_are_windows_shards_part_at_cuts_and_workspaces_go(plates, tmp_path, monkeypatch):
    model = use(monkeypatch, WholeShot())
    go(job_for(plates, tmp_path / "whole", cuts=(5, 12), window=4))
    planned = Job.load(tmp_path / "whole" / ".uprez" / "take" / "job.json")
    spans = [(window.first, window.last, window.read_first, window.read_last) for window in planned.plan.windows]
    assert spans == [(0, 4, 0, 4), (5, 11, 5, 11), (12, 19, 12, 19)]
    assert [folder.name for folder in model.folders] == ["window_000000", "window_000001", "window_000002"]
    moved = planned.model_copy(update={"output": planned.output.model_copy(update={"folder": str(tmp_path / "shards")})})
    for shard in (3, 1, 2):
        go(moved, shard=(shard, 3))
        assert workspaces(tmp_path / "shards") == []
    assert tree(tmp_path / "shards") == tree(tmp_path / "whole")


@pytest.mark.parametrize("together", [1, 2, 5])
def test_shots_are_filled_together_before_the_first_is_asked_for(plates, tmp_path, monkeypatch, together):
    use(monkeypatch, WholeShot())
    go(job_for(plates, tmp_path / "alone", cuts=(4, 8, 13)))
    alone = tree(tmp_path / "alone")
    model = use(monkeypatch, WholeShot())
    model.spec = replace(model.spec, together=together)
    order: list[str] = []
    push, work = shot_models._WholeShotStream.push, shot_models._WholeShotStream._work
    monkeypatch.setattr(shot_models._WholeShotStream, "push", lambda self, frames: order.append("push") or push(self, frames))
    monkeypatch.setattr(shot_models._WholeShotStream, "_work", lambda self: order.append("work") or work(self))
    go(job_for(plates, tmp_path / "crowd", cuts=(4, 8, 13)))
    assert tree(tmp_path / "crowd") == alone
    filled = [len(list(run)) for kind, run in groupby(order) if kind == "push"]
    assert filled == {1: [4, 4, 5, 7], 2: [8, 12], 5: [20]}[together]


def test_what_the_passes_tell_comes_as_events(plates, tmp_path, monkeypatch):
    use(monkeypatch, WholeShot(pause=0.001))
    events: list[Event] = []
    go(job_for(plates, tmp_path, cuts=(8,)), events.append)
    passes = [event for event in events if event.stage == "passes"]
    assert [(event.done, event.total) for event in passes if event.shot == 0] == [(at, 24) for at in range(24)]
    assert {(event.shot, event.window, event.text) for event in passes} == {(shot, shot, "Passing over the shot") for shot in (0, 1)}
    assert passes[0].seconds_left is None
    assert passes[12].seconds_left is not None and 0 < passes[12].seconds_left < 5
    frames = [event for event in events if event.stage == "frames" and event.window == 0]
    assert {event.seconds_left for event in frames} == {None}  # the first shot's frames say nothing of the time of the next


def test_stopped_in_the_passes_goes_on_after_those_that_are_kept(plates, tmp_path, monkeypatch):
    log = tmp_path / "log"
    use(monkeypatch, WholeShot())
    go(job_for(plates, tmp_path / "whole"))
    use(monkeypatch, WholeShot(log=log))

    def listen(event):
        if event.stage == "passes" and event.done == 2 * FRAMES + 3:
            raise Cancelled("stopped by the test")

    with pytest.raises(Cancelled):
        go(job_for(plates, tmp_path / "out"), listen)
    assert [path.name for path in workspaces(tmp_path / "out")] == ["window_000000"]
    go(job_for(plates, tmp_path / "out"))
    assert log.read_text().split() == ["0", "1", "2", "2"]
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


KILLED = """
import sys
from pathlib import Path
from tests.engine import shot_models
from tests.engine.shot_models import WholeShot
from uprez.core.job import Job
from uprez.engine import planning, run
model = WholeShot(passes=6, log=Path(sys.argv[2]), pause=0.005)
planning.open_model = run.open_model = lambda recipe, factor, on_note: model
run.run_job(Job.load(Path(sys.argv[1])), base=Path("/"), listen=lambda event: print(event.stage, event.shot, event.done, flush=True))
"""


def test_killed_in_the_passes_and_run_again_gives_the_same_bits_and_repeats_none(plates, tmp_path, monkeypatch):
    log, document = tmp_path / "log", tmp_path / "job.json"
    document.write_text(job_for(plates, tmp_path / "killed", cuts=(9,)).to_json())
    command = [sys.executable, "-c", KILLED, str(document), str(log)]
    for moment in ("passes 0 21", "passes 1 27"):  # in the third pass over the first shot, in the third over the second
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        while process.stdout.readline().strip() != moment:
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(workspaces(tmp_path / "killed")) == 1
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    begun = log.read_text().split()
    assert begun == ["0", "1", "2", "2", "3", "4", "5", "0", "1", "2", "2", "3", "4", "5"]
    use(monkeypatch, WholeShot(passes=6))
    go(job_for(plates, tmp_path / "whole", cuts=(9,)))
    assert tree(tmp_path / "killed") == tree(tmp_path / "whole")
    assert not (tmp_path / "killed" / ".uprez" / "take" / "states").exists()


def test_overwrite_takes_the_workspace_away(plates, tmp_path, monkeypatch):
    log = tmp_path / "log"
    use(monkeypatch, WholeShot(log=log))

    def listen(event):
        if event.stage == "frames" and event.window is not None:
            raise Cancelled("stopped by the test")

    with pytest.raises(Cancelled):
        go(job_for(plates, tmp_path / "out"), listen)
    assert len(workspaces(tmp_path / "out")) == 1
    other = job_for(plates, tmp_path / "out", seed=4)
    go(other.model_copy(update={"output": other.output.model_copy(update={"overwrite": True})}))
    assert log.read_text().split() == ["0", "1", "2"] * 2


def large(folder):
    noise = np.random.default_rng(1).random((4, 150, 200, 3), np.float32)
    return clips.sequence(folder, 4, dtype="float", size=(200, 150), pixels=lambda at: noise[at])


def test_a_model_that_tiles_itself_gets_whole_pictures_and_smaller_sides(tmp_path, monkeypatch):
    source = large(tmp_path / "in")
    model = use(monkeypatch, WholeShot(most_side=64))
    events: list[Event] = []
    go(job_for(source, tmp_path / "out"), events.append)
    assert model.sides == [None, 100, 64]
    assert set(model.pushed) == {(3, 150, 200)}
    assert [event.text for event in events if event.stage == "note" and "tiles instead of" in event.text]
    use(monkeypatch, WholeShot())
    go(job_for(source, tmp_path / "easy"))
    assert tree(tmp_path / "out") == tree(tmp_path / "easy")
    given = use(monkeypatch, WholeShot(most_side=90))
    go(job_for(source, tmp_path / "given", tile=80))
    assert given.sides == [80]
    planned = Job.load(tmp_path / "given" / ".uprez" / "take" / "job.json")
    assert {(tile.width, tile.height) for tile in planned.plan.tiles} == {(80, 80)}


def test_a_stopped_run_goes_on_with_the_tiles_that_it_had_come_to(tmp_path, monkeypatch):
    source, log = large(tmp_path / "in"), tmp_path / "log"
    use(monkeypatch, WholeShot(most_side=100))

    def listen(event):
        if event.stage == "passes" and event.done == 9:
            raise Cancelled("stopped by the test")

    with pytest.raises(Cancelled):
        go(job_for(source, tmp_path / "out"), listen)
    again = use(monkeypatch, WholeShot(most_side=100, log=log))
    go(job_for(source, tmp_path / "out"))
    assert again.sides == [100]
    assert log.read_text().split() == ["2"]
    use(monkeypatch, WholeShot(most_side=1))
    with pytest.raises(OutOfMemory):
        go(job_for(source, tmp_path / "never"))


def test_memory_does_not_grow_with_the_shot(tmp_path, monkeypatch):
    def peak(count):
        source = clips.sequence(tmp_path / f"in{count}", count, dtype="half", size=(64, 48))
        use(monkeypatch, WholeShot(passes=1, chunk=2))
        tracemalloc.start()
        try:
            go(job_for(source, tmp_path / f"out{count}"))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(4)  # imports
    assert peak(160) < peak(40) + 40 * (64 * 48 * 3 * 4)


def stream_frames(model, frames, workspace=ALONE):

    stream = model.open(Shot(index=0, first=0, last=len(frames) - 1), Recipe(), None, workspace)
    assert [len(stream.push(frame[None])) for frame in frames] == [0] * len(frames)
    return stream


@pytest.mark.parametrize("wrapped", [WholeShot, lambda **given: Stabilised(WholeShot(**given))])
@pytest.mark.parametrize("chunk", [1, 2, 5, 7])
def test_wrappers_flush_to_the_end_a_few_frames_at_a_time(wrapped, chunk):
    frames = np.random.default_rng(2).random((7, 3, 4, 6), np.float32)
    stream = stream_frames(wrapped(chunk=chunk), frames)
    np.testing.assert_array_equal(np.stack([*drain(stream)]), expected(frames))
    assert len(stream.flush()) == 0


def test_tiles_of_a_whole_shot_have_workspaces_of_their_own(plates, tmp_path, monkeypatch):
    noise = np.random.default_rng(3).random((3, 60, 80, 3), np.float32)
    source = clips.sequence(tmp_path / "in", 3, dtype="float", size=(80, 60), pixels=lambda at: noise[at])
    model = use(monkeypatch, WholeShot())
    events: list[Event] = []
    go(job_for(source, tmp_path / "out", tile=48), events.append)
    assert len({folder for folder in model.folders}) == 4
    assert {folder.parent.name for folder in model.folders} == {"window_000000"}
    assert {event.text.partition(":")[0] for event in events if event.stage == "passes"} == {f"Tile {n} of 4" for n in (1, 2, 3, 4)}


def test_a_window_model_tells_too_and_gets_no_folder(tmp_path):

    model, told = WholeShot(), []
    model.spec = replace(model.spec, temporal=Temporal(Reach.WINDOW, length=4, overlap=1))
    frames = np.random.default_rng(2).random((7, 3, 4, 6), np.float32)

    workspace = Workspace(tmp_path, lambda stage, done, total: told.append(stage))
    stream = Windowed(model).open(Shot(index=0, first=0, last=6), Recipe(), None, workspace)
    assert len([*stream.push(frames), *drain(stream)]) == 7
    assert told and model.folders == [None, None]


def test_a_preview_sees_the_frames_that_were_chosen(plates, monkeypatch):

    model = WholeShot()
    monkeypatch.setattr(preview, "open_model", lambda recipe, factor, on_note: model)
    events: list[Event] = []
    shown = list(previewed(job_for(plates, "/nowhere"), Path("/"), Region(4, 4, 8, 8), FrameRange(3, 6), events.append))
    assert [number for number, *_ in shown] == [3, 4, 5, 6]
    assert len(model.pushed) == 4
    assert any(event.stage == "passes" for event in events)


def test_the_time_of_a_whole_shot_is_foretold_from_its_passes(plates, tmp_path, monkeypatch):

    use(monkeypatch, WholeShot(passes=4, pause=0.02))
    job = job_for(plates, tmp_path)
    with open_clip(job.source.path, job.source.options) as reader:
        job = plan_job(job, reader, lambda event: None)[0]
    monkeypatch.setattr(module, "LONG_ENOUGH", 0.0)
    whole = module.estimate(job)
    assert 0.08 < whole.seconds_per_frame < 0.3
    assert whole.seconds == pytest.approx(whole.warm_up + FRAMES * whole.seconds_per_frame + whole.beside)
    monkeypatch.setattr(module, "SECONDS", 0.1)
    monkeypatch.setattr(module, "PATIENCE", 0.2)
    cut = module.estimate(job)
    assert 0.08 < cut.seconds_per_frame < 0.2
    assert cut.bytes > 0
    assert list(tmp_path.iterdir()) == []
