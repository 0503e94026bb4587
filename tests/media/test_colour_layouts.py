"""Every layout of a frame's memory gives the same picture: packed, grey, float, palette, upside down."""

from __future__ import annotations

from fractions import Fraction

import av
import av.filter
import numpy as np
import pytest

from tests.media.yuv_reference import HD, noise
from uprez.media.colour.yuv import Siting, YuvDecoder

BLOCKS = np.random.default_rng(5).integers(0, 65536, (3, 4, 4), dtype=np.uint16)
"""Codes of flat 8x8 blocks, in whose middle chroma resolution does not matter."""

PACKED_YUV = {
    "nv12": 8, "nv21": 8, "nv16": 8, "nv24": 8, "nv42": 8, "nv20le": 10, "p010le": 10, "p010be": 10, "p012le": 12, "p016le": 16,
    "p210le": 10, "p216le": 16, "p410le": 10, "p416le": 16, "yuyv422": 8, "uyvy422": 8, "yvyu422": 8, "y210le": 10, "y212le": 12,
    "y216le": 16, "vuya": 8, "vuyx": 8, "ayuv": 8, "uyva": 8, "vyu444": 8, "ayuv64le": 16, "xv30le": 10, "v30xle": 10, "xv36le": 12,
    "xv48le": 16, "yuv444p10be": 10, "yuv422p16be": 16, "yuva444p16be": 16, "yuv444p10msble": 10,
}  # fmt: skip
PACKED_RGB = {
    "rgb24": 8, "bgr24": 8, "rgba": 8, "bgra": 8, "argb": 8, "abgr": 8, "rgb0": 8, "bgr0": 8, "0rgb": 8, "0bgr": 8, "gbrp": 8, "gbrap": 8,
    "rgb48le": 16, "rgb48be": 16, "bgr48le": 16, "rgba64le": 16, "rgba64be": 16, "bgra64le": 16, "gbrp9le": 9, "gbrp10le": 10,
    "gbrp12be": 12, "gbrap12le": 12, "gbrp14le": 14, "gbrp16le": 16, "gbrap16be": 16, "x2rgb10le": 10, "x2bgr10le": 10, "rgb565le": 5,
    "bgr565le": 5, "rgb555le": 5, "bgr555be": 5, "rgb444le": 4, "bgr444le": 4, "rgb8": 2, "bgr8": 2,
}  # fmt: skip


def blocks(name: str) -> tuple[av.VideoFrame, np.ndarray]:
    """A 32x32 frame of flat blocks in a 4:4:4 16-bit format, and its components as codes."""
    frame = av.VideoFrame(32, 32, name)
    codes = np.repeat(np.repeat(BLOCKS, 8, 1), 8, 2)
    for plane, part in zip(frame.planes, codes, strict=True):
        np.frombuffer(plane, np.uint16).reshape(32, -1)[:, :32] = part
    frame.color_range = 1 if name.startswith("yuv") else 2
    return frame, codes


def converted(frame: av.VideoFrame, name: str) -> av.VideoFrame:
    """FFmpeg's own conversion, which keeps the components and only moves them (to the depth of the format)."""
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25))
    flags = "flags=bilinear+accurate_rnd:sws_dither=none:in_color_matrix=bt709:out_color_matrix=bt709:in_range=tv:out_range=tv"
    scale, form, sink = graph.add("scale", flags), graph.add("format", name), graph.add("buffersink")
    source.link_to(scale)
    scale.link_to(form)
    form.link_to(sink)
    graph.configure()
    graph.vpush(frame)
    return graph.vpull()


@pytest.mark.parametrize("name", list(PACKED_YUV))
def test_every_yuv_layout_gives_the_same_picture(name):
    frame, _ = blocks("yuv444p16le")
    other = converted(frame, name)
    plain, _ = YuvDecoder().decode(frame, HD)
    rgb, alpha = YuvDecoder(Siting.LEFT).decode(other, HD)
    inner = np.s_[:, 3::8, 3::8]
    assert np.abs(rgb[inner] - plain[inner]).max() < 2.5 * 1.9 / 2 ** PACKED_YUV[name]
    assert alpha is None or np.all(alpha == 1)


@pytest.mark.parametrize("name", list(PACKED_RGB))
def test_every_rgb_layout_gives_the_same_picture(name):
    frame, codes = blocks("gbrp16le")
    other = frame.reformat(format=name)
    rgb, alpha = YuvDecoder().decode(other, HD)
    means = rgb.reshape(3, 4, 8, 4, 8).mean((2, 4))  # FFmpeg dithers and cuts below 8 bits, and its white is 65280 of 65535
    assert np.abs(means - codes[[2, 0, 1], ::8, ::8] / 65535).max() < 1.1 / (2 ** PACKED_RGB[name] - 1) + 0.006
    assert alpha is None or alpha.min() > 0.99


@pytest.mark.parametrize("name", ["gray", "gray10le", "gray12be", "gray16le", "ya8", "ya16le"])
def test_grey_is_full_range_unless_the_frame_says_limited(name):
    frame = av.VideoFrame(2, 1, name)
    step = 2 if name.startswith("ya") else 1
    kind = {"gray": "u1", "ya8": "u1", "gray12be": ">u2"}.get(name, "<u2")
    bits = {"gray": 8, "ya8": 8, "gray10le": 10, "gray12be": 12}.get(name, 16)
    raw = np.frombuffer(frame.planes[0], kind)
    raw[:] = 2**bits - 1
    raw[0] = 2 ** (bits - 4)
    rgb, alpha = YuvDecoder().decode(frame, HD)
    assert np.all(rgb[0] == rgb[1]) and np.all(rgb[0] == rgb[2])
    assert rgb[0, 0] == pytest.approx([2 ** (bits - 4) / (2**bits - 1), 1], abs=1e-7)
    assert (alpha is not None) == (step == 2)
    frame.color_range = 1
    rgb, _ = YuvDecoder().decode(frame, HD)
    assert rgb[0, 0, 0] == pytest.approx(0, abs=1e-7)


@pytest.mark.parametrize("name", ["gbrpf32le", "gbrapf32le", "grayf32le", "gbrpf32be", "rgbf32le", "gbrpf16le"])
def test_float_pictures_come_through_bit_for_bit(name):
    frame = av.VideoFrame(4, 2, name)
    kind = (">" if name.endswith("be") else "<") + ("f2" if "f16" in name else "f4")
    for index, plane in enumerate(frame.planes):
        np.frombuffer(plane, kind)[:] = -1.5 + 4 * index
    rgb, alpha = YuvDecoder().decode(frame, HD)
    expected = [-1.5] * 3 if len(frame.planes) == 1 else [6.5, -1.5, 2.5]
    assert rgb[:, 1, 3].tolist() == expected
    assert alpha is None or np.all(alpha == 10.5)


def test_palette_and_one_bit_pictures():
    frame = av.VideoFrame(3, 1, "pal8")
    np.frombuffer(frame.planes[0], np.uint8)[:3] = [0, 1, 2]
    np.frombuffer(frame.planes[1], np.uint32)[:3] = [0xFFFF0000, 0xFF00FF33, 0x800000FF]
    rgb, alpha = YuvDecoder().decode(frame, HD)
    assert np.allclose(rgb[:, 0].T, [[1, 0, 0], [0, 1, 0.2], [0, 0, 1]], atol=1e-6)
    assert alpha is not None
    assert alpha[0] == pytest.approx([1, 1, 128 / 255])
    for name, first in (("monob", 1), ("monow", 0)):
        frame = av.VideoFrame(9, 1, name)
        np.frombuffer(frame.planes[0], np.uint8)[:2] = [0b10000000, 0b10000000]
        rgb, _ = YuvDecoder().decode(frame, HD)
        assert rgb[1, 0].tolist() == [first, *[1 - first] * 7, first]


def test_a_bottom_up_frame_shows_upright():
    frame = noise(32, 6, "yuv420p10le", 10)
    graph = av.filter.Graph()
    source = graph.add_buffer(width=32, height=6, format="yuv420p10le", time_base=Fraction(1, 25))
    flip, sink = graph.add("vflip"), graph.add("buffersink")
    source.link_to(flip)
    flip.link_to(sink)
    graph.configure()
    graph.vpush(frame)
    flipped = graph.vpull()
    assert flipped.planes[0].line_size < 0
    plain, _ = YuvDecoder(Siting.LEFT).decode(frame, HD)
    rgb, _ = YuvDecoder(Siting.LEFT).decode(flipped, HD)
    assert np.array_equal(rgb, plain[:, ::-1])
