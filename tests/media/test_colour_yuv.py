"""Frames to R'G'B' and back, against a float64 reference written here from H.273 and FFmpeg's own pixel conversions."""

from __future__ import annotations

import gc
from fractions import Fraction

import av
import av.filter
import numpy as np
import pytest

from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError, OutputError
from uprez.media.colour.yuv import Siting, YuvDecoder, YuvEncoder

HD = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709, Range.LIMITED)
CODE = 1023
"""A decode error is counted in 10-bit codes."""
KR_KB = {
    Matrix.BT709: (0.2126, 0.0722),
    Matrix.BT470BG: (0.299, 0.114),
    Matrix.SMPTE170M: (0.299, 0.114),
    Matrix.SMPTE240M: (0.212, 0.087),
    Matrix.FCC: (0.30, 0.11),
    Matrix.BT2020_NCL: (0.2627, 0.0593),
}
SUB = {"420": (2, 2), "422": (2, 1), "444": (1, 1), "440": (1, 2), "411": (4, 1), "410": (4, 4)}


def scales(bits: int, limited: bool) -> tuple[float, float, float, float]:
    if limited:
        unit = 2 ** (bits - 8)
        return 16 * unit, 219 * unit, 128 * unit, 224 * unit
    return 0, 2**bits - 1, 2 ** (bits - 1), 2**bits - 1


def samples(frame: av.VideoFrame, plane: int, width: int, height: int, bits: int) -> np.ndarray:
    picture = frame.planes[plane]
    kind = np.uint8 if bits == 8 else np.uint16
    return np.frombuffer(picture, kind).reshape(-1, picture.line_size // np.dtype(kind).itemsize)[:height, :width].astype(np.float64)


def noise(width: int, height: int, name: str, bits: int, seed: int = 0) -> av.VideoFrame:
    """A frame of random codes, illegal ones too."""
    frame = av.VideoFrame(width, height, name)
    random = np.random.default_rng(seed)
    for plane in frame.planes:
        raw = np.frombuffer(plane, np.uint8 if bits == 8 else np.uint16)
        raw[:] = random.integers(0, 2**bits, raw.shape)
    return frame


def stretch(plane: np.ndarray, size: int, step: int, position: float, axis: int) -> np.ndarray:
    """Linear interpolation: fine sample x lies at (x − position·(step − 1)) / step among the coarse ones."""
    last = plane.shape[axis] - 1
    place = np.clip((np.arange(size) - position * (step - 1)) / step, 0, last)
    left = np.minimum(np.floor(place).astype(int), max(last - 1, 0))
    shape = [1, 1]
    shape[axis] = size
    right = (place - left).reshape(shape)
    return np.take(plane, left, axis) * (1 - right) + np.take(plane, np.minimum(left + 1, last), axis) * right


def shrink(plane: np.ndarray, step: int, position: float, axis: int) -> np.ndarray:
    """Around each coarse sample: the dual of linear interpolation where it sits on a fine one, else a tent; edges repeated."""
    if step == 1:
        return plane
    size = plane.shape[axis]
    total: np.ndarray | float = 0.0
    for offset in range(-4, 8):
        away = abs(offset - position * (step - 1))
        dual = {0: 6 / 8, 1: 2 / 8, 2: -1 / 8}.get(away, 0.0)
        weight = dual if step == 2 and position != 0.5 else max(0.0, 1 - away / step) / step
        total = total + weight * np.take(plane, np.clip(np.arange(-(-size // step)) * step + offset, 0, size - 1), axis)
    return np.asarray(total)


def to_rgb(y: np.ndarray, u: np.ndarray, v: np.ndarray, matrix: Matrix) -> np.ndarray:
    if matrix is Matrix.YCGCO:
        return np.stack([y - u + v, y + u, y - u - v])
    kr, kb = KR_KB[matrix]
    red, blue = y + 2 * (1 - kr) * v, y + 2 * (1 - kb) * u
    return np.stack([red, (y - kr * red - kb * blue) / (1 - kr - kb), blue])


def decoded(frame: av.VideoFrame, sub: tuple[int, int], bits: int, matrix: Matrix, limited: bool, at: tuple[float, float]) -> np.ndarray:
    zero, span, chroma_zero, chroma_span = scales(bits, limited)
    width, height = frame.width, frame.height
    small = -(-width // sub[0]), -(-height // sub[1])
    y = (samples(frame, 0, width, height, bits) - zero) / span
    u, v = (
        stretch(
            stretch((samples(frame, plane, *small, bits) - chroma_zero) / chroma_span, height, sub[1], at[1], 0), width, sub[0], at[0], 1
        )
        for plane in (1, 2)
    )
    return to_rgb(y, u, v, matrix)


def encoded(rgb: np.ndarray, sub: tuple[int, int], bits: int, matrix: Matrix, limited: bool, at: tuple[float, float]) -> list[np.ndarray]:
    red, green, blue = rgb.astype(np.float64)
    if matrix is Matrix.YCGCO:
        y, u, v = red / 4 + green / 2 + blue / 4, green / 2 - red / 4 - blue / 4, (red - blue) / 2
    else:
        kr, kb = KR_KB[matrix]
        y = kr * red + (1 - kr - kb) * green + kb * blue
        u, v = (blue - y) / (2 - 2 * kb), (red - y) / (2 - 2 * kr)
    zero, span, chroma_zero, chroma_span = scales(bits, limited)
    low, high = (2 ** (bits - 8), 2**bits - 1 - 2 ** (bits - 8)) if limited else (0, 2**bits - 1)
    chroma = [shrink(shrink(plane, sub[0], at[0], 1), sub[1], at[1], 0) * chroma_span + chroma_zero for plane in (u, v)]
    return [np.clip(np.rint(plane), low, high) for plane in (y * span + zero, *chroma)]


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("matrix", [*KR_KB, Matrix.YCGCO])
@pytest.mark.parametrize("bits", [8, 9, 10, 12, 14, 16])
@pytest.mark.parametrize("pattern", ["420", "422", "444"])
def test_decode_is_exact_for_every_depth_matrix_and_range(pattern, bits, matrix, limited):
    name = f"yuv{pattern}p" if bits == 8 else f"yuv{pattern}p{bits}le"
    frame = noise(65, 41, name, bits)
    tag = ColourTag(matrix=matrix, range=Range.LIMITED if limited else Range.FULL)
    rgb, alpha = YuvDecoder(Siting.LEFT).decode(frame, tag)
    assert alpha is None
    assert np.abs(rgb - decoded(frame, SUB[pattern], bits, matrix, limited, (0, 0.5))).max() * CODE < 0.001


SITED = [(pattern, siting, size) for pattern in SUB for siting in Siting for size in ((1, 1), (2, 1), (1, 2), (3, 5), (7, 4), (40, 33))]
TALL = [(pattern, siting, (3000, 130)) for pattern in SUB for siting in (Siting.LEFT, Siting.CENTRE)]
"""Several strips."""


@pytest.mark.parametrize(("pattern", "siting", "size"), [*SITED, *TALL])
def test_chroma_is_interpolated_from_where_it_sits_to_the_last_column(pattern, siting, size):
    frame = noise(*size, f"yuv{pattern}p", 8)
    rgb, _ = YuvDecoder(siting).decode(frame, HD)
    assert np.abs(rgb - decoded(frame, SUB[pattern], 8, Matrix.BT709, True, siting.value)).max() * CODE < 0.001


def test_yuvj_is_full_range_whatever_the_tag_says():
    frame = noise(16, 16, "yuvj444p", 8)
    rgb, _ = YuvDecoder().decode(frame, HD)
    assert np.abs(rgb - decoded(frame, (1, 1), 8, Matrix.BT709, False, (0, 0))).max() * CODE < 0.001


@pytest.mark.parametrize("matrix", [Matrix.BT2020_CL, Matrix.ICTCP])
def test_matrices_without_an_exact_inverse_are_refused(matrix):
    with pytest.raises(InputError, match=matrix.name):
        YuvDecoder().decode(noise(8, 8, "yuv444p", 8), ColourTag(matrix=matrix))


@pytest.mark.parametrize("name", ["bayer_rggb8", "xyz12le"])
def test_pictures_that_are_neither_yuv_nor_rgb_are_refused(name):
    with pytest.raises(InputError, match=name):
        YuvDecoder().decode(av.VideoFrame(8, 8, name), HD)


def test_super_whites_and_sub_blacks_survive_decoding():
    frame = av.VideoFrame(2, 1, "yuv444p10le")
    for plane, codes in zip(frame.planes, ([1019, 4], [512, 512], [512, 512]), strict=True):
        np.frombuffer(plane, np.uint16)[:2] = codes
    rgb, _ = YuvDecoder().decode(frame, HD)
    assert rgb[:, 0, 0] == pytest.approx([(1019 - 64) / 876] * 3, abs=1e-6)
    assert rgb[:, 0, 1] == pytest.approx([(4 - 64) / 876] * 3, abs=1e-6)


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


@pytest.mark.parametrize("name", ["yuva444p10le", "yuva422p10le", "yuva420p", "yuva444p12le", "gbrap10le", "gbrap16le", "rgba64le", "rgba"])
def test_alpha_is_exact_both_ways(name):
    bits = int(name.rstrip("le").partition("p")[2] or 8) if "p" in name else (16 if "64" in name else 8)
    alpha = (np.arange(256).reshape(16, 16) * (2**bits - 1) // 255).astype(np.float64) / (2**bits - 1)
    rgb = np.full((3, 16, 16), 0.5, np.float32)
    frame = YuvEncoder().encode(rgb, alpha.astype(np.float32), HD, name)
    back, read = YuvDecoder().decode(frame, HD)
    assert read is not None
    assert np.abs(read - alpha).max() < 1e-7
    assert np.abs(back - 0.5).max() < 1 / 2 ** (bits - 1)
    _, solid = YuvDecoder().decode(YuvEncoder().encode(rgb, None, HD, name), HD)
    assert solid is not None and np.all(solid == 1)


ENCODED = [
    "yuv420p",
    "yuv422p",
    "yuv444p",
    "yuv420p10le",
    "yuv422p10le",
    "yuv444p10le",
    "yuv422p12le",
    "yuv444p16le",
    "yuv420p16le",
    "yuva444p10le",
]


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("matrix", [Matrix.BT709, Matrix.SMPTE170M, Matrix.BT2020_NCL, Matrix.YCGCO])
@pytest.mark.parametrize("name", ENCODED)
def test_encode_rounds_half_to_even_like_float64(name, matrix, limited):
    pattern, bits = name.removeprefix("yuva").removeprefix("yuv")[:3], int(name.partition("p")[2].removesuffix("le") or 8)
    at = (0, 0) if matrix is Matrix.BT2020_NCL else (0, 0.5)
    rgb = np.random.default_rng(3).uniform(-0.1, 1.12, (3, 119, 301)).astype(np.float32)
    frame = YuvEncoder().encode(rgb, None, ColourTag(matrix=matrix, range=Range.LIMITED if limited else Range.FULL), name)
    for index, expected in enumerate(encoded(rgb, SUB[pattern], bits, matrix, limited, at)):
        got = samples(frame, index, expected.shape[1], expected.shape[0], bits)
        assert np.abs(got - expected).max() <= 1
        assert (got == expected).mean() > 0.999


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (1, 2), (3, 5), (8, 7), (3000, 130)])
@pytest.mark.parametrize("siting", list(Siting))
@pytest.mark.parametrize("name", ["yuv420p10le", "yuv422p10le"])
def test_chroma_is_filtered_to_where_it_sits_at_any_size(name, siting, size):
    rgb = np.random.default_rng(4).random((3, size[1], size[0]), np.float32)
    frame = YuvEncoder(siting).encode(rgb, None, HD, name)
    for index, expected in enumerate(encoded(rgb, SUB[name[3:6]], 10, Matrix.BT709, True, siting.value)):
        got = samples(frame, index, expected.shape[1], expected.shape[0], 10)
        assert (got == expected).mean() > 0.999


@pytest.mark.parametrize(
    ("name", "bits"), [("gbrp10le", 10), ("gbrp12le", 12), ("gbrp16le", 16), ("gbrap16le", 16), ("rgb48le", 16), ("rgb24", 8)]
)
def test_rgb_is_written_full_range_and_exact(name, bits):
    rgb = np.random.default_rng(5).uniform(-0.1, 1.1, (3, 67, 129)).astype(np.float32)
    frame = YuvEncoder().encode(rgb, None, HD, name)
    expected = np.clip(np.rint(rgb.astype(np.float64) * (2**bits - 1)), 0, 2**bits - 1)
    back, _ = YuvDecoder().decode(frame, HD)
    assert (np.rint(back.astype(np.float64) * (2**bits - 1)) == expected).mean() > 0.999
    assert (frame.color_range, frame.colorspace) == (2, 0)


def test_codes_stay_legal_and_keep_what_they_can():
    rgb = np.repeat(np.array([1.05, 1.5, -0.05, -1, 60000], np.float32).reshape(1, 1, 5), 3, 0)
    luma = samples(YuvEncoder().encode(rgb, None, HD, "yuv444p10le"), 0, 5, 1, 10)[0]
    assert luma.tolist() == [984, 1019, 20, 4, 1019]


@pytest.mark.parametrize("name", ["yuv422p10le", "yuv420p", "yuv444p16le", "gbrp16le", "yuva444p10le"])
def test_nan_and_infinity_do_not_spread_or_crash(name):
    rgb = np.full((3, 64, 64), 0.5, np.float32)
    rgb[:, 10, 10], rgb[:, 20, 20], rgb[0, 30, 30] = np.nan, np.inf, -np.inf
    back, _ = YuvDecoder(Siting.LEFT).decode(YuvEncoder().encode(rgb, rgb[0], HD, name), HD)
    far = np.ones((64, 64), bool)
    for spot in (10, 20, 30):
        far[spot - 4 : spot + 5, spot - 4 : spot + 5] = False
    assert np.isfinite(back).all()
    assert np.abs(back[:, far] - 0.5).max() < 0.01


@pytest.mark.parametrize("name", ["yuv410p", "yuv422p10be", "gbrpf32le", "x2rgb10le", "p010le"])
def test_formats_that_are_not_written_are_refused(name):
    with pytest.raises((OutputError, InputError), match=name):
        YuvEncoder().encode(np.zeros((3, 8, 8), np.float32), None, HD, name)


def test_the_frame_carries_the_tag_and_no_time():
    tag = ColourTag(Primaries.BT2020, Transfer.PQ, Matrix.BT2020_NCL, Range.LIMITED)
    frame = YuvEncoder().encode(np.zeros((3, 8, 8), np.float32), None, tag, "yuv422p10le")
    assert (frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range) == (9, 16, 9, 1)
    assert frame.pts is None
    assert not frame.duration
    assert int(frame.pict_type) == 0


def test_buffers_are_used_again_only_when_nobody_holds_them():
    decoder, encoder = YuvDecoder(), YuvEncoder()
    frame = noise(64, 64, "yuv444p10le", 10)
    first, _ = decoder.decode(frame, HD)
    part = first[1, 3:9]
    kept, place = part.copy(), first.ctypes.data
    second, _ = decoder.decode(noise(64, 64, "yuv444p10le", 10, seed=9), HD)
    del first
    third, _ = decoder.decode(noise(64, 64, "yuv444p10le", 10, seed=8), HD)
    assert np.array_equal(part, kept)
    assert len({place, second.ctypes.data, third.ctypes.data}) == 3
    del part
    gc.collect()
    assert decoder.decode(frame, HD)[0].ctypes.data == place

    held = encoder.encode(np.zeros((3, 64, 64), np.float32), None, HD, "yuv444p10le")
    address = np.frombuffer(held.planes[0], np.uint8).ctypes.data
    other = encoder.encode(np.ones((3, 64, 64), np.float32), None, HD, "yuv444p10le")
    assert samples(held, 0, 64, 64, 10).max() == 64 and samples(other, 0, 64, 64, 10).min() == 940
    del held
    gc.collect()
    again = encoder.encode(np.ones((3, 64, 64), np.float32), None, HD, "yuv444p10le")
    assert np.frombuffer(again.planes[0], np.uint8).ctypes.data == address


def test_any_memory_order_of_the_picture_encodes_the_same():
    rgb = np.random.default_rng(6).random((3, 40, 64), np.float32)
    plain = YuvEncoder().encode(rgb, None, HD, "yuv422p10le")
    for other in (np.asfortranarray(rgb), rgb.transpose(1, 2, 0).copy().transpose(2, 0, 1), rgb[:, ::-1].copy()[:, ::-1]):
        frame = YuvEncoder().encode(other, None, HD, "yuv422p10le")
        assert np.array_equal(samples(frame, 1, 32, 40, 10), samples(plain, 1, 32, 40, 10))


def test_threads_with_a_decoder_each_agree():
    from concurrent.futures import ThreadPoolExecutor

    frames = [noise(320, 200, "yuv420p10le", 10, seed) for seed in range(8)]
    alone = [YuvDecoder().decode(frame, HD)[0].copy() for frame in frames]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda frame: YuvDecoder().decode(frame, HD)[0], frames))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize("name", ["yuv422p10le", "yuv422p"])
def test_chroma_that_only_goes_up_and_down_again_comes_back_to_the_code(name):
    bits = 10 if "10" in name else 8
    frame = noise(35, 18, name, bits)
    for plane in frame.planes:
        raw = np.frombuffer(plane, np.uint8 if bits == 8 else np.uint16)
        raw[:] = np.clip(raw, 2 ** (bits - 8), 2**bits - 1 - 2 ** (bits - 8))
    tag = ColourTag(Primaries.BT709, Transfer.BT709, Matrix.BT709, Range.LIMITED)
    rgb, _ = YuvDecoder().decode(frame, tag)
    again = YuvEncoder().encode(rgb, None, tag, name)
    for plane, (width, height) in enumerate([(35, 18), (18, 18), (18, 18)]):
        np.testing.assert_array_equal(samples(again, plane, width, height, bits), samples(frame, plane, width, height, bits))
