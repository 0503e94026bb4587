"""Our transformer against diffusers' on the same weights, and what the release's sizes make."""

from __future__ import annotations

import pytest
import torch

from tests.models.star.cog.published import HEAD, LATENT, LAYERS, PREFIX, TEXT, Reference, sat_weights
from uprez.models.star.cog.checkpoint import build
from uprez.models.star.cog.keys import of_sat
from uprez.models.star.cog.transformer import Sizes, VideoTransformer


def ours(stored):
    return build({key: part.make() for key, part in of_sat(stored).items()})


def given(frames=3, height=6, width=10, prompts=2):
    drawn = torch.Generator().manual_seed(1)
    latent, footage = (torch.randn(1, LATENT, frames, height, width, generator=drawn) for _ in range(2))
    return latent, torch.randn(prompts, 5, TEXT, generator=drawn), footage


@pytest.mark.parametrize("size", [(3, 6, 10), (1, 8, 4), (7, 2, 2)])
@pytest.mark.parametrize("timestep", [999, 19, 0])
def test_it_is_diffusers_transformer_with_liem(size, timestep):
    stored = sat_weights()
    latent, text, footage = given(*size)
    with torch.no_grad():
        made = ours(stored)(latent, timestep, text, footage)
    expected = Reference(stored)(latent, timestep, text, footage)
    assert made.shape == (2, LATENT, *size)
    torch.testing.assert_close(made, expected, atol=2e-5, rtol=0)


def test_open_gates_and_no_footage_are_plain_cogvideox():
    stored = sat_weights()
    for layer in range(LAYERS):
        for name, value in (("spa", torch.zeros(1, 2, 7, 7)), ("temp", torch.tensor([[1e4, 0.0]]))):
            stored[f"{PREFIX}transformer.layers.{layer}.{name}_local.conv1.weight"] = value
        stored[f"{PREFIX}transformer.layers.{layer}.spa_local.conv1.weight"][0, 0, 3, 3] = 1e4
    latent, text, footage = given()
    reference = Reference(stored)
    for block in reference.network.transformer_blocks:
        block.attn1._forward_pre_hooks.clear()
        block.attn1._forward_pre_hooks_with_kwargs.clear()
    with torch.no_grad():
        made = ours(stored)(latent, 500, text, 0 * footage)
    torch.testing.assert_close(made, reference(latent, 500, text, 0 * footage), atol=2e-5, rtol=0)


def test_gates_footage_and_every_prompt_matter():
    stored = sat_weights()
    latent, text, footage = given()
    network = ours(stored)
    with torch.no_grad():
        made = network(latent, 500, text, footage)
        assert (network(latent, 500, text, 0 * footage) - made).abs().max() > 1e-2
        assert (network(latent, 500, text.flip(0), footage) - made).abs().max() > 1e-4
        torch.testing.assert_close(network(latent, 500, text[1:], footage), made[1:], atol=1e-5, rtol=0)
        stored[f"{PREFIX}transformer.layers.0.spa_local.conv1.weight"] *= -1
        assert (ours(stored)(latent, 500, text, footage) - made).abs().max() > 1e-3


def test_half_precision_stays_near():
    stored = sat_weights()
    latent, text, footage = given()
    with torch.no_grad():
        whole = ours(stored)(latent, 500, text, footage)
        half = build({key: part.make() for key, part in of_sat(stored).items()}, dtype=torch.bfloat16)(latent, 500, text, footage)
    assert half.dtype == torch.float32
    assert (half - whole).abs().max() < 0.05 * whole.abs().max()


def test_the_release_is_the_5b():
    with torch.device("meta"):
        network = VideoTransformer(Sizes())
    count = sum(value.numel() for value in network.parameters())
    gates = 42 * (2 * 49 + 2)
    assert count == 5_570_283_072 + 16 * 4 * 3072 + gates  # CogVideoX-5B's own, the footage's channels, LIEM
    assert HEAD % 16 == 0
