"""Tiles of latents, and a VAE that sees them one at a time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from uprez.models.star.margins import Margins
from uprez.models.star.needs import Needs
from uprez.models.star.tiles import FACTOR, OVERLAP, SMALLEST, TiledNetworks, latent_side, lay

SIZES = [(42, 64), (50, 120), (90, 160), (138, 240), (274, 480)]


class Plain:
    """A position takes a byte, whatever the network; see `Needs`."""

    def network_bytes(self, height, width):
        return height * width

    encoder_bytes = network_bytes

    def decoder_bytes(self, height, width, frames):
        return height * width


class Local:
    """Networks whose latents are means of 8 x 8 pixels, and whose pictures are those repeated; every tile is told apart by `drift`."""

    runtime = "torch cpu fp16"

    def __init__(self, drift: float = 0.0) -> None:
        self.seen: list[tuple[int, ...]] = []
        self.stages: list[str] = []
        self._drift = drift

    def enter(self, stage):
        self.stages.append(stage)

    def encode(self, pictures, noise):
        self.seen.append(pictures.shape)
        frames, _, height, width = pictures.shape
        means = pictures.reshape(frames, 3, height // 8, 8, width // 8, 8).mean((3, 5))
        means = np.concatenate((means, means[:, :1]), 1) + (0 if noise is None else noise) + self._drift * len(self.seen)
        return means.transpose(1, 0, 2, 3)[None].astype(np.float32)

    def predict(self, latent, timestep, footage, *, both):
        return latent, None

    def decode(self, latents):
        self.seen.append(latents.shape)
        pictures = latents[0, :3].transpose(1, 0, 2, 3).repeat(8, 2).repeat(8, 3)
        return pictures + np.float32(self._drift * len(self.seen))


@pytest.mark.parametrize("side", [SMALLEST, 64, 75, 120, 500, None])
@pytest.mark.parametrize("size", SIZES)
def test_tiles_are_even_lie_on_the_networks_grid_and_weigh_one(size, side):
    tiles = lay(*size, side)
    total = np.zeros(size)
    for tile in tiles:
        tile.cut(total)[...] += tile.weights
        assert tile.weights.min() >= 0
    np.testing.assert_allclose(total, 1, atol=1e-6)
    assert len({(len(tile.rows), len(tile.columns)) for tile in tiles}) == 1
    assert len(tiles[0].rows) <= max(side or 500, SMALLEST) or len(tiles) == 1
    for tile in tiles:
        assert len(tile.rows) % 8 == 2 and len(tile.columns) % 8 == 0
        assert tile.rows.start % 8 == 0 and tile.columns.start % 8 == 0
    for name in ("rows", "columns"):
        spans = sorted({(getattr(tile, name).start, getattr(tile, name).stop) for tile in tiles})
        assert all(left[1] - right[0] >= OVERLAP for left, right in pairwise(spans))


def test_tiles_are_as_few_as_there_can_be():
    assert len(lay(90, 160, 160)) == 1
    assert len(lay(90, 160, 96)) == 2
    assert len(lay(138, 240, 136)) == 4
    assert lay(138, 240, 136) is lay(138, 240, 136)


def test_the_rim_of_a_tile_decides_nothing():
    left, right = lay(42, 96, 64)
    shared = left.columns.stop - right.columns.start
    for weights in (left.column_weights[::-1], right.column_weights):
        assert not weights[: OVERLAP // 4].any()
        assert weights[shared:].all()
        assert (np.diff(weights[:shared]) >= 0).all()


@pytest.mark.parametrize("picture", [(96, 160), (2160, 3840), (1080, 1920), (720, 1280)])
def test_every_size_with_margins_can_be_tiled(picture):
    margins = Margins.least(*picture)
    height, width = (picture[0] + margins.top + margins.bottom) // 8, (picture[1] + margins.left + margins.right) // 8
    assert lay(height, width, SMALLEST)


def test_sizes_without_margins_need_one_tile():
    assert len(lay(35, 33, 64)) == 1
    with pytest.raises(ValueError, match="margins"):
        lay(88, 160, 64)
    with pytest.raises(ValueError, match="margins"):
        lay(90, 161, 64)


def test_a_side_in_source_pixels():
    assert latent_side(None) is None
    assert (latent_side(240), latent_side(32)) == (120, SMALLEST)


def test_one_tile_changes_nothing():
    networks = Local()
    tiled = TiledNetworks(networks, None)
    pictures = np.random.default_rng(0).random((2, 3, 90 * 8, 96 * 8), np.float32)
    np.testing.assert_array_equal(tiled.encode(pictures, None), Local().encode(pictures, None))
    latents = np.ones((1, 4, 2, 90, 96), np.float32)
    np.testing.assert_array_equal(tiled.decode(latents), Local().decode(latents))
    assert len(networks.seen) == 2
    assert tiled.predict(latents, 1, latents, both=False)[0] is latents
    tiled.enter("decode")
    assert (tiled.runtime, networks.stages) == ("torch cpu fp16", ["decode"])


def test_tiles_are_encoded_with_their_part_of_the_noise_and_decoded_again():
    rng, networks = np.random.default_rng(0), Local()
    tiled = TiledNetworks(networks, 64, Plain())
    pictures = rng.random((2, 3, 90 * FACTOR, 96 * FACTOR), np.float32)
    noise = rng.standard_normal((2, 4, 90, 96)).astype(np.float32)
    latents = tiled.encode(pictures, noise)
    np.testing.assert_allclose(latents, Local().encode(pictures, noise), atol=1e-5)
    np.testing.assert_allclose(tiled.decode(latents), Local().decode(latents), atol=1e-5)
    assert len(networks.seen) == 8
    assert {shape[-2:] for shape in networks.seen} == {(58 * 8, 64 * 8), (58, 64)}


def test_the_vae_takes_no_more_than_a_patch_does():
    """Eight frames of 720p decode in 20 GB, their denoising takes 10; the release's three decode whole."""
    room = Needs().network_bytes(90, 160)
    for frames, whole in ((8, False), (3, True)):
        networks = Local()
        TiledNetworks(networks, None).decode(np.zeros((1, 4, frames, 90, 160), np.float32))
        assert (networks.seen == [(1, 4, frames, 90, 160)]) == whole
        assert all(Needs().decoder_bytes(*shape[3:], frames) <= room for shape in networks.seen)
    tiny = Local()
    TiledNetworks(tiny, SMALLEST).decode(np.zeros((1, 4, 8, 58, 96), np.float32))
    assert {shape[2:] for shape in tiny.seen} == {(8, 58, 64)}


def test_tiles_that_differ_fade_without_a_step():
    latents = np.zeros((1, 4, 1, 90, 96), np.float32)
    picture = TiledNetworks(Local(drift=1.0), 64, Plain()).decode(latents)[0, 0]
    ramp = (OVERLAP - OVERLAP // 2) * FACTOR
    assert max(np.abs(np.diff(picture, axis=0)).max() / 2, np.abs(np.diff(picture, axis=1)).max()) < 1.1 / ramp
    assert picture.max() - picture.min() == pytest.approx(3, abs=0.01)
