"""Tiles: how they lie, what of the conditions they see, and what joins of them show."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from uprez.core.cover import Span
from uprez.models.unimmvsr.networks import Conditions, Given
from uprez.models.unimmvsr.tiles import MOST, SMALLEST, VAE_MOST, margins, part_of, tile_of, tiles

LIMIT = 1.2
"""Step across a join, over the step that a result in one piece has there."""


@pytest.mark.parametrize("factor", [1, 4])
@pytest.mark.parametrize(("height", "width", "side"), [(272, 480, 240), (26, 62, 24), (24, 200, 30), (50, 44, 7)])
def test_tiles_cover_the_picture_share_a_fifth_and_weigh_one(height, width, side, factor):
    laid = tiles(height, width, side, side, factor=factor)
    whole = np.zeros((height * factor, width * factor), np.float32)
    for tile in laid:
        tile.cut(whole)[...] += tile.weights
        assert all(start % 2 == 0 for start in (tile.rows.start, tile.columns.start, *tile.size))
        assert all(length <= factor * max(side, SMALLEST) for length in tile.size)
    np.testing.assert_allclose(whole, 1, atol=1e-5)
    for axis in ("rows", "columns"):
        spans = sorted({(getattr(tile, axis).start, getattr(tile, axis).stop) for tile in laid})
        for (_, stop), (start, end) in pairwise(spans):
            assert stop - start >= 0.2 * (end - start)


def test_a_picture_that_fits_is_one_tile():
    (tile,) = tiles(136, 240, MOST, MOST)
    assert tile.size == (136, 240) and tile.weights.min() == 1


def test_sides_follow_from_source_pixels():
    assert tile_of(None, 2) == ((MOST, MOST), (VAE_MOST, VAE_MOST))
    assert tile_of(960, 2)[0] == (240, 240)
    assert tile_of(125, 4) == ((62, 62), (62, 62))
    assert tile_of(8, 1)[0] == (SMALLEST, SMALLEST)


def test_margins_make_multiples_of_sixteen():
    around = margins(1080, 1928)
    assert (around.top, around.bottom, around.left, around.right) == (4, 4, 4, 4)
    assert margins(1088, 1920).add(np.zeros((1, 3, 1088, 1920), np.float32)).shape == (1, 3, 1088, 1920)


def test_a_tile_of_a_video_shows_what_the_footage_does():
    """Both are ramps across the picture, so that what is cut can be read off."""
    ramp = np.broadcast_to(np.linspace(0, 1, 60, dtype=np.float32), (1, 16, 5, 40, 60))
    half = np.broadcast_to(np.linspace(0, 1, 30, dtype=np.float32), (1, 16, 5, 20, 30))
    image = Given(np.ones((1, 16, 1, 6, 4), np.float32))
    told = Conditions(ramp, 300.0, ramp, ramp, (image, Given(half, "video")))
    for tile in tiles(40, 60, 24, 24):
        seen = part_of(told, Span(2, 4), tile)
        video = seen.references[1].latents
        assert seen.footage.shape == (1, 16, 2, 24, 24) and video.shape == (1, 16, 2, 12, 12)
        assert seen.references[0] is image
        assert abs(float(seen.footage.mean()) - float(video.mean())) < 0.04  # half a token
        assert np.shares_memory(seen.footage, ramp) and np.shares_memory(video, half)
    assert part_of(told, Span(0, 5)).references[1].latents.shape == half.shape


def test_a_small_video_still_has_tokens_for_every_tile():
    footage, video = np.zeros((1, 16, 1, 240, 240), np.float32), np.zeros((1, 16, 1, 2, 4), np.float32)
    told = Conditions(footage, 0.0, footage, footage, (Given(video, "video"),))
    for tile in tiles(240, 240, 24, 24):
        height, width = part_of(told, Span(0, 1), tile).references[0].latents.shape[3:]
        assert height >= 2 and width >= 2 and height % 2 == width % 2 == 0


@pytest.fixture
def seams(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[3] / "benchmarks")
    import unimmvsr_seams

    return unimmvsr_seams


def test_joins_step_no_more_than_what_lies_between_them(seams):
    found = seams.stand_in(16, 24, 60, 24)
    for kind in ("windows", "tiles"):
        assert found[kind].ratio < LIMIT
        assert found[kind].joined.joins < LIMIT * found[kind].whole.joins
    assert found["windows, cut hard"].ratio > LIMIT
    assert found["tiles, cut hard"].ratio > LIMIT
