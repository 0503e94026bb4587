"""A base model's networks on torch: one behind the other on the device, blocks fed from the host, half precision."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.edit.small import clip, model, run, texts, transformer, vae
from uprez.core.errors import ResourceError
from uprez.models.edit.torch_networks import TorchNetworks
from uprez.models.unimmvsr.vae import Vae


@pytest.fixture(scope="module")
def usual():
    return run(model(), clip(), scheduler="unipc")


def test_blocks_that_come_from_the_host_one_by_one_make_the_same(usual):
    np.testing.assert_array_equal(run(model(fed=True), clip(), scheduler="unipc"), usual)


def test_half_precision_is_near_and_keeps_what_diffusers_keeps(usual):
    made = run(model(precision="bf16"), clip(), scheduler="unipc")
    assert 0 < np.abs(made - usual).max() < 0.1
    network = transformer()
    TorchNetworks(network, Vae(vae()), texts(), precision="bf16")
    assert network.scale_shift_table.dtype == network.blocks[0].norm2.weight.dtype == torch.float32
    assert network.blocks[0].ffn.net[2].weight.dtype == network.vace_patch_embedding.weight.dtype == torch.bfloat16


def test_the_prompts_are_told_apart():
    networks = TorchNetworks(transformer("video"), Vae(vae()), texts())
    networks.enter("denoise")
    latent = np.random.default_rng(0).standard_normal((1, 4, 2, 4, 6), np.float32)
    full, against = (networks.predict(latent, 0.5, told) for told in ("full", "no text"))
    assert full.shape == latent.shape and full.dtype == np.float32 and np.abs(full - against).max() > 1e-3
    assert np.abs(networks.predict(latent, 0.9, "full") - full).max() > 1e-3


def test_a_device_that_is_full_is_told_as_such(monkeypatch):
    networks = TorchNetworks(transformer("video"), Vae(vae()), texts())

    def full(*_, **__):
        raise RuntimeError("CUDA out of memory")

    monkeypatch.setattr(networks._transformer, "forward", full)
    with pytest.raises(ResourceError):
        networks.predict(np.zeros((1, 4, 2, 4, 6), np.float32), 0.5, "full")


@pytest.mark.gpu
@pytest.mark.parametrize("fed", [False, True])
def test_a_gpu_makes_nearly_the_same(usual, fed):
    made = run(model(device="cuda:0", fed=fed), clip(), scheduler="unipc")
    np.testing.assert_allclose(made, usual, atol=2e-3)
