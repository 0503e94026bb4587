"""Windows and tiles of any shot and picture: all of it, once."""

from __future__ import annotations

import numpy as np
import pytest

from uprez.models.star.cog import cuts
from uprez.models.star.patches import Patches


@pytest.mark.parametrize("frames", range(1, 102, 2))
def test_every_frame_goes_through_the_vae_once(frames):
    latents = cuts.latents_of(frames)
    padded = cuts.frames_of(latents)
    assert latents % 2 == 1
    assert frames <= padded < frames + 8
    parts = [(cuts.encoded_at_once(padded), padded), (cuts.encoded_at_once(padded, 24), padded), (cuts.decoded_at_once(latents), latents)]
    for (first, *rest), length in parts:
        assert [index for span in (first, *rest) for index in range(span.start, span.stop)] == list(range(length))
        assert len(first) % 2 == 1
        assert all(len(span) % 2 == 0 for span in rest)


def test_the_release_decodes_three_and_then_two():
    assert [len(span) for span in cuts.decoded_at_once(7)] == [3, 2, 2]
    assert [len(span) for span in cuts.encoded_at_once(25, 24)] == [25]
    assert cuts.latents_of(25) == 7


@pytest.mark.parametrize("frames", range(1, 102, 9))
@pytest.mark.parametrize("window", [1, 9, 25])
def test_weights_of_windows_and_tiles_sum_to_one(frames, window):
    latents = cuts.latents_of(frames)
    patches = Patches(cuts.windows(latents, window), cuts.tiles(70, 100))
    assert max(len(patch.frames) for patch in patches) <= 1 + (window - 1) // 4
    whole = patches.join(
        [np.ones((1, 1, len(patch.frames), len(patch.tile.rows), len(patch.tile.columns)), np.float32) for patch in patches],
        np.zeros((1, 1, latents, 70, 100), np.float32),
    )
    np.testing.assert_allclose(whole, 1, atol=1e-6)


@pytest.mark.parametrize("size", [(2, 2), (60, 90), (62, 90), (136, 240), (270, 480), (480, 130)])
def test_tiles_lie_on_the_transformers_grid(size):
    tiles, large = cuts.tiles(*size), cuts.tiles(*size, factor=8)
    assert (len(tiles) == 1) == (size[0] <= 60 and size[1] <= 90)
    for tile, picture in zip(tiles, large, strict=True):
        for span, most in ((tile.rows, 60), (tile.columns, 90)):
            assert span.start % 2 == len(span) % 2 == 0
            assert len(span) <= most
        assert (picture.rows.start, picture.columns.stop) == (8 * tile.rows.start, 8 * tile.columns.stop)
    vae = cuts.tiles(*size, cuts.VAE_ROWS, cuts.VAE_COLUMNS, overlap=cuts.VAE_OVERLAP)
    for found, factor in ((tiles, 1), (large, 8), (vae, 1)):
        whole = np.zeros((size[0] * factor, size[1] * factor), np.float32)
        for tile in found:
            tile.cut(whole)[...] += tile.weights
        np.testing.assert_allclose(whole, 1, atol=1e-6)


@pytest.mark.parametrize("size", [(480, 720), (1, 1), (1080, 1920), (17, 33)])
def test_margins_make_sixteens(size):
    margins = cuts.margins(*size)
    picture = np.random.default_rng(0).random((1, 3, *size), np.float32)
    wide = margins.add(picture)
    assert wide.shape[2] % 16 == wide.shape[3] % 16 == 0
    assert wide.shape[2] - size[0] < 16 > wide.shape[3] - size[1]
    np.testing.assert_array_equal(margins.remove(wide), picture)
