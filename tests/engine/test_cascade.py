"""A request with an edit: its two steps, run, stopped, looked at, written back. The base is a stand-in, the upscaler Lanczos."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.engine.edit_models import edited_part, swapped, use
from tests.engine.test_run import tree
from tests.media import clips
from tests.timeline.edits import clip as cut
from tests.timeline.edits import movie, saved, timeline
from uprez.core.errors import Cancelled, InputError, JobError, ModelError, OutputError
from uprez.core.frame import Size
from uprez.core.job import Job
from uprez.core.time import FrameRange
from uprez.engine.cascade import make_edit, run_request, trial_of
from uprez.engine.cli.group import cli
from uprez.engine.preview import Region
from uprez.engine.request import make_job
from uprez.engine.steps import is_cascade, steps_of
from uprez.media.probe import probe
from uprez.media.reader import open_clip
from uprez.models.resample import resample
from uprez.timeline.read import read_edit

FRAMES, SIZE = 8, (48, 32)


@pytest.fixture(autouse=True)
def base(monkeypatch):
    """The model that makes the edits."""
    return use(monkeypatch)


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """A movie of 8 frames with sound and timecode."""
    path = tmp_path_factory.mktemp("video") / "a.mov"
    return clips.movie(path, FRAMES, codec="prores_ks", pix_fmt="yuv422p10le", size=SIZE, rate=24, timecode="01:00:00:00", audio=1)


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """8 float EXR from number 101."""
    y, x = np.mgrid[0:32, 0:48]
    waves = [np.stack([0.5 + 0.4 * np.sin((x + 3 * at + c) / (5 + c)) * np.cos(y / 7) for c in range(3)], -1) for at in range(FRAMES)]
    folder = tmp_path_factory.mktemp("plates")
    return clips.sequence(folder, FRAMES, first=101, dtype="float", size=SIZE, pixels=lambda at: waves[at].astype(np.float32))


def request(source, folder, **fields):
    given = {"model": "lanczos", "scale": 2, "window": 3, "cuts": "none", "edit_prompt": "red for blue", "name": "r", "exr_depth": "float"}
    return make_job(source, folder, **{**given, **fields})


def go(job, listen=lambda event: None, **part):
    return run_request(job, base=Path("/"), listen=listen, **part)


def read(path):
    with open_clip(path) as reader:
        return np.stack([frame.rgb for frame in reader.frames(0, reader.info.frames - 1)])


def stop_at(step, windows):
    """A listener that stops the run in a step, once it has recorded that many windows."""
    at, seen = [""], [0]

    def listen(event):
        at[0] = event.text if event.stage == "step" else at[0]
        seen[0] += event.stage == "run" and step in at[0]
        if seen[0] >= windows and step in at[0]:
            raise Cancelled("stopped by the test")

    return listen


def test_a_request_becomes_two_jobs(video, tmp_path):
    job = request(
        video, tmp_path, frames=(2, 6), prompt="", negative_prompt="blur", steps=4, seed=7, mask="auto", formats=("exr", "prores")
    )
    steps = steps_of(job, Path("/"))
    edit, upscale = steps.edit, steps.upscale
    assert (edit.source, edit.output.name, edit.output.formats) == (job.source, "r_edit", ("ffv1",))
    given = edit.recipe
    assert (given.model, given.edit_prompt, given.negative_prompt, given.steps, given.seed) == ("wan-vace", "red for blue", "blur", 4, 7)
    assert (given.size, given.match_colour, given.mask) == ((96, 64), False, "")
    assert upscale.source.path == str(tmp_path / "r_edit.mkv")
    made = upscale.recipe
    assert (made.model, made.size, made.edit_prompt, made.negative_prompt, made.steps) == ("lanczos", (96, 64), "", "", None)
    assert (made.mask, made.reference_video) == ("auto", str(video))
    assert (upscale.output, steps.frames) == (job.output, FrameRange(2, 6))
    assert not is_cascade(edit.recipe) and not is_cascade(upscale.recipe)


def test_another_size_wants_no_other_edit(video, tmp_path):
    two, four = (steps_of(request(video, tmp_path, name="", scale=scale), Path("/")) for scale in (2, 4))
    assert two.edit.name == four.edit.name and two.edited.path == str(tmp_path / "a_edit.mkv")
    assert (two.upscale.output.name, four.upscale.output.name) == ("a_2x", "a_4x")


def test_cuts_are_those_of_the_clip(video, tmp_path):
    job = request(video, tmp_path, frames=(2, 7), cuts=(1, 5))
    assert steps_of(job, Path("/")).upscale.recipe.cuts == (3,)


def test_the_edit_is_made_and_upscaled(video, tmp_path):
    events = []
    mask = np.zeros((32, 48, 3), np.uint8)
    mask[4:28, 6:42] = 255
    mask = clips.write_picture(tmp_path / "m.png", mask, dtype="uint8")
    result = go(request(video, tmp_path, formats=("exr", "prores"), mask=mask), events.append)
    assert [path.name for path in result.files] == ["r_exr", "r.mov"]
    edit, made = read(tmp_path / "r_edit.mkv"), read(tmp_path / "r_exr")
    source = read(video)
    expected = resample(np.stack([swapped(frame) for frame in source]), Size(96, 64))
    np.testing.assert_allclose(edit, expected.clip(0, 1), atol=2e-4)
    rows, columns = edited_part(64, 96)
    np.testing.assert_allclose(made[:, :, rows, columns], edit[:, :, rows, columns], atol=1e-6)
    np.testing.assert_allclose(made[:, :, :2], resample(source, Size(96, 64))[:, :, :2], atol=1e-5)  # kept by the mask
    movie, original = probe(tmp_path / "r.mov"), probe(video)
    assert (movie.timecode, movie.size, movie.frames, len(movie.audio)) == (original.timecode, Size(96, 64), FRAMES, 1)
    assert [event.text for event in events if event.stage == "step"] == ["Making the edit", "Upscaling the edit"]
    counts = [(event.done, event.total) for event in events if event.stage in ("frames", "run", "done")]
    assert counts == sorted(counts) and counts[-1] == (2 * FRAMES, 2 * FRAMES)
    assert sum(event.stage == "done" for event in events) == 1
    windows = [event.windows_done for event in events if event.stage == "run"]
    assert windows == [1, 2, 3, 4] and (result.frames_done, result.frames_total) == (16, 16)


def test_pictures_keep_their_numbers_and_their_light(plates, tmp_path):
    go(request(plates, tmp_path, frames=(2, 5)))
    assert sorted(path.name for path in (tmp_path / "r_exr").iterdir()) == [f"r.{number:04}.exr" for number in range(103, 107)]
    edit = probe(tmp_path / "r_edit_exr")
    assert (edit.first_number, edit.frames, edit.size, edit.is_float) == (103, 4, Size(96, 64), True)
    assert steps_of(request(plates, tmp_path, frames=(2, 5)), Path("/")).done


def test_colour_under_premultiplied_alpha_comes_through_both_steps(tmp_path):
    cover, steps = np.tile(np.linspace(0, 1, 48), (32, 1)), np.mgrid[0:32, 0:48][1] / 48
    pictures = [np.round(255 * (cover * (0.2 + 0.6 * steps))[..., None].repeat(3, 2)).astype(np.uint8)] * 2
    plane, kind = np.round(65535 * cover).astype(np.uint16), {"codec": "prores_ks", "pix_fmt": "yuva444p10le", "size": SIZE}
    source = clips.movie(tmp_path / "a.mov", pictures=pictures, alpha=lambda at: plane, **kind)
    go(request(source, tmp_path / "edited", alpha="premultiplied"))
    go(request(source, tmp_path / "plain", alpha="premultiplied", edit_prompt=""))
    np.testing.assert_allclose(read(tmp_path / "edited" / "r_exr"), read(tmp_path / "plain" / "r_exr"), atol=0.02)  # grey: nothing to swap


def test_stopped_in_either_step_it_goes_on_to_the_same_bytes(video, tmp_path, base):
    given = {"formats": ("exr", "ffv1"), "mask": "auto"}
    go(request(video, tmp_path / "whole", **given))
    for step in ("Making", "Upscaling"):
        again, made = request(video, tmp_path / step, **given), len(base.recipes)
        with pytest.raises(Cancelled):
            go(again, stop_at(step, 1))
        go(again)
        assert tree(tmp_path / step) == tree(tmp_path / "whole")
        assert len(base.recipes) - made == 1


def test_an_edit_that_was_looked_at_is_not_made_again(video, tmp_path, base):
    job = request(video, tmp_path)
    result = make_edit(job, base=Path("/"), listen=lambda event: None)
    assert [path.name for path in result.files] == ["r_edit.mkv"]
    assert not (tmp_path / "r_exr").exists() and steps_of(job, Path("/")).done
    events = []
    go(job, events.append)
    assert len(base.recipes) == 1
    assert [event.text for event in events if event.stage == "step"] == ["Upscaling the edit"]


def test_another_edit_replaces_the_first_where_that_is_wanted(video, tmp_path):
    go(request(video, tmp_path))
    first = tree(tmp_path)
    other = {"edit_strength": 0.5, "seed": 0}
    with pytest.raises(OutputError, match="another job"):
        go(request(video, tmp_path, **other))
    assert tree(tmp_path) == first
    go(request(video, tmp_path, **other, overwrite=True))
    assert tree(tmp_path)["r_edit.mkv"] == first["r_edit.mkv"]  # the stand-in knows no strength


def test_results_of_an_older_edit_are_made_anew(video, tmp_path, base):
    job = request(video, tmp_path, overwrite=True)
    go(job)
    before, upscale = tree(tmp_path), steps_of(job, Path("/")).upscale
    shutil.rmtree(tmp_path / ".uprez" / "r_edit")
    (tmp_path / "r_edit.mkv").unlink()
    clips.movie(tmp_path / "other.mov", FRAMES, codec="prores_ks", pix_fmt="yuv422p10le", size=SIZE, rate=24, tags=None)
    go(request(tmp_path / "other.mov", tmp_path / "o", overwrite=True))
    shutil.copy(tmp_path / "o" / "r_edit.mkv", tmp_path / "r_edit.mkv")
    with pytest.raises(InputError, match="not the clip that the job was planned for"):
        go(upscale.model_copy(update={"output": job.output.model_copy(update={"overwrite": False})}))
    go(job)
    assert tree(tmp_path)["r_exr/r.1001.exr"] == before["r_exr/r.1001.exr"]


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"base": "span"}, ModelError, "makes no edits"),
        ({"scheduler": "ddim", "model": "stablevsr", "edit_prompt": "", "base": "x"}, JobError, "No edit is asked for"),
        ({"reference_video": "/nothing.mov"}, ModelError, "takes no reference video"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_edit_is_made(video, tmp_path, fields, error, words, base):
    with pytest.raises(error, match=words):
        if fields.get("edit_prompt") == "":
            steps_of(request(video, tmp_path, **fields), Path("/"))
        else:
            go(request(video, tmp_path, **fields))
    assert not base.recipes


def test_other_files_in_the_results_place_are_found_before_the_edit_is_made(video, tmp_path, base):
    (tmp_path / "r_exr").mkdir()
    (tmp_path / "r_exr" / "r.1001.exr").write_bytes(b"mine")
    with pytest.raises(OutputError, match="stands already"):
        go(request(video, tmp_path))
    assert not base.recipes
    shutil.rmtree(tmp_path / "r_exr")
    go(request(video, tmp_path, edit_prompt="", frames=(0, 1)))
    with pytest.raises(OutputError, match="another job"):
        go(request(video, tmp_path))
    assert not base.recipes


def test_a_mask_is_the_bases_too(video, tmp_path, base):
    mask = np.zeros((32, 48, 3), np.uint8)
    mask[8:24, 12:36] = 255
    go(request(video, tmp_path, mask=clips.write_picture(tmp_path / "m.png", mask, dtype="uint8")))
    assert len(base.masks) == FRAMES and base.masks[0].shape == (32, 48)
    with pytest.raises(JobError, match="measured on an edit that stands"):
        go(request(video, tmp_path, name="auto", model="wan-vace", mask="auto"))
    np.testing.assert_array_equal(base.masks[3], mask[..., 0] / 255)
    np.testing.assert_allclose(read(tmp_path / "r_exr")[:, :, :8], resample(read(video), Size(96, 64))[:, :, :8], atol=1e-5)
    go(request(video, tmp_path, mask=clips.write_picture(tmp_path / "m.png", 255 - mask, dtype="uint8"), overwrite=True))
    assert len(base.recipes) == 2  # another mask, another edit


def test_a_moving_mask_goes_with_the_frames_of_the_original(video, tmp_path):
    masks = np.zeros((FRAMES, 32, 48, 3), np.float32)
    masks[4] = 1
    folder = clips.sequence(tmp_path / "masks", FRAMES, dtype="half", size=SIZE, pixels=lambda at: masks[at])
    go(request(video, tmp_path, frames=(2, 6), mask=folder))
    made, edit, original = read(tmp_path / "r_exr"), read(tmp_path / "r_edit.mkv"), resample(read(video)[2:7], Size(96, 64))
    np.testing.assert_allclose(made[2], edit[2], atol=6e-4)
    np.testing.assert_allclose(made[[0, 1, 3, 4]], original[[0, 1, 3, 4]], atol=6e-4)


def test_a_preview_is_of_the_edit(video, tmp_path):
    job = request(video, tmp_path, frames=(2, 7), scale=4)
    with pytest.raises(JobError, match="not made yet"):
        trial_of(job, Path("/"), Region(12, 8, 24, 16), FrameRange(3, 4))
    make_edit(job, base=Path("/"), listen=lambda event: None)
    trial = trial_of(job, Path("/"), Region(12, 8, 24, 16), FrameRange(3, 4))
    assert (trial.region, trial.frames, trial.first) == (Region(24, 16, 48, 32), FrameRange(1, 2), 2)
    assert trial.job.source.path.endswith("r_edit.mkv")
    for outside in (FrameRange(0, 2), FrameRange(7, 8)):
        with pytest.raises(InputError, match=r"not all in the edit\. It has frames 2-7"):
            trial_of(job, Path("/"), None, outside)


def call(*arguments):
    result = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert result.exit_code == 0, result.stderr
    return result


def test_documents_of_the_steps_are_run_in_parts(video, tmp_path):
    given = [video, "-o", tmp_path / "out", "--model", "lanczos", "--edit", "red", "--name", "r", "--window", 3, "--no-time"]
    said = call("plan", *given, "--job", tmp_path / "job.json").stdout
    assert "wan-vace" in said and "Then" in said
    assert Job.load(tmp_path / "job.json").plan is None and Job.load(tmp_path / "job_edit.json").plan is not None
    with pytest.raises(JobError, match="two steps"):
        go(Job.load(tmp_path / "job.json"), shard=(1, 2))
    call("run", tmp_path / "job_edit.json", "--shard", "1/1", "-q")
    call("run", tmp_path / "job_edit.json", "-q")
    assert "stands" in call("plan", *given, "--job", tmp_path / "job.json").stdout
    for shard in ("1/2", "2/2"):
        call("run", tmp_path / "job_upscale.json", "--shard", shard, "-q")
    call("run", tmp_path / "job.json", "-q")
    edit = read(tmp_path / "out" / "r_edit.mkv")
    np.testing.assert_allclose(read(tmp_path / "out" / "r_exr"), edit, atol=6e-4)  # half floats


def test_the_take_of_an_edit_is_the_upscale_of_the_original(video, tmp_path):
    row = [cut(movie(str(video), 86400, FRAMES), 86402, 4, name="one")]
    given = ["-o", tmp_path, "--handles", 1, "--model", "lanczos", "--edit", "red", "--to", "prores", "-q"]
    call("timeline", "upscale", saved(timeline(*row), tmp_path), *given)
    (found,) = read_edit(tmp_path / "cut_uprez.otio").clips
    assert Path(found.path).name == "a_1-6_2x.mov" and probe(found.path).frames == 6
    with open_clip(found.path) as reader:
        assert [clips.read_number(swapped(frame.rgb)) for frame in reader.frames(found.first, found.last)] == [2, 3, 4, 5]
    facts = json.dumps(json.loads((tmp_path / "cut_uprez.otio").read_text()))
    assert '\\"edit_prompt\\": \\"red\\"' in facts
