"""The network's blocks by themselves against the authors'."""

from __future__ import annotations

import pytest
import torch

from tests.models.star.golden import clip, close, frames, network, tensors
from uprez.models.star.slices import over_rows
from uprez.models.star.told import Text, Told

EXACT = 1e-6


@pytest.fixture(scope="module")
def blocks():
    return tensors("blocks_a")


@pytest.fixture(scope="module")
def net():
    return network()


@pytest.fixture(autouse=True)
def still():
    with torch.no_grad():
        yield


def told(time: torch.Tensor | None = None, text: torch.Tensor | None = None, at_once: int = 0) -> Told:
    time = torch.zeros(1, 128) if time is None else time
    return Told(torch.nn.functional.silu(time), Text(torch.zeros(1, 1, 64) if text is None else text), at_once)


def both_ways(module, features: torch.Tensor, expected: torch.Tensor, **known) -> None:
    """A block is the authors', whole, and sliced is what it is whole."""
    whole = module(features, told(**known))
    close(whole, expected)
    for at_once in (1, 24, 100):
        close(module(features, told(**known, at_once=at_once)), whole, EXACT * max(1, float(whole.abs().max())))


def test_liem_within_a_frame(net, blocks):
    liem = net.input_blocks[1][1].transformer_blocks[0].local1
    torch.testing.assert_close(liem.conv1.weight, blocks["liem_spatial.weight"], atol=0, rtol=0)
    given = liem(blocks["liem_spatial.in_bchw"].permute(0, 2, 3, 1).contiguous())
    close(given.permute(0, 3, 1, 2), blocks["liem_spatial.out"])


@pytest.mark.parametrize("number", [1, 2])
def test_liem_along_time(net, blocks, number):
    liem = getattr(net.input_blocks[1][2].transformer_blocks[0], f"local{number}")
    name = "liem_temporal" if number == 1 else "liem_temporal2"
    torch.testing.assert_close(liem.conv1.weight, blocks[f"{name}.weight"], atol=0, rtol=0)
    close(liem(blocks["liem_temporal.in_nfc"]), blocks[f"{name}.out"])


def test_spatial_block(net, blocks):
    """Four frames with four texts: four clips of one frame."""
    features = blocks["spatial_block.in_bnc"].view(4, 1, 8, 12, 32)
    made = net.input_blocks[1][1].transformer_blocks[0](features, Text(blocks["spatial_block.context"]))
    close(made.view(4, 96, 32), blocks["spatial_block.out"])


def test_temporal_block(net, blocks):
    made = net.input_blocks[1][2].transformer_blocks[0](blocks["temporal_block.in_nfc"])
    close(made, blocks["temporal_block.out"])


def test_more_sequences_than_a_call_takes(net, blocks, monkeypatch):
    monkeypatch.setattr("uprez.models.star.attention._SEQUENCES", 40)
    test_temporal_block(net, blocks)


def test_spatial_transformer(net, blocks):
    features, expected = (frames(blocks[f"SpatialTransformer.{name}"], clips=4) for name in ("in", "out"))
    both_ways(net.input_blocks[1][1], features, expected, text=blocks["spatial_block.context"])


def test_temporal_transformers(net, blocks):
    features = clip(blocks["TemporalTransformer.in_bcfhw"])
    both_ways(net.input_blocks[1][2], features, clip(blocks["TemporalTransformer.out"]))
    both_ways(net.input_blocks[0][1], features, clip(blocks["TemporalTransformer_init.out"]))


@pytest.mark.parametrize(
    ("place", "name", "out", "clips"),
    [((1, 0), "ResBlock", "_1_0.out", 1), ((3, 0), "ResBlock", "_3_0.out(32to64)", 1), ((1, 0), "ResBlock_b2", ".out", 2)],
)
def test_residual_blocks(net, blocks, place, name, out, clips):
    """The authors' take a time for every frame, and are tried so: within frames, each is a clip."""
    block = net.input_blocks[place[0]][place[1]]
    features, expected = frames(blocks[f"{name}.in"], clips=len(blocks[f"{name}.in"])), frames(blocks[f"{name}{out}"], clips)
    within = block.within_frames(features, told(blocks[f"{name}.emb"])).view(expected.shape)
    close(block.temopral_conv(within, told()), expected)


def test_residual_blocks_in_slices(net, blocks):
    features, more = (frames(blocks["ResBlock_b2.in"], clips=2) for _ in range(2))
    block, time = net.output_blocks[3][0], blocks["ResBlock_b2.emb"][[0, 4]]
    whole = block(features, told(time), more)
    for at_once in (1, 24, 100):
        close(block(features, told(time, at_once=at_once), more), whole, 4 * EXACT)


def test_temporal_convolution(net, blocks):
    features, expected = (clip(blocks[f"TemporalConv.{name}"]) for name in ("in", "out"))
    both_ways(net.input_blocks[1][0].temopral_conv, features, expected)


def test_changes_of_size(net, blocks):
    both_ways(net.input_blocks[2], frames(blocks["Downsample.in"]), frames(blocks["Downsample.out"]))
    both_ways(net.output_blocks[1][1], frames(blocks["Upsample.in"]), frames(blocks["Upsample.out"]))


@pytest.mark.parametrize("offset", [0.0, 1000.0])
def test_a_norm_measured_in_parts_is_the_norm(offset):
    norm = torch.nn.GroupNorm(32, 64)
    norm.weight.copy_(torch.rand(64)), norm.bias.copy_(torch.rand(64))
    features = torch.randn(2, 3, 5, 7, 64, generator=torch.Generator().manual_seed(0)) + offset
    expected = norm.double()(features.double().permute(0, 4, 1, 2, 3)).permute(0, 2, 3, 4, 1).float()
    given = over_rows(lambda _, normed: normed, norm.float(), features, 2 * 3 * 7 * 2)
    close(given, expected, 1e-6 + 2e-7 * offset)


def test_half_precision_norms_are_measured_in_float32():
    norm = torch.nn.GroupNorm(32, 64).half()
    features = (torch.randn(1, 3, 8, 7, 64, generator=torch.Generator().manual_seed(0)) + 300).half()
    given = over_rows(lambda _, normed: normed, norm, features, 21)
    assert given.dtype == torch.float16
    exact = torch.nn.functional.group_norm(features.double().permute(0, 4, 1, 2, 3), 32).permute(0, 2, 3, 4, 1)
    close(given.float(), exact.float(), 2e-3)
