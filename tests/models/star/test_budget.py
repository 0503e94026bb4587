"""What STAR takes in memory, what fits, and how the engine is told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.engine.memory import FLOAT, FRAMES_IN_FLIGHT, fit_memory, plan_tile_side
from uprez.engine.tiled import plan_tiles
from uprez.models.contract import Fitted, ModelSpec
from uprez.models.star.budget import fit, fitting
from uprez.models.star.margins import Margins
from uprez.models.star.needs import Needs
from uprez.models.star.settings import Settings
from uprez.models.star.tiles import SMALLEST, TiledNetworks, latent_side, lay

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
GIBI = 2**30
HD = Size(480, 270)
COUNTED = {
    (32, 42, 48, 8_192): 868_488_192,
    (32, 66, 64, 8_192): 1_636_453_888,
    (16, 66, 64, 8_192): 882_299_904,
    (32, 90, 160, 14_400): 5_489_937_920,
    (32, 130, 128, 16_640): 6_335_188_480,
    (32, 138, 240, 33_120): 12_593_794_560,
}
"""Bytes that a pass takes in fp16 beyond its weights, as benchmarks/star_memory.py counts them."""


@pytest.fixture
def memory(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    import star_memory

    return star_memory


@pytest.mark.parametrize(("patch", "counted"), COUNTED.items(), ids=str)
def test_what_is_planned_is_what_was_counted_or_a_little_more(patch, counted):
    frames, height, width, at_once = patch
    planned = Needs(window=frames, at_once=at_once, parameters=0).network_bytes(height, width)
    assert counted <= planned < 1.13 * counted


def test_the_network_of_today_is_what_was_counted(memory):
    counted = memory.denoise_bytes(4, 18, 16, dtype=torch.float16, at_once=1_152)
    assert counted <= Needs(window=4, at_once=1_152, parameters=0).network_bytes(18, 16) < 2 * counted
    assert memory.decode_bytes(3, 8, 8, dtype=torch.float16) <= Needs().decoder_bytes(8, 8, 3)
    assert memory.encode_bytes(8, 8, dtype=torch.float32) <= Needs().encoder_bytes(8, 8)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux how much a process has grown")
def test_counting_is_what_a_process_grows_by(memory):
    counted, grown = (count("unet", 0, 48) for count in (memory.counted, memory.grown))
    assert grown == pytest.approx(counted, rel=0.1)


def test_views_and_weights_do_not_count(memory):
    weight = torch.zeros(100, device="meta")
    assert memory.peak_bytes(lambda: weight.view(10, 10).T.contiguous()) == 400
    assert memory.peak_bytes(lambda: weight.view(10, 10)[2:].add_(1)) == 0

    def chain():
        values = torch.zeros(1000, device="meta")
        for _ in range(5):
            values = values + 1
        return values

    assert memory.peak_bytes(chain) == 8000


def test_precision_and_size_scale_the_bytes():
    assert Needs("fp32").network_bytes(90, 160) == 2 * Needs("fp16").network_bytes(90, 160) == 2 * Needs("bf16").network_bytes(90, 160)
    assert Needs(parameters=0, width=160).network_bytes(90, 160) * 2 == Needs(parameters=0).network_bytes(90, 160)
    assert Needs("bf16").decoder_bytes(8, 8, 3) > Needs("fp16").decoder_bytes(8, 8, 3)
    assert Needs().network_bytes(0, 0) == 2 * 2_041_121_910


def test_a_patch_that_memory_holds_is_not_sliced():
    plain = Needs("fp32", at_once=6_400)
    loose = plain.sliced_beyond(64 * GIBI)
    for frames, height, width in ((32, 90, 90), (32, 138, 240)):
        whole, bound = (needs.network_bytes(height, width, frames) for needs in (Needs("fp32", at_once=1 << 62), plain))
        fits = whole <= 64 * GIBI
        assert fits == (height == 90) == (frames * height * width <= loose.whole)
        assert loose.network_bytes(height, width, frames) == (whole if fits else bound)
    assert loose.network_bytes(1, loose.whole, 1) == pytest.approx(64 * GIBI, rel=1e-5)
    assert plain.sliced_beyond(GIBI) == plain  # not even the weights


@pytest.mark.parametrize("size", [Size(320, 180), HD, Size(960, 540), Size(123, 77)])
@pytest.mark.parametrize("gigabytes", [8, 12, 16, 24])
def test_cards_of_8_to_24_gigabytes_have_a_tile_that_fits(size, gigabytes):
    found = fit(gigabytes * GIBI, size, Needs())
    assert found.needs <= 0.9 * gigabytes * GIBI
    assert (found.side is None) == (found.tiles == 1)
    if found.side is not None:
        again = fit(gigabytes * GIBI, size, Needs(), asked=found.side)
        assert (again.tiles, again.needs, again.side) == (found.tiles, found.needs, found.side)
        larger = fit(10**15, size, Needs(), asked=found.side + 32)
        assert larger.needs > 0.85 * gigabytes * GIBI or larger.tiles == found.tiles


def test_the_price_is_said():
    small, large = fit(8 * GIBI, Size(320, 180), Needs()), fit(24 * GIBI, HD, Needs())
    assert large.side is None and large.more_work == 0
    assert "whole pictures (32 frames at once)" in large.words
    assert 0.3 < small.more_work < 0.5
    assert f"{small.tiles} tiles of about" in small.words and f"{small.more_work:.0%} more work" in small.words
    assert "less work" in fit(16 * GIBI, Size(960, 540), Needs()).words


def test_the_planned_tile_is_the_patches_tile():
    found = fit(8 * GIBI, HD, Needs())
    tiles = lay(138, 240, latent_side(found.side))
    assert len(tiles) == found.tiles
    assert Needs().network_bytes(*tiles[0].size) == found.needs


def test_nothing_fits_into_too_little():
    with pytest.raises(ResourceError, match="too little for STAR") as error:
        fit(5 * GIBI, HD, Needs())
    assert f"{2 * SMALLEST} pixels of 32 frames" in error.value.why
    with pytest.raises(ResourceError):
        fit(8 * GIBI, HD, Needs("bf16"))  # whose VAE decodes in float32
    assert fit(13 * GIBI // 2, HD, Needs(window=8)).side is not None


def test_the_engine_asks_the_model():
    asked = []

    def fitted(size, side, free):
        asked.append((size, side, free))
        return Fitted(side or 128, "words")

    spec = ModelSpec("a", 4, bytes_per_pixel=1, fit=fitted)
    target = Size(1920, 1080)
    frames = FRAMES_IN_FLIGHT * 3 * FLOAT * target.area
    assert fit_memory(None, HD, target, spec, 10 * GIBI) == Fitted(128, "words")
    assert fit_memory(96, HD, target, spec, 10 * GIBI).side == 96
    assert plan_tile_side(HD, target, spec, 0) == 128
    assert asked == [(HD, None, 10 * GIBI - frames), (HD, 96, 10 * GIBI - frames), (HD, None, 0)]
    assert fit_memory(64, HD, target, ModelSpec("a", 4, bytes_per_pixel=1), 10 * GIBI) == Fitted(64, bytes=64 * 64)
    assert fit_memory(None, HD, target, ModelSpec("a", 4, bytes_per_pixel=1), 10 * GIBI) == Fitted(None, bytes=HD.area)


def test_a_gpus_own_memory_counts_and_what_the_run_holds_of_it(monkeypatch):
    fake = SimpleNamespace(mem_get_info=lambda device: (5 * GIBI, 80 * GIBI), memory_reserved=lambda device: 3 * GIBI)
    monkeypatch.setattr(torch, "cuda", fake)
    found = fitting(Needs(), device="cuda:1", runtime="torch cuda:1 fp16")(HD, None, 0)
    assert (found.side, found.bytes) == (fit(8 * GIBI, HD, Needs()).side, fit(8 * GIBI, HD, Needs()).needs)
    assert found.words.startswith("8.0 GiB of memory is free: 6 tiles") and found.words.endswith(" at work in torch cuda:1 fp16.")
    tiny = Needs("fp32", parameters=10**6, width=32)
    assert fitting(tiny, device="cpu", runtime="torch cpu fp32")(Size(64, 64), None, 4 * GIBI).side is None


@pytest.mark.parametrize("size", [Size(480, 640), Size(720, 1280), Size(360, 480), Size(720, 720)], ids=str)
@pytest.mark.parametrize("gigabytes", [24, 40, 60, 80])
def test_tiles_that_are_planned_are_those_that_are_made(size, gigabytes):
    """Latents are a little higher than the picture: a tile of the picture's own side is no tile to the engine."""
    found = fit(gigabytes * GIBI, size, Needs())
    spec = ModelSpec(name="star", scale=4, tiles_itself=True)
    assert (found.tiles == 1) == (len(plan_tiles(size, found.side, spec)) == 1)
    assert fit(GIBI, size, Needs(), asked=max(size.width, size.height)).side is None


def test_the_release_takes_more_memory():
    size, needs = Size(160, 120), Needs()
    assert fit(80 * GIBI, size, needs, Margins.release).needs == needs.network_bytes(90, 160) > fit(80 * GIBI, size, needs).needs
    usual, released = (Settings.of(Recipe(options=options)) for options in ((), ("faithful",)))
    assert (usual.longest, usual.margins) == (32, Margins.least) and (released.longest, released.margins) == (40, Margins.release)
    assert max(map(len, released.windows(40).spans)) == released.longest


def test_weights_that_stay_count_beside_the_vae():
    needs = Needs("fp32", stays=True)
    assert needs.decoder_bytes(8, 8, 3) - Needs("fp32").decoder_bytes(8, 8, 3) == needs.network_bytes(0, 0) == 4 * needs.parameters
    tiled = TiledNetworks(Decoding(), None, needs)
    tiled.decode(np.zeros((1, 4, 8, 138, 240), np.float32))
    height, width = tiled._networks.largest
    assert needs.decoder_bytes(height, width, 8) <= needs.network_bytes(138, 240)


class Decoding:
    """Decodes to nothing, and keeps the largest size that it was given."""

    runtime, largest = "torch cpu fp32", (0, 0)
    enter = predict = encode = None

    def decode(self, latents):
        frames, height, width = latents.shape[2:]
        self.largest = max(self.largest, (height, width))
        return np.zeros((frames, 3, 8 * height, 8 * width), np.float32)
