import subprocess
import sys
import threading

import pytest

import uprez
from tests.media import clips
from uprez.core.errors import InputError, JobError
from uprez.engine.request import frame_range, make_job


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return clips.movie(tmp_path_factory.mktemp("api") / "clip.mov", 10)


def test_every_name_is_there():
    code = "import uprez\nfor name in uprez.__all__: getattr(uprez, name)\nprint(set(uprez.__all__) <= set(dir(uprez)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "True"
    with pytest.raises(AttributeError):
        _ = uprez.nothing


def test_upscale_tells_its_progress_and_gives_its_files(clip, tmp_path):
    events = []
    result = uprez.upscale(clip, tmp_path, scale=2, model="lanczos", formats=["exr", "prores"], frames=(2, 5), on_progress=events.append)
    assert result.files == (tmp_path / "clip_2x_exr", tmp_path / "clip_2x.mov")
    assert (result.frames_done, result.frames_total) == (4, 4)
    assert [event.done for event in events if event.stage == "frames"] == [0, 1, 2, 3, 4]
    assert events[-1].stage == "done"


def test_cancel_ends_after_the_frame_at_hand_and_a_second_call_goes_on(clip, tmp_path):
    cancel = threading.Event()

    def listen(event):
        if event.stage == "frames" and event.done == 5:
            cancel.set()

    def again(on_progress=None):
        return uprez.upscale(clip, tmp_path, model="lanczos", window=2, on_progress=on_progress, cancel=cancel)

    with pytest.raises(uprez.Cancelled):
        again(listen)
    assert 2 <= len(list((tmp_path / ".uprez" / "clip_2x" / "receipts").iterdir())) <= 4
    cancel.clear()
    assert again().frames_done == 10


def test_plan_run_and_shards(clip, tmp_path):
    job = uprez.plan(clip, tmp_path / "out", model="lanczos", window=4)
    assert [len(window.range) for window in job.plan.windows] == [4, 4, 2]
    assert not (tmp_path / "out").exists()
    document = tmp_path / "job.json"
    document.write_text(job.to_json())
    assert uprez.run(document, shard=(1, 2)).frames_done == 4
    assert uprez.run(job, frames="8-9").frames_done == 2
    assert uprez.run(job).frames_done == 10


def test_a_document_s_relative_paths_start_at_its_folder(clip, tmp_path, monkeypatch):
    source = uprez.Source(path=clip.name)
    job = uprez.Job(source=source, recipe=uprez.Recipe(model="lanczos"), output=uprez.Output(folder="out"))
    document = clip.parent / "job.json"
    document.write_text(job.to_json())
    monkeypatch.chdir(tmp_path)
    assert uprez.run(document).files == (clip.parent / "out" / "clip_2x_exr",)


def test_probe_and_estimate(clip, tmp_path):
    assert uprez.probe(clip).frames == 10
    job = uprez.plan(clip, tmp_path, model="lanczos")
    assert uprez.estimate(job).seconds > 0


def test_make_job_sorts_fields_and_refuses_unknown_ones(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    job = make_job("a.mov", "out", frames="3-9", alpha="premultiplied", alpha_by="lanczos", colour="ACEScg", name="x", strength=None)
    assert (job.source.path, job.output.folder) == (str(tmp_path / "a.mov"), str(tmp_path / "out"))
    assert (job.source.first, job.source.last, job.source.alpha.value, job.source.colour) == (3, 9, "premultiplied", "ACEScg")
    assert (job.recipe.alpha, job.recipe.strength, job.output.name) == ("lanczos", 1.0, "x")
    for field in ({"sclae": 2}, {"scale": -1}, {"scale": 2, "size": (8, 8)}, {"formats": ()}, {"first": 1}, {"model": 3}):
        with pytest.raises(JobError):
            make_job("a.mov", "out", **field)


def test_a_model_s_name_stays_a_name_and_a_file_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "span").write_text("")
    (tmp_path / "net.onnx").write_text("")
    assert make_job("a", "b", model="span").recipe.model == "span"
    assert make_job("a", "b", model="net.onnx").recipe.model == str(tmp_path / "net.onnx")


def test_frame_ranges():
    assert str(frame_range("4")) == "4-4"
    assert str(frame_range((1, 3))) == "1-3"
    assert frame_range(None) is None
    with pytest.raises(InputError):
        frame_range("9-3")
