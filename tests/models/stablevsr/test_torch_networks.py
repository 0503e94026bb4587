"""The quickened networks against the authors' outputs and against plain diffusers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.stablevsr.golden import CHECKPOINT, TOLERANCE, networks, units
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.torch_networks import TorchNetworks

SCALING = 0.08333


@pytest.fixture(scope="module")
def nets():
    checkpoint = Checkpoint(CHECKPOINT)
    modules = [checkpoint.network(name) for name in ("unet", "controlnet", "vae")]
    return TorchNetworks(*modules, torch.from_numpy(units()["net.e"]))


def close(given: torch.Tensor, name: str) -> None:
    np.testing.assert_allclose(given.numpy(), units()[name], atol=TOLERANCE, rtol=0)


def test_unet_and_tcm_are_the_authors(nets):
    x, guidance = (torch.from_numpy(units()[name]) for name in ("net.x", "net.cond"))
    features = nets.encode(x, 481)
    close(nets.predict(features, None, 481), "net.unet_plain")
    residuals = nets.control(x, guidance, 481)
    for index in range(12):
        close(residuals[index], f"net.tcm_down{index}")
    close(residuals[12], "net.tcm_mid")
    close(nets.predict(features, residuals, 481), "net.unet_tcm")


def test_decoder_is_the_authors(nets):
    close(nets.decode(torch.from_numpy(units()["vae.z"] * SCALING)), "vae.decode")


def test_encoder_is_diffusers(nets):
    plain = Checkpoint(CHECKPOINT).network("vae").float()
    picture = torch.rand(1, 3, 32, 48, generator=torch.Generator().manual_seed(0)) * 2 - 1
    with torch.inference_mode():
        expected = plain.encode(picture).latent_dist.mean * SCALING
    torch.testing.assert_close(nets.encode_picture(picture), expected, atol=1e-5, rtol=1e-4)


def test_a_batch_is_its_pictures(nets):
    x = torch.randn(3, 7, 12, 20, generator=torch.Generator().manual_seed(0))
    together = nets.encode(x, 7)
    for index in range(3):
        alone = nets.encode(x[index : index + 1], 7)
        for whole, part in zip(nets.pick(together, index, 1), alone, strict=True):
            torch.testing.assert_close(whole, part, atol=1e-4, rtol=1e-4)


def test_halves_and_doubles(nets):
    latents = torch.arange(32.0).reshape(1, 2, 4, 4)
    np.testing.assert_array_equal(nets.shrink(latents)[0, 0], [[2.5, 4.5], [10.5, 12.5]])
    assert nets.enlarge(torch.ones(1, 3, 4, 6)).shape == (1, 3, 8, 12)


def test_half_precision_keeps_the_decoder_in_float32():
    half = TorchNetworks.of(Checkpoint(CHECKPOINT), units()["net.e"], precision="bf16")
    x = torch.from_numpy(units()["net.x"])
    v = half.predict(half.encode(x, 481), None, 481)
    assert v.dtype == torch.float32
    assert 1e-4 < (v - torch.from_numpy(units()["net.unet_plain"])).abs().max() < 0.2
    close(half.decode(torch.from_numpy(units()["vae.z"] * SCALING)), "vae.decode")
    assert half.runtime == "torch cpu bf16"


def test_arrays_go_to_the_device_and_back():
    values = np.random.default_rng(0).random((2, 3), np.float32)
    nets = networks()
    np.testing.assert_array_equal(nets.to_host(nets.to_device(values)), values)
