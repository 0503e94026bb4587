"""Memory and tiles, computed: what fits into common cards, and what does not."""

from __future__ import annotations

import pytest
import torch

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.star.cog.budget import Needs, fitting
from uprez.models.star.cog.cuts import COLUMNS, ROWS
from uprez.models.star.cog.layers import Layer
from uprez.models.star.cog.transformer import Sizes, VideoTransformer

HD = Size(480, 270)


def fitted(gigabytes, needs, asked=None, size=HD):
    return fitting(needs, lambda _: int(gigabytes * 1e9), "torch cuda:0 bf16")(size, asked, 0)


def test_the_defaults_are_the_releases():
    with torch.device("meta"):
        network, layer = VideoTransformer(Sizes()), Layer(3072, 64, 12288, 512)
    assert sum(value.numel() for value in network.parameters()) == Needs(2).parameters
    assert sum(value.numel() for value in layer.parameters()) == Needs(2).layer


@pytest.mark.parametrize(("gigabytes", "fed"), [(7.6, True), (11.4, True), (15.2, False), (22.8, False)])
def test_common_cards_take_the_trainings_tile(gigabytes, fed):
    """8, 12, 16 and 24 GB, less what a driver and a screen take."""
    found = fitted(gigabytes, Needs(2, fed=fed))
    assert found.side == 180
    assert "9 tiles of at most 180x120 px (25 frames at once, 31% more work" in found.words
    assert fitted(gigabytes, Needs(2, fed=fed), size=Size(180, 120)).side is None
    assert ("one by one" in found.words) == fed
    assert found.bytes == Needs(2, fed=fed).peak() < gigabytes * 0.9e9


def test_less_memory_takes_smaller_tiles_and_then_none():
    sides = [fitted(gigabytes, Needs(2, fed=True)).side for gigabytes in (6.0, 5.0, 3.5)]
    assert sides[0] == 180
    assert 48 <= sides[2] < sides[1] < 180
    with pytest.raises(ResourceError, match="too little"):
        fitted(2.0, Needs(2, fed=True))
    with pytest.raises(ResourceError, match="takes 22"):
        fitted(16, Needs(4))


def test_what_was_asked_for_is_taken():
    found = fitted(2.0, Needs(2), asked=64)
    assert found.side == 64
    assert "px (25 frames at once" in found.words
    assert "whole pictures" in fitted(20, Needs(2), size=Size(180, 120)).words


def test_memory_grows_with_what_is_seen_at_once():
    small, large = Needs(2, frames=9), Needs(2)
    assert small.pass_bytes(ROWS, COLUMNS) < large.pass_bytes(ROWS, COLUMNS) / 2
    assert Needs(2, whole_vae=True).peak() > 15e9 > Needs(2).peak()
    assert Needs(4).peak(48) > Needs(2).peak(48)
