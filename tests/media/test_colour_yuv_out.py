"""R'G'B' to frames, and back again."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from tests.media.yuv_reference import HD, SUB, encoded, noise, samples
from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError, OutputError
from uprez.media.colour.yuv import Siting, YuvDecoder, YuvEncoder


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
