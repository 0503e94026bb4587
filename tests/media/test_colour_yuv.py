"""Frames to R'G'B': depths, matrices, ranges, and where chroma sits."""

from __future__ import annotations

import av
import numpy as np
import pytest

from tests.media.yuv_reference import CODE, HD, KR_KB, SUB, decoded, noise
from uprez.core.colour import ColourTag, Matrix, Range
from uprez.core.errors import InputError
from uprez.media.colour.yuv import Siting, YuvDecoder


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
