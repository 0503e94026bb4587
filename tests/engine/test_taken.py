"""A finished take in the model's place: the same pictures as the model's, and refusals."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.engine.models import Blurring
from tests.media import clips
from uprez.core.errors import Cancelled, InputError, JobError, OutputError
from uprez.core.frame import Size
from uprez.core.job import Job
from uprez.core.time import FrameRange
from uprez.engine import planning, preview, run
from uprez.engine.estimate import estimate
from uprez.engine.parts import run_part
from uprez.engine.preview import Region, preview_frames
from uprez.engine.request import make_job
from uprez.engine.run import run_job
from uprez.engine.taken import Part, open_take
from uprez.media.probe import probe
from uprez.media.reader import open_clip

FRAMES = 9


@pytest.fixture(autouse=True)
def never_the_model(monkeypatch):
    """The model blurs; where a take is used it must not be opened at all."""

    def opened(recipe, factor, on_note):
        assert not recipe.take
        return Blurring()

    for place in (planning, run, preview):
        monkeypatch.setattr(place, "open_model", opened)


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """9 float EXR frames from number 101, with values below 0 and above 1."""
    light = np.linspace(-0.3, 1.4, 30)[:, None]
    pixels = np.random.default_rng(4).normal(light, 0.3, (FRAMES, 24, 30, 3)).astype(np.float32)
    folder = tmp_path_factory.mktemp("plates")
    return clips.sequence(folder, FRAMES, first=101, dtype="float", size=(30, 24), pixels=lambda at: pixels[at])


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """9 frames of grainy BT.709, with a timecode."""
    folder = tmp_path_factory.mktemp("video")
    pictures = [(np.random.default_rng(at).normal(120, 12, (48, 64, 3))).clip(0, 255).astype(np.uint8) for at in range(FRAMES)]
    return clips.movie(folder / "a.mov", codec="prores_ks", pix_fmt="yuv422p10le", pictures=pictures, timecode="01:00:00:00")


def job_for(source, folder, **fields):
    given = {"scale": 2, "stabilise": "off", "exr_depth": "float", "name": "r", "window": 4, **fields}
    return make_job(source, folder, **given)


def go(source, folder, **fields):
    """Run; give the folder or the movie that it made."""
    return run_job(job_for(source, folder, **fields), base=Path("/"), listen=lambda event: None).files[0]


def pixels(take):
    with open_clip(take) as reader:
        return np.stack([frame.rgb for frame in reader.frames(0, reader.info.frames - 1)])


def close(one, other):
    """Equal within a float's rounding, as much as strong light allows."""
    return float((np.abs(one - other) / (1 + np.abs(other))).max()) < 2e-4


@pytest.mark.parametrize("clip", ["plates", "video"])
@pytest.mark.parametrize("given", [{}, {"strength": 0.5, "grain": 0.2}, {"strength": 0.5, "match_colour": False}])
def test_a_take_finished_again_is_what_the_model_would_have_given(clip, given, tmp_path, request):
    source = request.getfixturevalue(clip)
    take = go(source, tmp_path / "take", **given)
    matched = given.get("match_colour", True)
    for number, wanted in enumerate([{}, {"strength": 0.3}, {"grain": 0.7}, {"strength": 0.6, "grain": 0.4}, {"strength": 0.0}]):
        wanted = {"match_colour": matched, **wanted}
        model = pixels(go(source, tmp_path / f"model{number}", **wanted))
        again = pixels(go(source, tmp_path / f"again{number}", take=str(take), **wanted))
        assert close(again, model), wanted
    assert np.abs(model - pixels(take)).max() > 0.02


def test_values_outside_0_to_1_survive(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    again = pixels(go(plates, tmp_path / "again", take=str(take)))
    assert again.min() < -0.1 and again.max() > 1.1
    assert close(again, pixels(take))


def test_a_take_that_was_not_matched_can_be(plates, tmp_path):
    take = go(plates, tmp_path / "take", match_colour=False)
    again = pixels(go(plates, tmp_path / "again", take=str(take)))
    assert close(again, pixels(go(plates, tmp_path / "model")))


def test_one_that_was_cannot_be_unmatched(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    with pytest.raises(JobError, match="was matched"):
        go(plates, tmp_path / "again", take=str(take), match_colour=False)


def test_a_take_of_half_floats_comes_as_close_as_they_say(plates, tmp_path):
    take = go(plates, tmp_path / "take", exr_depth="half")
    again = pixels(go(plates, tmp_path / "again", take=str(take), strength=0.5))
    model = pixels(go(plates, tmp_path / "model", strength=0.5))
    assert (np.abs(again - model) / (0.1 + np.abs(model))).max() < 2e-3


def test_a_movie_is_a_take_too_and_movies_are_made_of_one(video, tmp_path):
    take = go(video, tmp_path / "take", formats=("ffv1",))
    again = pixels(go(video, tmp_path / "again", take=str(take), strength=0.5))
    model = pixels(go(video, tmp_path / "model", strength=0.5))
    assert np.abs(again - model).max() < 1e-3
    movie = go(video, tmp_path / "movie", take=str(take), strength=0.5, formats=("prores",))
    assert probe(movie).frames == FRAMES and probe(movie).size == Size(128, 96)


def test_alpha_comes_from_the_take_multiplied_or_not(tmp_path):
    def alpha(at):
        return np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)

    source = clips.movie(tmp_path / "a.mov", frames=2, codec="prores_ks", pix_fmt="yuva444p10le", alpha=alpha)
    assert probe(source).alpha.value == "straight"
    take = go(source, tmp_path / "take")
    assert probe(take).alpha.value == "premultiplied"
    again = go(source, tmp_path / "again", take=str(take))
    with open_clip(take) as one, open_clip(again) as other:
        for before, after in zip(one.frames(0, 1), other.frames(0, 1), strict=True):
            np.testing.assert_allclose(after.alpha, before.alpha, atol=1e-6)
            np.testing.assert_allclose(after.rgb, before.rgb, atol=1e-4)


def test_a_part_of_the_frames_and_shards_and_a_stop(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    whole = go(plates, tmp_path / "whole", take=str(take), grain=0.5)
    few = pixels(go(plates, tmp_path / "few", take=str(take), grain=0.5, frames="3-6"))
    assert (few == pixels(whole)[3:7]).all()
    job = job_for(plates, tmp_path / "stopped", take=str(take), grain=0.5)

    def stop(event):
        if event.stage == "run":
            raise Cancelled("stopped by the test")

    with pytest.raises(Cancelled):
        run_job(job, base=Path("/"), listen=stop)
    planned = Job.load(tmp_path / "stopped" / ".uprez" / "r" / "job.json")
    run_part(planned, base=Path("/"), part=None, shard=(2, 2), listen=lambda event: None)
    result = run_job(job, base=Path("/"), listen=lambda event: None)
    assert [file.read_bytes() for file in sorted(result.files[0].iterdir())] == [file.read_bytes() for file in sorted(whole.iterdir())]


def test_a_take_of_a_part_knows_its_frames(plates, video, tmp_path):
    for name, source, formats in (("a", plates, ("exr",)), ("b", video, ("exr",)), ("c", video, ("ffv1",))):
        take = go(source, tmp_path / name / "take", frames="2-5", formats=formats)
        again = pixels(go(source, tmp_path / name / "again", take=str(take), frames="3-5"))
        assert np.abs(again - pixels(take)[1:]).max() < 2e-3
        for frames in ("1-4", "3-6", None):
            with pytest.raises(InputError, match="does not hold frames"):
                go(source, tmp_path / name / "no", take=str(take), frames=frames)


def test_a_movie_without_a_record_is_told_by_its_timecode_or_its_length(video, tmp_path):
    moved = tmp_path / "moved.mov"
    shutil.copy(go(video, tmp_path / "take", frames="2-5", formats=("prores",)), moved)
    clip, recipe = probe(video), job_for(video, "out").recipe
    take = open_take(moved, recipe, clip, FrameRange(3, 4), Size(128, 96), on_note=print)
    assert take.open(planning.Shot(index=0, first=3, last=4), recipe).push(np.zeros((1, 3, 48, 64), np.float32)).shape == (1, 3, 96, 128)
    with pytest.raises(InputError, match="does not hold"):
        open_take(moved, recipe, clip, FrameRange(0, 3), Size(128, 96), on_note=print)


def test_another_size_clip_or_nothing_of_a_model_is_refused(plates, video, tmp_path):
    take = go(plates, tmp_path / "take")
    with pytest.raises(InputError, match="is 60x48; this job's pictures are 90x72"):
        go(plates, tmp_path / "size", take=str(take), scale=3)
    other = clips.sequence(tmp_path / "other", FRAMES, first=101, dtype="float", size=(30, 24))
    with pytest.raises(InputError, match="another clip"):
        go(other, tmp_path / "clip", take=str(take))
    none = go(plates, tmp_path / "none", strength=0.0)
    with pytest.raises(InputError, match="nothing of a model"):
        go(plates, tmp_path / "again", take=str(none))
    with pytest.raises(InputError):
        go(plates, tmp_path / "gone", take=str(tmp_path / "nowhere"))


def test_a_take_is_never_written_over(plates, tmp_path):
    take = go(plates, tmp_path / "out", name="a")
    before = sorted(file.read_bytes() for file in take.iterdir())
    for folder, name in (("out", "a"), ("out/a_exr", "b"), ("out/a_exr/deep", "b")):
        with pytest.raises(OutputError, match="written over"):
            go(plates, tmp_path / folder, name=name, take=str(take), overwrite=True)
    with pytest.raises(OutputError, match="written over"):
        go(plates, tmp_path / "out", name="a", take=str(take), formats=("ffv1",), overwrite=True)
    assert sorted(file.read_bytes() for file in take.glob("*.exr")) == before
    go(plates, tmp_path / "out", name="b", take=str(take), strength=0.5)


def test_a_take_that_changed_since_the_plan_is_refused(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    job = job_for(plates, tmp_path / "again", take=str(take))

    def stop(event):
        if event.stage == "run":
            raise Cancelled("stopped by the test")

    with pytest.raises(Cancelled):
        run_job(job, base=Path("/"), listen=stop)
    shutil.rmtree(tmp_path / "take")
    go(plates, tmp_path / "take", exr_compression="none")
    with pytest.raises(InputError, match="not the one that the job was planned with"):
        run_job(job, base=Path("/"), listen=lambda event: None)


def test_estimates_and_previews_take_it_too(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    job = job_for(plates, tmp_path / "again", take=str(take), strength=0.5, grain=0.3)
    with open_clip(plates) as reader:
        planned, _ = planning.plan_job(job, reader, lambda event: None)
    assert estimate(planned).measured > 0
    whole = pixels(run_job(job, base=Path("/"), listen=lambda event: None).files[0])
    for region in (Region(0, 0, 30, 24), Region(5, 4, 12, 10)):
        for number, source, result in preview_frames(job, Path("/"), region, FrameRange(4, 5)):
            expected = whole[number][:, 2 * region.y : 2 * (region.y + region.height), 2 * region.x : 2 * (region.x + region.width)]
            assert close(result.rgb, expected)
            assert source.size == result.size


def test_a_part_that_sticks_out_repeats_the_edge(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    recipe = job_for(plates, "out", take=str(take)).recipe
    model = open_take(take, recipe, probe(plates), FrameRange(0, 0), Size(60, 48), on_note=print)
    model.cut_to(Part(50, 40, 11, 10))
    shown = model.picture(0, np.zeros((3, 24, 30), np.float32))
    assert shown.shape == (3, 10, 11)
    assert (shown[:, 8] == shown[:, 7]).all() and (shown[:, :, 10] == shown[:, :, 9]).all()


def test_relative_takes_start_at_the_job_s_folder(plates, tmp_path):
    take = go(plates, tmp_path / "take")
    job = job_for(plates, tmp_path / "again")
    job = job.model_copy(update={"recipe": job.recipe.model_copy(update={"take": f"take/{take.name}"})})
    assert run_job(job, base=tmp_path, listen=lambda event: None).frames_done == FRAMES
