"""What is done to pictures around the network: enlarging, margins, colours."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.star.golden import table, tensors
from uprez.models.star.colour import adain, wavelet
from uprez.models.star.margins import WHITE, Margins, enlarge

SIZES = [(height, width) for height in (1, 15, 16, 17, 79, 80, 81) for width in (1, 63, 64, 65)] + [(720, 1280), (545, 961)]


@pytest.fixture(scope="module")
def golden():
    return {name: value.numpy() for name, value in tensors("colour").items()}


def model_space(pictures):
    """(T, H, W, C), 0 to 255, to (T, C, H, W), 0 to 1."""
    return pictures.transpose(0, 3, 1, 2) / np.float32(255)


def test_adain_is_the_authors(golden):
    given = adain(model_space(golden["adain.target_thwc_0_255"]), (golden["adain.source_tchw_m1_1"] + 1) / 2)
    assert given.dtype == np.float32
    np.testing.assert_allclose(given, model_space(golden["adain.out_thwc_0_255"]), atol=1e-6)


def test_wavelet_is_the_authors_but_for_the_clipping(golden):
    given = wavelet(model_space(golden["adain.target_thwc_0_255"]), (golden["wavelet.source_tchw_m1_1"] + 1) / 2)
    assert given.dtype == np.float32
    assert given.min() < -0.01
    np.testing.assert_allclose(given.clip(0, 1), model_space(golden["wavelet.out_thwc_0_255"]), atol=1e-6)


def test_values_beyond_white_survive_the_colour_fixes():
    bright = np.random.default_rng(0).random((2, 3, 40, 48), np.float32) * 4
    for fix in (adain, wavelet):
        np.testing.assert_allclose(fix(bright, bright), bright, atol=1e-5)


def test_enlarging_is_the_authors(golden):
    np.testing.assert_allclose(enlarge(golden["bilinear_x4.in"], 24, 40), golden["bilinear_x4.out"], atol=1e-6)


def test_enlarging_by_uneven_factors_is_torchs():
    import torch

    frames = torch.rand(2, 3, 7, 9, generator=torch.Generator().manual_seed(0))
    for size in ((7, 9), (11, 23), (1, 90)):
        expected = torch.nn.functional.interpolate(frames, size=size, mode="bilinear", align_corners=False)
        np.testing.assert_allclose(enlarge(frames.numpy(), *size), expected, atol=1e-5)


def test_the_releases_margins():
    for name, row in table("margins").items():
        height, width = map(int, name.split("x"))
        margins = Margins.release(height, width)
        assert [margins.left, margins.right, margins.top, margins.bottom] == row["pad_w1_w2_h1_h2"]


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_least_margins_are_what_the_network_takes(height, width):
    margins = Margins.least(height, width)
    tall, wide = height + margins.top + margins.bottom, width + margins.left + margins.right
    assert (tall % 64, wide % 64) == (16, 0)
    assert (tall - height, wide - width) < (64, 64)
    assert max(abs(margins.top - margins.bottom), abs(margins.left - margins.right)) <= 1
    frames = np.random.default_rng(0).random((1, 3, height, width), np.float32)
    widened = margins.add(frames)
    assert widened.shape[2:] == (tall, wide)
    assert np.isin(widened, frames).all()
    np.testing.assert_array_equal(margins.remove(widened), frames)


def test_mirrored_and_white_margins():
    frames = np.arange(12, dtype=np.float32).reshape(1, 1, 3, 4)
    mirrored, white = (Margins(1, 2, 1, 0).add(frames, fill) for fill in (None, WHITE))
    assert mirrored[0, 0, 0].tolist() == mirrored[0, 0, 1].tolist() == [0, 0, 1, 2, 3, 3, 2]
    assert white[0, 0, 0].tolist() == [1] * 7
    assert white[0, 0, 1].tolist() == [1, 0, 1, 2, 3, 1, 1]


def test_1920_columns_need_none():
    assert Margins.least(1080, 1920) == Margins(0, 0, 12, 12)
    assert Margins.release(1080, 1920) == Margins(0, 64, 0, 24)
