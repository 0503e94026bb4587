"""Tiled networks: one tile is none, and what several make has no seams."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.stablevsr.golden import networks
from uprez.models.stablevsr.tiles import TiledNetworks


@pytest.fixture(scope="module")
def nets():
    return networks()


def drawn(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))


def test_one_tile_changes_nothing(nets):
    tiled = TiledNetworks(nets, 96)
    x, guidance = drawn(2, 7, 20, 36), drawn(2, 3, 80, 144)
    expected = nets.predict(nets.encode(x, 500), nets.control(x, guidance, 500), 500)
    torch.testing.assert_close(tiled.predict(tiled.encode(x, 500), tiled.control(x, guidance, 500), 500), expected, atol=0, rtol=0)
    torch.testing.assert_close(tiled.decode(x[:, :4]), nets.decode(x[:, :4]), atol=0, rtol=0)


@pytest.mark.parametrize("size", [(64, 160), (100, 132), (68, 64)])
def test_weights_sum_to_one_everywhere(nets, size):
    tiled = TiledNetworks(nets, 96)
    ones = torch.ones(1, 4, *size)
    whole = tiled._each(ones, lambda part: part, enters=1, leaves=1)
    torch.testing.assert_close(whole, ones, atol=1e-6, rtol=0)
    large = tiled._each(ones, lambda part: part.repeat_interleave(4, 2).repeat_interleave(4, 3), enters=1, leaves=4)
    torch.testing.assert_close(large, torch.ones(1, 4, 4 * size[0], 4 * size[1]), atol=1e-6, rtol=0)


def test_a_picture_of_any_features(nets):
    tiled = TiledNetworks(nets, 96)
    x = drawn(2, 7, 64, 136)
    features = tiled.encode(x, 500)
    both = tiled.predict(features, None, 500)
    one = tiled.predict(tiled.pick(features, 1, 1), None, 500)
    torch.testing.assert_close(both[1:], one, atol=1e-4, rtol=1e-4)


def test_two_tiles_with_guidance_make_almost_the_whole_pictures_step(nets):
    tiled = TiledNetworks(nets, 96)
    x, guidance = drawn(1, 7, 64, 232), drawn(1, 3, 256, 928)
    whole, parts = (each.predict(each.encode(x, 500), each.control(x, guidance, 500), 500).numpy() for each in (nets, tiled))
    blind = tiled.predict(tiled.encode(x, 500), None, 500).numpy()
    assert np.abs(parts - whole).mean() < 0.2 * np.abs(blind - whole).mean()
    assert_no_seam(parts - whole, tiled, 1)


def assert_no_seam(error: np.ndarray, tiled: TiledNetworks, factor: int) -> None:
    """What tiling changes steps no more from pixel to pixel where tiles meet than inside a tile."""
    steps = np.abs(np.diff(error, axis=3)).mean(axis=(0, 1, 2))
    meets = np.zeros(len(steps), bool)
    for tile in tiled._tiles(error.shape[2] // factor, error.shape[3] // factor):
        if tile.columns.start:
            meets[tile.columns.start * factor : (tile.columns.start + 32) * factor] = True
    assert meets.any()
    assert steps[meets].mean() < 1.25 * steps[~meets].mean()
    assert steps[meets].max() < 1.25 * steps[~meets].max()


def test_decoded_pictures_have_no_seam(nets):
    tiled = TiledNetworks(nets, 96)
    y, x = np.mgrid[0:64, 0:232].astype(np.float32)
    waves = torch.from_numpy(np.stack([np.sin(x / 9 + k) * np.cos(y / 7 - k) for k in range(4)])[None])
    whole, parts = (each.decode(waves).numpy() for each in (nets, tiled))
    assert np.abs(parts - whole).max() > 0
    assert_no_seam(parts - whole, tiled, 4)
