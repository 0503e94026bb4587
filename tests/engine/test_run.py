import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import OpenImageIO as oiio
import pytest

from tests.engine.models import Blurring, InWindows, Neighbours, Recurrent, doubled
from tests.media import clips
from uprez.core.errors import BusyError, Cancelled, JobError, ModelError, OutOfMemory, PictureError
from uprez.core.events import Event
from uprez.core.job import Job, Output, Recipe, Source
from uprez.core.time import FrameRange
from uprez.engine import planning, run
from uprez.engine.cascade import run_request

FRAMES = 20


@pytest.fixture(scope="session")
def plates(tmp_path_factory):
    """20 float EXR frames of noise, 24x16, with values below 0 and above 1."""
    rng = np.random.default_rng(5)
    noise = rng.normal(0.5, 0.5, (FRAMES, 16, 24, 3)).astype(np.float32)
    return clips.sequence(tmp_path_factory.mktemp("plates"), FRAMES, dtype="float", size=(24, 16), pixels=lambda at: noise[at])


def job_for(source, folder, *, formats=("exr",), window=6, cuts="none", **recipe):
    output = Output(folder=str(folder), formats=formats, exr_depth="float", name="take")
    return Job(
        source=Source(path=str(source)), recipe=Recipe(window=window, cuts=cuts, match_colour=False, scale=2, **recipe), output=output
    )


def use(monkeypatch, model):
    for place in (planning, run):
        monkeypatch.setattr(place, "open_model", lambda recipe, factor, on_note: model)
    return model


def go(job, listen=lambda event: None, **part):
    return run_request(job, base=Path("/"), listen=listen, **part)


def pixels(folder):
    """(T, 3, H, W) of the EXR frames of a run."""
    files = sorted((folder / "take_exr").glob("*.exr"))
    return np.stack([np.moveaxis(np.asarray(oiio.ImageInput.open(str(file)).read_image("float")), -1, 0) for file in files])


def tree(folder):
    """Hash of every result in a folder; the record is left out."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and ".uprez" not in file.parts)
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def stop_after(windows):
    seen = []

    def listen(event):
        if event.stage == "run":
            seen.append(event)
            if len(seen) == windows:
                raise Cancelled("stopped by the test")

    return listen


KINDS = {
    "per frame": lambda: Blurring(),
    "neighbours": lambda: Neighbours(2),
    "recurrent": lambda: Recurrent(),
    "recurrent, looking ahead": lambda: Recurrent(lookahead=2),
    "recurrent, no state": lambda: Recurrent(keeps_state=False),
    "windows": lambda: InWindows(7, 3),
}


@pytest.mark.parametrize("kind", KINDS)
def test_stopped_after_any_window_and_run_again_gives_the_same_bits(kind, plates, tmp_path, monkeypatch):
    use(monkeypatch, KINDS[kind]())
    whole = go(job_for(plates, tmp_path / "whole"))
    assert (whole.frames_done, whole.frames_total) == (FRAMES, FRAMES)
    expected = tree(tmp_path / "whole")
    assert len(expected) == FRAMES
    for windows in (1, 2):
        folder = tmp_path / f"stopped{windows}"
        with pytest.raises(Cancelled):
            go(job_for(plates, folder), stop_after(windows))
        assert 0 < len(tree(folder)) < FRAMES
        go(job_for(plates, folder))
        assert tree(folder) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_shards_give_the_same_bits_and_only_a_run_of_everything_ends_the_job(kind, plates, tmp_path, monkeypatch):
    use(monkeypatch, KINDS[kind]())
    go(job_for(plates, tmp_path / "whole"))
    planned = run.Job.load(tmp_path / "whole" / ".uprez" / "take" / "job.json")
    moved = planned.model_copy(update={"output": planned.output.model_copy(update={"folder": str(tmp_path / "shards")})})
    for shard in (3, 1, 2):
        assert go(moved, shard=(shard, 3)).files == ()
    assert tree(tmp_path / "shards") == tree(tmp_path / "whole")
    assert go(moved).files == (tmp_path / "shards" / "take_exr",)


def test_values_below_0_and_above_1_come_home_through_the_model_space(plates, tmp_path, monkeypatch):
    use(monkeypatch, Neighbours(0))
    go(job_for(plates, tmp_path, stabilise="off"))
    source = np.stack(
        [np.moveaxis(np.asarray(oiio.ImageInput.open(str(file)).read_image("float")), -1, 0) for file in sorted(plates.glob("*.exr"))]
    )
    assert source.min() < -0.5 and source.max() > 1.5
    np.testing.assert_allclose(pixels(tmp_path), doubled(source), rtol=2e-5, atol=2e-6)


def test_nothing_crosses_a_cut(plates, tmp_path, monkeypatch):
    use(monkeypatch, Recurrent())
    go(job_for(plates, tmp_path / "cut", cuts=(8,)))
    go(job_for(plates, tmp_path / "whole"))
    cut, whole = pixels(tmp_path / "cut"), pixels(tmp_path / "whole")
    np.testing.assert_array_equal(cut[:8], whole[:8])
    source = np.moveaxis(np.asarray(oiio.ImageInput.open(str(sorted(plates.glob("*.exr"))[8])).read_image("float")), -1, 0)
    np.testing.assert_allclose(cut[8], doubled(source[None])[0], rtol=2e-5, atol=2e-6)
    assert np.abs(whole[8] - cut[8]).max() > 0.05


def test_a_saved_state_is_used_on_resume(plates, tmp_path, monkeypatch):
    model = use(monkeypatch, Recurrent())
    with pytest.raises(Cancelled):
        go(job_for(plates, tmp_path), stop_after(2))
    go(job_for(plates, tmp_path))
    assert model.opened == [False, True]


@pytest.mark.parametrize("windows", [5, 6, 7])
def test_a_state_from_beyond_a_window_is_not_its_state(windows, plates, tmp_path, monkeypatch):
    """Frames that come late come from a flush, and then the stream's state is that of its end."""
    use(monkeypatch, Recurrent(lookahead=9))
    go(job_for(plates, tmp_path / "whole", window=2))
    with pytest.raises(Cancelled):
        go(job_for(plates, tmp_path / "out", window=2), stop_after(windows))
    assert go(job_for(plates, tmp_path / "out", window=2)).frames_done == FRAMES
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_out_of_memory_takes_smaller_tiles_and_says_so(tmp_path, monkeypatch):
    noise = np.random.default_rng(1).random((3, 150, 200, 3), np.float32)
    source = clips.sequence(tmp_path / "in", 3, dtype="float", size=(200, 150), pixels=lambda at: noise[at])
    use(monkeypatch, Blurring(most_pixels=9000))
    events: list[Event] = []
    go(job_for(source, tmp_path / "out"), events.append)
    notes = [event.text for event in events if event.stage == "note"]
    assert any("tiles instead of 1" in note for note in notes)
    use(monkeypatch, Blurring())
    go(job_for(source, tmp_path / "easy"))
    np.testing.assert_allclose(pixels(tmp_path / "out"), pixels(tmp_path / "easy"), atol=1e-5)


def test_memory_that_is_never_enough_is_an_error(plates, tmp_path, monkeypatch):
    use(monkeypatch, Blurring(most_pixels=1))
    with pytest.raises(OutOfMemory):
        go(job_for(plates, tmp_path))


def test_a_broken_picture_is_not_written(plates, tmp_path, monkeypatch):
    class Broken(Blurring):
        def open(self, *given):
            inner = super().open(*given)
            push = inner.push
            inner.push = lambda frames: push(frames) * np.float32(np.nan)
            return inner

    use(monkeypatch, Broken())
    with pytest.raises(PictureError, match="NaN"):
        go(job_for(plates, tmp_path))
    assert tree(tmp_path) == {}


def test_a_model_that_gives_too_few_frames_is_an_error(plates, tmp_path, monkeypatch):
    class Forgetful(Neighbours):
        def open(self, *given):
            inner = super().open(*given)
            inner.flush = lambda: np.empty((0, 3, 0, 0), np.float32)
            return inner

    use(monkeypatch, Forgetful(2))
    with pytest.raises(ModelError, match="frame 18"):
        go(job_for(plates, tmp_path))


def test_a_finished_job_is_not_done_again(plates, tmp_path, monkeypatch):
    use(monkeypatch, Blurring())
    first = go(job_for(plates, tmp_path))
    stamps = {file: file.stat().st_mtime_ns for file in first.files[0].iterdir()}
    events: list[Event] = []
    assert go(job_for(plates, tmp_path), events.append).files == first.files
    assert [event.stage for event in events] == ["done"]
    assert stamps == {file: file.stat().st_mtime_ns for file in first.files[0].iterdir()}


def test_a_frame_that_was_deleted_is_made_again(plates, tmp_path, monkeypatch):
    use(monkeypatch, Neighbours(1))
    go(job_for(plates, tmp_path))
    before = tree(tmp_path)
    sorted((tmp_path / "take_exr").iterdir())[9].unlink()
    go(job_for(plates, tmp_path))
    assert tree(tmp_path) == before


def test_other_weights_than_planned_are_refused(plates, tmp_path, monkeypatch):
    from dataclasses import replace

    use(monkeypatch, Blurring())
    with pytest.raises(Cancelled):
        go(job_for(plates, tmp_path), stop_after(1))
    other = use(monkeypatch, Blurring())
    other.spec = replace(other.spec, weights="beef")
    with pytest.raises(ModelError, match="weights"):
        go(job_for(plates, tmp_path))


def test_an_unplanned_job_has_no_parts_and_no_shard_is_out_of_range(plates, tmp_path, monkeypatch):
    use(monkeypatch, Blurring())
    with pytest.raises(JobError, match="planned"):
        go(job_for(plates, tmp_path), part=FrameRange(0, 3))
    go(job_for(plates, tmp_path))
    planned = Job.load(tmp_path / ".uprez" / "take" / "job.json")
    with pytest.raises(JobError, match="shard"):
        go(planned, shard=(4, 3))


def test_a_second_run_is_refused(plates, tmp_path, monkeypatch):
    use(monkeypatch, Blurring())

    def listen(event):
        if event.stage == "run":
            with pytest.raises(BusyError):
                go(job_for(plates, tmp_path))
            raise Cancelled("seen")

    with pytest.raises(Cancelled):
        go(job_for(plates, tmp_path), listen)


KILLED = """
import sys
from pathlib import Path
from uprez.core.job import Job, Output, Recipe, Source
from uprez.engine.run import run_job
job = Job(source=Source(path=sys.argv[1]), recipe=Recipe(model="lanczos", scale=2, window=3),
          output=Output(folder=sys.argv[2], formats=("exr", "prores", "hevc", "ffv1"), name="take"))
run_job(job, base=Path("/"), listen=lambda event: print(event.stage, flush=True))
"""


def test_killed_at_any_moment_and_run_again_gives_the_same_files(tmp_path):
    source = clips.movie(tmp_path / "clip.mov", 30, size=(96, 64), audio=1, timecode="01:00:00:00")
    command = [sys.executable, "-c", KILLED, str(source)]
    started = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole")], check=True, stdout=subprocess.DEVNULL)
    length = time.monotonic() - started
    expected = tree(tmp_path / "whole")
    assert {Path(name).suffix for name in expected} >= {".exr", ".mov", ".mkv"}
    chance = random.Random(11)
    folder = tmp_path / "killed"
    for _ in range(3):
        process = subprocess.Popen([*command, str(folder)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, length * 0.7))
        process.send_signal(signal.SIGKILL)
        process.wait()
        written = tree(folder)
        assert {name: written[name] for name in written if not name.rpartition("/")[2].startswith(".")}.items() <= expected.items()
    subprocess.run([*command, str(folder)], check=True, stdout=subprocess.DEVNULL)
    assert tree(folder) == expected
