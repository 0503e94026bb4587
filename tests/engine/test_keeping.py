"""The reference video's pixels where a mask keeps them."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.engine.models import Neighbours
from tests.engine.shot_models import WholeShot
from tests.media import clips
from uprez.core.errors import Cancelled, InputError, JobError
from uprez.core.frame import Size
from uprez.core.time import FrameRange
from uprez.engine import planning, preview, run
from uprez.engine.parts import run_part
from uprez.engine.preview import Region, preview_frames
from uprez.engine.request import make_job
from uprez.engine.run import run_job
from uprez.media.reader import open_clip
from uprez.models.resample import resample

FRAMES, WIDTH, HEIGHT = 6, 40, 32
EDITED = (slice(8, 20), slice(10, 24))
"""Rows and columns of the edited clip that were edited."""


@pytest.fixture(scope="module")
def shown():
    """(FRAMES, 2H, 2W, 3): what the original shows, smooth, with values below 0 and above 1."""
    y, x = np.mgrid[0 : 2 * HEIGHT, 0 : 2 * WIDTH]
    waves = [0.5 + 0.6 * np.sin((x + 2 * at) / 9) * np.cos(y / 7) for at in range(FRAMES)]
    return np.repeat(np.stack(waves)[..., None], 3, 3).astype(np.float32)


@pytest.fixture(scope="module")
def original(tmp_path_factory, shown):
    """Twice the edited clip's size: that of the results."""
    return clips.sequence(tmp_path_factory.mktemp("o"), FRAMES, dtype="float", size=(80, 64), pixels=lambda at: shown[at])


@pytest.fixture(scope="module")
def edited(tmp_path_factory, shown):
    """The original at half its size, with an edit."""
    pictures = resample(shown.transpose(0, 3, 1, 2).copy(), Size(WIDTH, HEIGHT)).transpose(0, 2, 3, 1).copy()
    pictures[:, *EDITED] += np.array([0.4, -0.3, 0.2], np.float32)
    return clips.sequence(tmp_path_factory.mktemp("e"), FRAMES, dtype="float", size=(WIDTH, HEIGHT), pixels=lambda at: pictures[at])


@pytest.fixture(scope="module")
def picture(tmp_path_factory):
    """A mask: white where the clip was edited, and a bit further."""
    mask = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    mask[6:22, 8:26] = 255
    return clips.write_picture(tmp_path_factory.mktemp("m") / "mask.png", mask, dtype="uint8")


def use(monkeypatch, model):
    for place in (planning, run, preview):
        monkeypatch.setattr(place, "open_model", lambda recipe, factor, on_note: model)


def job_for(source, folder, **fields):
    given = {"scale": 2, "stabilise": "off", "exr_depth": "float", "name": "r", "window": 3, "match_colour": False, "cuts": "none"}
    return make_job(source, folder, **{**given, **fields})


def go(source, folder, *, listen=lambda event: None, **fields):
    """Run; give (FRAMES, 3, 2H, 2W) of the result."""
    run_job(job_for(source, folder, **fields), base=Path("/"), listen=listen)
    return read(folder / "r_exr")


def read(clip):
    with open_clip(clip) as reader:
        return np.stack([frame.rgb for frame in reader.frames(0, reader.info.frames - 1)])


MODELS = {"lanczos": None, "neighbours": lambda: Neighbours(1), "whole shots": WholeShot}


@pytest.mark.parametrize("kind", MODELS)
def test_kept_pixels_are_the_originals_to_the_bit_and_edited_ones_the_models(kind, edited, original, picture, shown, tmp_path, monkeypatch):
    if MODELS[kind] is not None:
        use(monkeypatch, MODELS[kind]())
    fields = {} if MODELS[kind] else {"model": "lanczos"}
    alone = go(edited, tmp_path / "alone", **fields)
    made = go(edited, tmp_path / "made", **fields, reference_video=original, mask=picture)
    np.testing.assert_array_equal(made[:, :, :10], shown.transpose(0, 3, 1, 2)[:, :, :10])
    np.testing.assert_array_equal(made[:, :, 14:42, 18:50], alone[:, :, 14:42, 18:50])
    assert (made[:, :, 20:30, 20:40] != shown.transpose(0, 3, 1, 2)[:, :, 20:30, 20:40]).mean() > 0.99
    edge = (made - alone)[:, :, 10:14, 20:48] / (shown.transpose(0, 3, 1, 2) - alone)[:, :, 10:14, 20:48]
    assert ((np.median(edge, axis=(0, 1, 3)) >= 0) & (np.median(edge, axis=(0, 1, 3)) <= 1.001)).all()


def test_the_mask_is_measured(edited, original, shown, tmp_path):
    made = go(edited, tmp_path, model="lanczos", reference_video=original, mask="auto")
    alone = go(edited, tmp_path / "alone", model="lanczos")
    kept = (made == shown.transpose(0, 3, 1, 2)).all(axis=1)
    assert kept[:, :8].all() and kept[:, :, 62:].all() and kept.mean() > 0.5
    assert (made == alone).all(axis=1)[:, 18:38, 22:46].mean() > 0.8  # so small a picture is mostly blur when it is compared


def test_a_mask_may_be_a_clip(edited, original, shown, tmp_path):
    masks = np.zeros((FRAMES, HEIGHT, WIDTH, 3), np.float32)
    masks[3:] = 1
    folder = clips.sequence(tmp_path / "masks", FRAMES, dtype="half", size=(WIDTH, HEIGHT), pixels=lambda at: masks[at])
    made = go(edited, tmp_path / "made", model="lanczos", reference_video=original, mask=folder)
    np.testing.assert_array_equal(made[:3], shown.transpose(0, 3, 1, 2)[:3])
    np.testing.assert_array_equal(made[3:], go(edited, tmp_path / "alone", model="lanczos")[3:])


def test_one_picture_of_a_numbered_row_is_taken_alone_where_the_row_is_too_short(edited, original, picture, tmp_path):
    (tmp_path / "row").mkdir()
    first, second = (Path(shutil.copy(picture, tmp_path / "row" / f"mask_{number:04}.png")) for number in (1, 2))
    clips.write_picture(second, np.zeros((HEIGHT, WIDTH, 3), np.uint8), dtype="uint8")
    events = []
    given = {"model": "lanczos", "reference_video": original}
    made = go(edited, tmp_path / "made", **given, mask=first, listen=events.append)
    np.testing.assert_array_equal(made, go(edited, tmp_path / "plain", **given, mask=picture))
    assert any("one of a row of 2 pictures, too few for 6 frames" in event.text for event in events)
    with pytest.raises(InputError, match="does not hold frames 0-5"):
        go(edited, tmp_path / "folder", **given, mask=tmp_path / "row")
    for number in range(3, FRAMES + 1):
        shutil.copy(second, tmp_path / "row" / f"mask_{number:04}.png")
    moving = go(edited, tmp_path / "moving", **given, mask=first, listen=events.append)
    np.testing.assert_array_equal(moving[0], made[0])
    assert not (moving[1:, :, 20:30, 20:40] == made[1:, :, 20:30, 20:40]).all()
    assert any("one of a row of 6 pictures, which is taken as a clip" in event.text for event in events)
    clips.write_picture(first, np.full((HEIGHT, WIDTH, 3), 255, np.uint8), dtype="uint8")
    with pytest.raises(InputError, match="not the file that the job was begun with"):
        go(edited, tmp_path / "made", **given, mask=first)


def test_of_another_size_the_original_is_enlarged_as_lanczos_does(edited, original, picture, tmp_path):
    made = go(edited, tmp_path / "made", model="lanczos", scale=4, reference_video=original, mask=picture)
    enlarged = go(original, tmp_path / "enlarged", model="lanczos")
    np.testing.assert_array_equal(made[:, :, :20], enlarged[:, :, :20])


def test_a_stopped_run_goes_on_and_parts_are_the_whole(edited, original, tmp_path):
    given = {"model": "lanczos", "reference_video": original, "mask": "auto"}
    whole = go(edited, tmp_path / "whole", **given)

    def stop(event):
        if event.stage == "run":
            raise Cancelled("stopped by the test")

    with pytest.raises(Cancelled):
        go(edited, tmp_path / "again", listen=stop, **given)
    np.testing.assert_array_equal(go(edited, tmp_path / "again", **given), whole)
    with open_clip(edited) as reader:
        planned, _ = planning.plan_job(job_for(edited, tmp_path / "parts", **given), reader, lambda event: None)
    run_part(planned, base=Path("/"), part=FrameRange(3, 5), shard=None, listen=lambda event: None)
    np.testing.assert_array_equal(read(tmp_path / "parts" / "r_exr"), whole[3:])


def test_a_preview_keeps_the_same_pixels(edited, original, picture, shown, tmp_path):
    job = job_for(edited, tmp_path, model="lanczos", reference_video=original, mask=picture)
    ((number, _, result),) = preview_frames(job, Path("/"), Region(4, 2, 16, 12), FrameRange(2, 2))
    whole = go(edited, tmp_path, model="lanczos", reference_video=original, mask=picture)
    np.testing.assert_array_equal(result.rgb[:, :6], shown[2].transpose(2, 0, 1)[:, 4:10, 8:40])
    np.testing.assert_allclose(result.rgb, whole[number][:, 4:28, 8:40], atol=1e-6)


def test_a_mask_needs_a_reference_video_and_nothing_is_written(edited, tmp_path):
    job = job_for(edited, tmp_path / "out", model="lanczos", mask="auto")
    with pytest.raises(JobError, match="no reference video"):
        run_job(job, base=Path("/"), listen=lambda event: None)
    with open_clip(edited) as reader, pytest.raises(JobError, match="no reference video"):
        planning.plan_job(job, reader, lambda event: None)
    assert not (tmp_path / "out").exists()


def test_alpha_goes_with_the_colour_and_a_video_without_is_opaque(edited, original, picture, tmp_path):
    folder = tmp_path / "half"
    folder.mkdir()
    with open_clip(edited) as reader:
        for frame in reader.frames(0, FRAMES - 1):
            rgba = np.concatenate([frame.rgb.transpose(1, 2, 0) * 0.5, np.full((HEIGHT, WIDTH, 1), 0.5, np.float32)], axis=2)
            clips.write_picture(folder / f"e.{1001 + frame.number}.exr", rgba, dtype="float", channels=("R", "G", "B", "A"))
    go(folder, tmp_path / "made", model="lanczos", reference_video=original, mask=picture)
    with open_clip(tmp_path / "made" / "r_exr") as reader:
        alpha = next(iter(reader.frames(0, 0))).alpha
    assert (alpha[:10] == 1).all() and (alpha[16:40, 20:48] == 0.5).all()


def test_files_that_were_changed_since_are_refused(edited, original, picture, tmp_path):
    mask = Path(shutil.copy(picture, tmp_path / "mask.png"))

    def stop(event):
        if event.stage == "run":
            raise Cancelled("stopped by the test")

    given = {"model": "lanczos", "reference_video": original, "mask": mask}
    with pytest.raises(Cancelled):
        go(edited, tmp_path / "out", listen=stop, **given)
    for white in (255, 128):  # of a job that was stopped, then of one that is finished
        clips.write_picture(mask, np.full((HEIGHT, WIDTH, 3), white, np.uint8), dtype="uint8")
        with pytest.raises(InputError, match="not the file that the job was begun with"):
            go(edited, tmp_path / "out", **given)
        made = go(edited, tmp_path / "out", overwrite=True, **given)
        assert ((made == go(edited, tmp_path / "alone", model="lanczos")).all()) == (white == 255)


def test_a_video_that_is_too_short_is_refused_before_anything_is_written(edited, tmp_path):
    short = clips.sequence(tmp_path / "short", 3, dtype="float", size=(80, 64))
    with pytest.raises(InputError, match=r"The reference video .* does not hold frames 0-5"):
        go(edited, tmp_path / "out", model="lanczos", reference_video=short, mask="auto")
    with pytest.raises(InputError, match=r"The mask .* does not hold frames 0-5"):
        go(edited, tmp_path / "out", model="lanczos", reference_video=short, mask=short)
    assert not (tmp_path / "out").exists()
