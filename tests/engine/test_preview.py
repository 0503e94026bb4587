from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.engine.models import Blurring, InWindows, Neighbours, Recurrent
from tests.media import clips
from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.core.errors import InputError
from uprez.core.frame import Frame, Size
from uprez.core.time import FrameRange
from uprez.engine import planning, preview, run
from uprez.engine.comparison import GAP, beside, display, side_by_side
from uprez.engine.preview import Region, preview_frames, preview_size, previewed
from uprez.engine.request import make_job
from uprez.engine.run import run_job
from uprez.media.reader import open_clip

SIZE = (120, 100)
REGION = Region(40, 30, 24, 20)


@pytest.fixture(scope="module")
def plates(tmp_path_factory):
    """10 float EXR frames of soft noise."""
    rng = np.random.default_rng(3)
    noise = rng.random((10, SIZE[1], SIZE[0], 3), np.float32)
    return clips.sequence(tmp_path_factory.mktemp("plates"), 10, dtype="float", size=SIZE, pixels=lambda at: noise[at])


def use(monkeypatch, model):
    for place in (planning, run, preview):
        monkeypatch.setattr(place, "open_model", lambda recipe, factor, on_note: model)


def png(path):
    return np.asarray(Image.open(path))


@pytest.mark.parametrize("model", [Blurring(), Neighbours(2), InWindows(4, 2), Recurrent()], ids=["frame", "neighbours", "windows", "past"])
def test_the_region_is_what_a_run_makes_there(model, plates, tmp_path, monkeypatch):
    use(monkeypatch, model)
    whole = isinstance(model, InWindows | Recurrent)
    frames = FrameRange(0, 9) if whole else FrameRange(4, 5)
    job = make_job(plates, tmp_path / "out", scale=2, match_colour=False, exr_depth="float", stabilise="off", cuts="none", window=4)
    result = run_job(job, base=Path("/"), listen=lambda event: None)
    made = preview.preview(job, Path("/"), REGION, frames, tmp_path / "look")
    assert [frame.number for frame in made] == list(frames)
    with open_clip(result.files[0]) as reader:
        for frame, done in zip(made, reader.frames(frames.first, frames.last), strict=True):
            expected = display(done)[60:100, 80:128]
            assert np.abs(png(frame.result).astype(int) - expected).max() <= 1
            assert png(frame.beside).shape == (40, 48 + GAP + 48, 3)
            assert (png(frame.beside)[:, 48 + GAP :] == png(frame.result)).all()


def test_the_left_is_the_source_by_lanczos(plates, tmp_path, monkeypatch):
    use(monkeypatch, Neighbours(0))
    job = make_job(plates, tmp_path, scale=1, match_colour=False)
    with open_clip(plates) as reader:
        (source,) = reader.frames(3, 3)
    ((_, left, _),) = previewed(job, Path("/"), REGION, FrameRange(3, 3))
    assert (left == display(source)[30:50, 40:64]).all()


def test_any_size_and_the_edges(tmp_path):
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    ramp = np.stack([x / 200, y / 200, (x + y) / 400], -1)
    soft = clips.sequence(tmp_path / "soft", 1, dtype="float", size=SIZE, pixels=lambda at: ramp)
    job = make_job(soft, tmp_path, model="lanczos", size=(301, 173))
    for region in (Region(0, 0, 10, 10), Region(110, 90, 10, 10), Region(0, 0, *SIZE)):
        ((_, left, right),) = previewed(job, Path("/"), region, FrameRange(0, 0))
        assert left.shape == right.shape == (round(region.height * 1.73), round(region.width * 301 / 120), 3)
        assert np.abs(left.astype(int) - right).max() <= 4


def test_floats_come_as_the_run_makes_them_beside_the_source_by_lanczos(plates, tmp_path, monkeypatch):
    use(monkeypatch, Blurring())
    fields = {"scale": 2, "match_colour": False, "stabilise": "off", "cuts": "none", "grain": 0.5, "strength": 0.5}
    job = make_job(plates, tmp_path / "out", exr_depth="float", **fields)
    result = run_job(job, base=Path("/"), listen=lambda event: None)
    plain = run_job(
        make_job(plates, tmp_path / "plain", exr_depth="float", **{**fields, "strength": 0.0, "grain": 0.0}),
        base=Path("/"),
        listen=lambda event: None,
    )
    region = Region(0, 0, *SIZE)
    assert preview_size(job.recipe, Size(*SIZE), region) == Size(240, 200)
    for number, source, made in preview_frames(job, Path("/"), region, FrameRange(4, 5)):
        with open_clip(result.files[0]) as reader, open_clip(plain.files[0]) as other:
            ((done,), (lanczos,)) = (list(each.frames(number, number)) for each in (reader, other))
        assert (made.rgb == done.rgb).all() and (source.rgb == lanczos.rgb).all()
        assert (made.number, made.tag, made.alpha) == (number, source.tag, None)


def test_a_part_is_cut_pixel_on_pixel_and_nothing_is_clipped(tmp_path):
    rng = np.random.default_rng(1)
    bright = clips.sequence(tmp_path / "bright", 1, dtype="float", size=SIZE, pixels=lambda at: rng.normal(0.5, 2, (SIZE[1], SIZE[0], 3)))
    job = make_job(bright, tmp_path, model="lanczos", scale=2)
    ((_, source, result),) = preview_frames(job, Path("/"), REGION, FrameRange(0, 0))
    assert source.size == result.size == preview_size(job.recipe, Size(*SIZE), REGION) == Size(48, 40)
    assert result.rgb.min() < -1 and result.rgb.max() > 2
    np.testing.assert_allclose(source.rgb, result.rgb, rtol=1e-4, atol=1e-4)
    assert preview_size(make_job(bright, tmp_path, size=(301, 173)).recipe, Size(*SIZE), Region(0, 0, 10, 10)) == Size(25, 17)


def test_regions_and_frames_outside_are_refused(plates, tmp_path):
    job = make_job(plates, tmp_path, model="lanczos")
    for region in (Region(100, 0, 40, 10), Region(0, 0, 0, 10), Region(-1, 0, 10, 10)):
        with pytest.raises(InputError, match="region"):
            list(previewed(job, Path("/"), region, FrameRange(0, 0)))
    with pytest.raises(InputError, match="Frames"):
        list(previewed(job, Path("/"), None, FrameRange(5, 12)))


def test_regions():
    assert Region(10, 10, 20, 20).grown(16, Size(40, 100)) == Region(0, 0, 40, 46)
    assert Region.centred(256, Size(300, 100)) == Region(22, 0, 256, 100)


def frame(values, transfer):
    rgb = np.broadcast_to(np.array(values, np.float32), (3, 1, len(values))).copy()
    return Frame(rgb, ColourTag(Primaries.BT709, transfer), 0, Fraction(0))


def test_linear_is_shown_through_srgb_and_others_as_they_are():
    assert display(frame([-1, 0, 0.5, 1, 9, np.nan], Transfer.LINEAR))[0, :, 0].tolist() == [0, 0, 188, 255, 255, 0]
    assert display(frame([0, 0.5, 1], Transfer.BT709))[0, :, 0].tolist() == [0, 128, 255]


def test_side_by_side_shows_the_liveliest_part(tmp_path):
    rng = np.random.default_rng(0)
    quiet = np.full((3, 60, 90), 0.5, np.float32)
    quiet[:, 40:50, 60:75] = rng.random((3, 10, 15))
    tag = ColourTag(Primaries.BT709, Transfer.BT709)
    source = Frame(quiet, tag, 0, Fraction(0))
    result = Frame(quiet.repeat(4, 1).repeat(4, 2), tag, 0, Fraction(0))
    picture = png(side_by_side(source, result, tmp_path / "both.png", width=804))
    assert picture.shape[1] == 804
    pane = picture[-200:, -400:]
    assert pane.std() > 30


def test_beside_keeps_both_whole():
    left, right = np.zeros((4, 5, 3), np.uint8), np.full((4, 6, 3), 9, np.uint8)
    both = beside(left, right)
    assert (both[:, :5] == 0).all() and (both[:, 5 + GAP :] == 9).all() and both.shape == (4, 11 + GAP, 3)
