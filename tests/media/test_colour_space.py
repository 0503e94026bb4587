"""The models' colour space: declared, smooth, rising, and undone exactly."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError
from uprez.media.colour.space import chromaticities_of_space, clean, model_space, soften, space_names
from uprez.media.colour.yuv import YuvDecoder, YuvEncoder

SPACES = {
    "display": model_space(ColourTag(), is_float=False),
    "pq": model_space(ColourTag(transfer=Transfer.PQ), is_float=False),
    "linear": model_space(ColourTag(), is_float=True),
    "log": model_space(ColourTag(space="ARRI LogC4"), is_float=True),
}
HALVES = np.arange(65536, dtype=np.uint16).view(np.float16)
HALVES = HALVES[np.isfinite(HALVES)]


@pytest.mark.parametrize("name", list(SPACES))
def test_every_finite_half_comes_home(name):
    assert HALVES.size == 63488
    picture = np.repeat(HALVES.astype(np.float32).reshape(1, 248, 256), 3, 0)
    space = SPACES[name]
    back = space.inverse(space.forward(picture))
    assert np.array_equal(back.astype(np.float16), picture.astype(np.float16))


@given(
    st.sampled_from(list(SPACES)),
    st.lists(st.floats(-65504, 65504, width=32), min_size=2, max_size=60),
)
def test_forward_rises_and_inverse_undoes_it(name, values):
    space = SPACES[name]
    light = np.sort(np.array(values, np.float32)).reshape(1, 1, -1)
    code = space.forward(light)
    assert np.isfinite(code).all()
    assert (np.diff(code) >= 0).all()
    assert np.allclose(space.inverse(code), light, rtol=2e-5, atol=2e-7)


@given(st.sampled_from(list(SPACES)), st.lists(st.floats(allow_nan=False, allow_infinity=False, width=32), min_size=2, max_size=60))
def test_inverse_rises_and_stays_finite_whatever_a_network_says(name, values):
    light = SPACES[name].inverse(np.sort(np.array(values, np.float32)).reshape(1, 1, -1))
    assert (np.diff(light) >= 0).all()
    assert np.abs(light).max() <= 65504


@pytest.mark.parametrize("name", list(SPACES))
def test_the_slope_has_no_step(name):
    space = SPACES[name]
    for knot in (0.0, 1.0, 0.0078125, -0.0729055341958355 / 10.5402377416545):
        step = 1e-3 * max(abs(knot), 0.05)
        left, here, right = space.forward(np.array([knot - step, knot, knot + step], np.float32).reshape(1, 1, 3))[0, 0].astype(float)
        assert (here - left) / (right - here) == pytest.approx(1, abs=0.03)


def test_display_pictures_go_as_they_are_and_cost_no_copy():
    picture = np.random.default_rng(0).random((3, 20, 30), np.float32)
    for name in ("display", "pq", "log"):
        assert SPACES[name].forward(picture) is picture
        assert SPACES[name].inverse(picture) is picture


@pytest.mark.parametrize("name", list(SPACES))
def test_the_input_is_never_changed(name):
    picture = np.random.default_rng(0).uniform(-1, 3, (3, 20, 30)).astype(np.float32)
    kept = picture.copy()
    SPACES[name].forward(picture)
    SPACES[name].inverse(picture)
    assert np.array_equal(picture, kept)
    assert np.array_equal(SPACES[name].forward(picture[:, ::2, 1::3]), SPACES[name].forward(picture)[:, ::2, 1::3])


def test_scene_linear_follows_s_2016_001():
    light = np.concatenate([np.linspace(-0.006, 0.0078125, 50), np.geomspace(0.0078125, 65504, 200)])
    expected = np.where(
        light <= 0.0078125, 10.5402377416545 * light + 0.0729055341958355, (np.log2(np.maximum(light, 1e-9)) + 9.72) / 17.52
    )
    got = SPACES["linear"].forward(light.astype(np.float32).reshape(1, 1, -1))[0, 0]
    assert np.abs(got - expected).max() < 3e-7


@pytest.mark.parametrize(
    ("tag", "is_float", "name"),
    [
        (ColourTag(transfer=Transfer.BT709), False, "display, shoulder"),
        (ColourTag(transfer=Transfer.SRGB), True, "display, shoulder"),
        (ColourTag(transfer=Transfer.PQ), False, "pq as is, shoulder"),
        (ColourTag(transfer=Transfer.HLG), True, "hlg as is, shoulder"),
        (ColourTag(transfer=Transfer.LOG316), False, "log as is, shoulder"),
        (ColourTag(transfer=Transfer.LINEAR), False, "acescct"),
        (ColourTag(), True, "acescct"),
        (ColourTag(space="acesCG"), False, "acescct"),
        (ColourTag(space="lin_rec709"), True, "acescct"),
        (ColourTag(space="scene_linear"), True, "acescct"),
        (ColourTag(space="S-Log3 S-Gamut3.Cine"), False, "log as is, shoulder"),
        (ColourTag(space="srgb_display"), True, "sdr-video as is, shoulder"),
    ],
)
def test_the_transform_is_declared(tag, is_float, name, monkeypatch):
    monkeypatch.delenv("OCIO", raising=False)
    assert model_space(tag, is_float=is_float).name == name


def test_unknown_and_data_spaces_are_refused_with_near_names(monkeypatch):
    monkeypatch.delenv("OCIO", raising=False)
    with pytest.raises(InputError, match="ACEScg"):
        model_space(ColourTag(space="acesscg"), is_float=True)
    with pytest.raises(InputError, match="ARRI LogC4"):
        model_space(ColourTag(space="LogC"), is_float=True)
    with pytest.raises(InputError, match="data"):
        model_space(ColourTag(space="Raw"), is_float=True)


CONFIG = """ocio_profile_version: 2
roles: {default: plate, aces_interchange: plate}
colorspaces:
  - !<ColorSpace> {name: plate}
  - !<ColorSpace> {name: curve, from_scene_reference: !<ExponentTransform> {value: [2.2, 2.2, 2.2, 1]}}
"""


def test_the_users_own_configuration_goes_first_and_linear_is_measured_where_it_is_not_said(tmp_path, monkeypatch):
    path = tmp_path / "config.ocio"
    path.write_text(CONFIG)
    monkeypatch.setenv("OCIO", str(path))
    assert space_names() == ("plate", "curve")
    assert model_space(ColourTag(space="Plate"), is_float=False).name == "acescct"
    assert model_space(ColourTag(space="curve"), is_float=False).name == "display as is, shoulder"
    monkeypatch.setenv("OCIO", str(tmp_path / "missing.ocio"))
    with pytest.raises(InputError, match="missing"):
        space_names()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ACEScg", (0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767)),
        ("ACES2065-1", (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767)),
        ("lin_rec709", (0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329)),
        ("Linear Rec.2020", (0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329)),
        ("Linear ARRI Wide Gamut 4", (0.7347, 0.2653, 0.1424, 0.8576, 0.0991, -0.0308, 0.3127, 0.329)),
        ("Linear V-Gamut", (0.73, 0.28, 0.165, 0.84, 0.1, -0.03, 0.3127, 0.329)),
        ("ARRI LogC4", ()),
    ],
)
def test_chromaticities_of_a_space_are_the_published_ones(name, expected, monkeypatch):
    monkeypatch.delenv("OCIO", raising=False)
    assert chromaticities_of_space(name) == pytest.approx(expected, abs=1e-6)


def test_clean_replaces_what_no_half_holds():
    picture = np.array([np.nan, np.inf, -np.inf, 1e6, 0.5], np.float32)
    cleaned, count = clean(picture)
    assert cleaned.tolist() == [0, 65504, -65504, 65504, 0.5]
    assert count == 3
    fine = np.array([-1, 0, 65504], np.float32)
    assert clean(fine)[0] is fine
    assert clean(fine)[1] == 0
    lonely = np.zeros((3, 50, 50), np.float32)
    lonely[2, 49, 49] = np.nan
    assert clean(lonely)[1] == 1


def test_video_comes_home_within_one_code_through_prores():
    """Decode, to the model space, back, encode and ProRes 4444 XQ, against the same without the model space."""
    tag = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709, Range.LIMITED)
    ramp = np.linspace(-0.06, 1.08, 256, dtype=np.float32)
    rgb = np.stack([ramp[None].repeat(64, 0), ramp[None, ::-1].repeat(64, 0), np.full((64, 256), 0.5, np.float32)])
    decoder, encoder, space = YuvDecoder(), YuvEncoder(), model_space(tag, is_float=False)
    source, _ = decoder.decode(encoder.encode(rgb, None, tag, "yuv422p10le"), tag)
    result = encoder.encode(space.inverse(space.forward(source)), None, tag, "yuv422p10le")
    again, _ = decoder.decode(through_prores(result), tag)
    plain, _ = decoder.decode(through_prores(encoder.encode(source, None, tag, "yuv422p10le")), tag)
    assert np.abs(again - plain).max() * 876 <= 1
    luma = np.array([0.2126, 0.7152, 0.0722])
    assert np.abs(np.tensordot(luma, again - source, 1)).max() * 876 <= 1.01


def through_prores(frame: av.VideoFrame) -> av.VideoFrame:
    file = io.BytesIO()
    with av.open(file, "w", format="mov") as movie:
        stream = movie.add_stream("prores_ks", rate=25, options={"profile": "hq", "qscale": "1"})
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "yuv422p10le"
        frame.pts, frame.time_base = 0, Fraction(1, 25)
        movie.mux(stream.encode(frame))
        movie.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as movie:
        return next(movie.decode(video=0))


def test_a_few_samples_outside_change_alone_wherever_they_lie():
    inside = np.random.default_rng(3).random((3, 200, 400), np.float32)
    for place in (0, 70_000, inside.size - 1):
        picture = inside.copy()
        picture.reshape(-1)[place] = 1.25
        soft = soften(picture)
        assert soft is not picture and picture.reshape(-1)[place] == 1.25
        assert np.flatnonzero(soft != picture).tolist() == [place]
        assert 1 < soft.reshape(-1)[place] < 1.25
