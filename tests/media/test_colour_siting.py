"""Chroma must come back where it was, through real encoders, and as FFmpeg's own sited scaler sees it."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import av.filter
import numpy as np
import pytest

from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
from uprez.media.colour.yuv import Siting, YuvDecoder, YuvEncoder, stated_siting, written_siting

HD = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709, Range.LIMITED)
WAVE = 32
"""Pixels of one period of the test wave."""


def waves(width: int = 256, height: int = 128) -> np.ndarray:
    """Constant luma 0.5; Cr is a wave along x, Cb a wave along y."""
    cr = 0.15 * np.sin(2 * np.pi * np.arange(width) / WAVE)[None, :].repeat(height, 0)
    cb = 0.15 * np.sin(2 * np.pi * np.arange(height) / WAVE)[:, None].repeat(width, 1)
    red, blue = 0.5 + 1.5748 * cr, 0.5 + 1.8556 * cb
    green = (0.5 - 0.2126 * red - 0.0722 * blue) / 0.7152
    return np.stack([red, green, blue]).astype(np.float32)


def bars(width: int = 256, height: int = 128) -> np.ndarray:
    """A barcode: red and blue-green stripes of 8 pixels at random, edges on even columns."""
    bits = np.random.default_rng(7).integers(0, 2, width // 8).repeat(8)
    row = np.where(bits, 0.35, 0.65)
    return np.stack([row, 1 - row, row])[:, None, :].repeat(height, 1).astype(np.float32)


def shift(got: np.ndarray, axis: int) -> float:
    """Pixels by which the wave in `got` lies to the right of (below) where it was drawn."""
    inner = got[32:-32, 32:-32].mean(0 if axis == 1 else 1)  # whole periods, away from the edges
    angle = np.angle(np.sum(inner * np.exp(-2j * np.pi * np.arange(inner.size) / WAVE)))
    return float(-(angle + np.pi / 2) / (2 * np.pi) * WAVE)


def chroma(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    luma = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]
    return rgb[2] - luma, rgb[0] - luma


def through(
    rgb: np.ndarray, codec: str, pixel_format: str, container: str, options: dict[str, str], siting: Siting | None = None
) -> av.VideoFrame:
    """One picture through a real encoder and decoder."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as movie:
        stream = movie.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = rgb.shape[2], rgb.shape[1], pixel_format
        encoder = YuvEncoder(siting)
        for index in range(3):
            frame = encoder.encode(rgb, None, HD, pixel_format)
            frame.pts, frame.time_base = index, Fraction(1, 25)
            movie.mux(stream.encode(frame))
        movie.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as movie:
        return next(movie.decode(video=0))


CODECS = {
    "prores hq": ("prores_aw", "yuv422p10le", "mov", {"profile": "3"}, None, None),
    "prores ks": ("prores_ks", "yuv422p10le", "mov", {"profile": "hq"}, None, None),
    "h264": ("libx264", "yuv420p", "mp4", {"crf": "4"}, Siting.LEFT, None),
    "h264 4:2:2": ("libx264", "yuv422p10le", "mp4", {"crf": "4"}, None, None),
    "hevc top left": (
        "libx265",
        "yuv420p10le",
        "mp4",
        {"crf": "4", "x265-params": "log-level=0:chromaloc=2"},
        Siting.TOP_LEFT,
        Siting.TOP_LEFT,
    ),
    "mpeg1": ("mpeg1video", "yuv420p", "mpeg", {"b": "30M", "qmin": "1", "qmax": "1", "mbd": "rd"}, Siting.CENTRE, Siting.CENTRE),
    "mpeg2": ("mpeg2video", "yuv420p", "mpeg", {"b": "30M", "qmin": "1", "qmax": "1", "mbd": "rd"}, Siting.LEFT, None),
    "mjpeg": ("mjpeg", "yuvj420p", "avi", {"qmin": "1", "qmax": "1"}, Siting.CENTRE, Siting.CENTRE),
    "ffv1": ("ffv1", "yuv420p", "matroska", {}, None, None),
}


@pytest.mark.parametrize("name", list(CODECS))
def test_chroma_comes_home_through_a_real_codec(name):
    codec, pixel_format, container, options, stated, siting = CODECS[name]
    frame = through(waves(), codec, pixel_format, container, options, siting)
    found = stated_siting(frame)
    assert found is stated or (stated is None and found in (None, Siting.LEFT))
    blue, red = chroma(YuvDecoder().decode(frame, HD)[0])
    allowed = 0.1 if codec.startswith("mpeg") else 0.02  # MPEG-1 and 2 quantise coarsely; a wrong siting shifts by 0.5
    assert abs(shift(red, 1)) < allowed
    assert abs(shift(blue, 0)) < allowed


def test_a_barcode_survives_prores_to_the_pixel():
    picture = bars()
    rgb, _ = YuvDecoder().decode(through(picture, "prores_ks", "yuv422p10le", "mov", {"profile": "hq"}), HD)
    _, red = chroma(rgb)
    _, drawn = chroma(picture)
    steps = np.flatnonzero(np.diff(drawn[64]))
    middle = (red[64][steps] + red[64][steps + 1]) / 2
    assert np.abs(red[64, 4::8] - drawn[64, 4::8]).max() < 0.01
    # a co-sited filter spreads an edge evenly about the last sample of the old stripe and the first of the new
    assert np.abs(middle).max() < 0.1


@pytest.mark.parametrize(
    ("pixel_format", "location"), [("yuv422p10le", "left"), ("yuv420p10le", "left"), ("yuv420p10le", "topleft"), ("yuv420p", "center")]
)
def test_ffmpegs_sited_scaler_agrees_on_decoding(pixel_format, location):
    siting = {"left": Siting.LEFT, "topleft": Siting.TOP_LEFT, "center": Siting.CENTRE}[location]
    frame = YuvEncoder(siting).encode(waves(), None, HD, pixel_format)
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25))
    flags = "flags=bilinear+accurate_rnd+full_chroma_inp:in_color_matrix=bt709:out_color_matrix=bt709:in_range=tv:out_range=tv"
    scale, form = graph.add("scale", f"in_chroma_loc={location}:{flags}"), graph.add("format", "yuv444p16le")
    sink = graph.add("buffersink")
    source.link_to(scale)
    scale.link_to(form)
    form.link_to(sink)
    graph.configure()
    graph.vpush(frame)
    theirs, _ = YuvDecoder().decode(graph.vpull(), HD)
    ours, _ = YuvDecoder(siting).decode(frame, HD)
    inner = np.s_[:, 4:-4, 4:-4]
    assert np.abs(theirs[inner] - ours[inner]).max() * 1023 < 0.1  # 16-bit rounding


def test_the_siting_that_a_frame_states_is_used_without_being_told():
    frame = through(waves(), "libx265", "yuv420p10le", "mp4", {"crf": "4", "x265-params": "log-level=0:chromaloc=2"}, Siting.TOP_LEFT)
    told, _ = YuvDecoder(Siting.TOP_LEFT).decode(frame, HD)
    alone, _ = YuvDecoder().decode(frame, HD)
    assert np.array_equal(told, alone)


def test_asking_for_the_siting_leaves_the_log_level_alone():
    before = av.logging.get_level()
    stated_siting(av.VideoFrame(16, 16, "yuv420p"))
    assert av.logging.get_level() == before


@pytest.mark.parametrize("siting", list(Siting))
def test_frames_for_an_encoder_state_where_their_chroma_sits(siting):
    assert stated_siting(YuvEncoder(siting).encode(waves(32, 32), None, HD, "yuv420p")) is siting
    assert stated_siting(YuvEncoder(siting).encode(waves(32, 32), None, HD, "yuv444p")) is None


def test_the_usual_siting_is_left_except_for_bt2020_420_and_jpeg():
    uhd = ColourTag(Primaries.BT2020, Transfer.PQ, Matrix.RGB)
    assert written_siting(uhd, 64, 64, "yuv420p10le") is Siting.TOP_LEFT
    assert written_siting(uhd, 64, 64, "yuv422p10le") is Siting.LEFT
    assert written_siting(HD, 64, 64, "yuv420p") is Siting.LEFT
    assert written_siting(HD, 64, 64, "yuvj420p") is Siting.CENTRE
