"""Memory and tiles, computed: what fits into common cards, and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers import AutoencoderKLWan

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.room import room
from uprez.models.unimmvsr.budget import fitting, lean
from uprez.models.unimmvsr.needs import Needs
from uprez.models.unimmvsr.tiles import MOST, VAE_MOST
from uprez.models.unimmvsr.transformer import UniMMVSRTransformer3DModel

GIBI = 2**30
HD, UHD = Size(960, 540), Size(1920, 1080)
IMAGES = 2 * 3600


def fitted(gigabytes, needs, asked=None, size=HD):
    return fitting(needs, lambda _: int(gigabytes * GIBI), "torch cuda:0 bf16", scale=2)(size, asked, 0)


def test_the_defaults_are_wans():
    with torch.device("meta"):
        network, vae = UniMMVSRTransformer3DModel(), AutoencoderKLWan()
    assert sum(value.numel() for value in network.parameters()) == Needs(2).parameters
    assert sum(value.numel() for value in vae.parameters()) == Needs(2).vae_parameters
    assert (len(network.blocks), vae.config.base_dim) == (Needs(2).layers, Needs(2).vae_width)


def test_the_planner_knows_what_a_pass_takes(monkeypatch):
    """Counted on the meta device at the release's width."""
    monkeypatch.syspath_prepend(Path(__file__).parents[3] / "benchmarks")
    import unimmvsr_memory as bench

    monkeypatch.setattr(bench, "LAYERS", 2)
    for name in ("a video", "2 images, kept"):
        counted = bench.transformer_pass(name, (6, 64, 64), torch.bfloat16).bytes
        planned = bench.needs(name, 21, 2, 2).pass_bytes(64, 64)
        assert planned == pytest.approx(counted, rel=0.05)
    counted = bench.vae_pass("decode", 24, 24).bytes
    assert counted < Needs(2, vae_parameters=0).vae_bytes(24, 24) < 1.1 * counted


@pytest.mark.parametrize("gigabytes", [7.6, 11.4, 15.2, 22.8])
def test_common_cards_make_full_hd_whole_and_4k_in_tiles(gigabytes):
    """8, 12, 16 and 24 GiB, less what a driver and a screen take."""
    found = fitted(gigabytes, Needs(2, image_tokens=IMAGES))
    assert found.side is None and "whole pictures (21 frames at once), about 5.9 GB at work, 0.4 GB of it for references in" in found.words
    found = fitted(gigabytes, Needs(2), size=UHD)
    assert "6 tiles of 768x640 px (21 frames at once, 58% less work than whole pictures)" in found.words


def test_less_memory_takes_smaller_tiles_and_then_none():
    needs = Needs(2, 77, video=1.0)
    sides = [fitted(gigabytes, needs, size=UHD).side or 960 for gigabytes in (24, 12, 8, 5)]
    assert sides == sorted(sides, reverse=True) and len(set(sides)) == 4
    with pytest.raises(ResourceError, match=r"too little.*96 pixels of 77 frames, takes .* for references"):
        fitted(3, needs)
    for gigabytes, side in zip((24, 12, 8, 5), sides, strict=True):
        tile = (side // 4, side // 4)
        small = min(VAE_MOST, side // 4)
        assert side == 960 or needs.peak(tile, (small, small)) >= 0.7 * room(gigabytes * GIBI)


def test_what_was_asked_for_is_taken():
    found = fitted(2, Needs(2), asked=200)
    assert found.side == 200 and "tiles of " in found.words


def test_kept_references_take_memory_and_are_given_up_where_it_is_short():
    kept = Needs(2, 77, IMAGES, apart=True, keep=True)
    alone = Needs(2, 77, apart=True)
    assert kept.kept_bytes(64, 64) == 2 * 30 * 2 * 1536 * 2 * IMAGES
    assert kept.pass_bytes(64, 64) - alone.pass_bytes(64, 64) == kept.kept_bytes(64, 64)
    assert lean(kept, 24 * GIBI).keep and not lean(kept, 12 * GIBI).keep
    assert "kept between steps" in fitted(24, kept).words and "kept" not in fitted(12, lean(kept, 12 * GIBI)).words


def test_memory_grows_with_what_is_seen_at_once():
    short, long = Needs(2), Needs(2, 77)
    assert 3 < long.pass_bytes(136, 240) / short.pass_bytes(136, 240) < 3.5
    seen = Needs(2, video=1.0).pass_bytes(136, 240) / short.pass_bytes(136, 240)
    assert seen == pytest.approx(2, rel=0.02)
    assert Needs(4, stays=True).peak((64, 64), (64, 64)) > Needs(4).peak((64, 64), (64, 64)) + 5e9
    assert Needs(2, video=1.0).work(64, 64) > 2 * Needs(2).work(64, 64)
    assert MOST == 240
