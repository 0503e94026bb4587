import tempfile
import time
from pathlib import Path

import psutil
import pytest

from tests.engine.models import Blurring
from tests.media import clips
from uprez.core.errors import JobError
from uprez.core.time import FrameRange
from uprez.engine import estimate as module
from uprez.engine import planning, run
from uprez.engine.estimate import estimate, middle
from uprez.engine.planning import plan_job
from uprez.engine.request import make_job
from uprez.media.reader import open_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return clips.movie(tmp_path_factory.mktemp("estimate") / "clip.mov", 30)


def planned(job):
    with open_clip(job.source.path) as reader:
        return plan_job(job, reader, lambda event: None)[0]


def slow(monkeypatch, seconds):
    """A model that takes `seconds` a frame, and ten times that for the first."""
    model = Blurring()
    opened = model.open

    def open_slow(*given):
        stream = opened(*given)
        push, calls = stream.push, []

        def pushing(frames):
            calls.append(1)
            time.sleep(seconds * (10 if len(calls) == 1 else 1))
            return push(frames)

        stream.push = pushing
        return stream

    monkeypatch.setattr(model, "open", open_slow)
    for place in (planning, run):
        monkeypatch.setattr(place, "open_model", lambda recipe, factor, on_note: model)


def test_the_middle():
    assert middle(FrameRange(10, 29), 9) == FrameRange(15, 23)
    assert middle(FrameRange(3, 5), 9) == FrameRange(3, 5)


def test_warm_up_is_left_out_of_the_frame_s_cost(clip, tmp_path, monkeypatch):
    slow(monkeypatch, 0.13)
    monkeypatch.setattr(module, "LONG_ENOUGH", 0.0)
    found = estimate(planned(make_job(clip, tmp_path / "out", formats=("exr",))))
    assert found.measured == 9
    assert 0.13 < found.seconds_per_frame < 0.2
    assert found.warm_up > 1.3
    assert found.seconds == pytest.approx(found.warm_up + 29 * found.seconds_per_frame + found.beside)


def test_it_stops_early_when_enough_is_known(clip, tmp_path, monkeypatch):
    slow(monkeypatch, 0.13)
    monkeypatch.setattr(module, "SECONDS", 0.2)
    found = estimate(planned(make_job(clip, tmp_path / "out", formats=("exr", "prores"))))
    assert 3 <= found.measured <= 5
    assert found.bytes > 0


def test_what_the_plan_decided_is_not_decided_again(clip, tmp_path):
    job = make_job(clip, tmp_path / "out", model="star", formats=("exr",))
    plan = planned(make_job(clip, tmp_path / "out", model="lanczos")).plan.model_copy(update={"model": "star-heavy", "prompt": "waves"})
    short = module.sample_job(job, plan, FrameRange(3, 5), tmp_path)
    assert (short.recipe.model, short.recipe.prompt, short.plan) == ("star-heavy", "waves", None)
    assert (job.recipe.model, job.recipe.prompt) == ("star", "")


def test_bytes_are_what_the_whole_then_takes(clip, tmp_path):
    job = planned(make_job(clip, tmp_path / "out", model="lanczos", formats=("exr", "prores")))
    found = estimate(job)
    result = run.run_job(job, base=Path("/"), listen=lambda event: None)
    pictures, movie = result.files
    written = sum(file.stat().st_size for file in pictures.iterdir()) + 2 * movie.stat().st_size
    assert found.bytes == pytest.approx(written, rel=0.1)


def test_nothing_is_left_behind(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    estimate(planned(make_job(clip, tmp_path / "out", model="lanczos")))
    assert list(tmp_path.iterdir()) == []


def test_a_job_of_one_frame_stands_for_itself(clip, tmp_path):
    found = estimate(planned(make_job(clip, tmp_path / "out", model="lanczos", frames="7")))
    assert found.measured == 1
    assert found.seconds == pytest.approx(found.warm_up + found.seconds_per_frame + found.beside)


def test_an_unplanned_job_is_refused(clip, tmp_path):
    with pytest.raises(JobError):
        estimate(make_job(clip, tmp_path))


def test_a_quick_job_is_measured_on_more_frames(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MORE_FRAMES", 20)
    monkeypatch.setattr(module, "LONG_ENOUGH", 1e9)
    assert estimate(planned(make_job(clip, tmp_path / "out", model="lanczos"))).measured == 20
    monkeypatch.setattr(module, "LONG_ENOUGH", 0.0)
    assert estimate(planned(make_job(clip, tmp_path / "out", model="lanczos"))).measured == 9


def test_as_many_frames_are_measured_as_fill_the_time(clip, tmp_path, monkeypatch):
    slow(monkeypatch, 0.05)
    monkeypatch.setattr(module, "LONG_ENOUGH", 0.8)
    assert 10 <= estimate(planned(make_job(clip, tmp_path / "out", formats=("exr",)))).measured <= 16


def test_the_start_is_the_cold_run_s_and_the_pace_the_warm_one_s():
    cold = module._Measured(planned=3, opened=0.5, first=2, per_frame=9, assembly=7, bytes_per_frame=1, frames=9)
    warm = module._Measured(planned=1, opened=0.1, first=1, per_frame=0.25, assembly=0.01, bytes_per_frame=8, frames=20)
    found = module._whole(cold, warm, 101, None)
    assert (found.warm_up, found.seconds_per_frame, found.measured, found.bytes) == (5.5, 0.25, 20, 808)
    assert found.beside == pytest.approx(1.01)
    assert found.seconds == pytest.approx(5.5 + 100 * 0.25 + 1.01)


def test_frames_that_come_all_at_once_all_count():
    at_once = module._Measured(planned=3, opened=0.5, first=0, per_frame=2, assembly=0, bytes_per_frame=1, frames=9)
    assert module._whole(at_once, at_once, 10, None).seconds == pytest.approx(3.5 + 20)


def test_a_command_s_start_and_end_count_and_its_plan_once(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "process_age", lambda: 50.0)
    monkeypatch.setattr(module, "LONG_ENOUGH", 0.0)
    job = planned(make_job(clip, tmp_path / "out", model="lanczos", formats=("prores",)))
    here, command = estimate(job), estimate(job, command=True)
    assert 0 < here.beside < 5 < 45 < command.beside
    made = command.seconds - command.beside - 29 * command.seconds_per_frame
    assert made == pytest.approx(command.warm_up)
    assert command.seconds < 50 + module.ENDING + 29 * command.seconds_per_frame + here.beside + 2


def test_the_age_of_this_process():
    assert module.process_age() == pytest.approx(time.time() - psutil.Process().create_time(), abs=1.5)
