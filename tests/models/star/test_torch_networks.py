"""STAR's networks on torch behind the calls that a pipeline makes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from tests.models.star import small
from uprez.models.star.checkpoint import build
from uprez.models.star.torch_network import TorchNetwork
from uprez.models.star.torch_networks import TorchNetworks
from uprez.models.star.vae import Vae

TEXT = torch.randn(2, 77, 16, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def networks():
    return TorchNetworks(build(small.weights()), Vae(small.vae()), TEXT[:1].numpy(), TEXT[1:].numpy())


def drawn(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape, np.float32)


def test_they_are_the_networks_themselves(networks):
    """Arrays that are views, as windows and tiles are, give what whole ones do."""
    latent, footage = drawn(1, 4, 3, 12, 8)[..., 1:11, :], drawn(1, 4, 3, 10, 8, seed=1)
    given = networks.predict(latent, 500, footage, both=True)
    network = TorchNetwork(build(small.weights()), TEXT[:1], TEXT[1:])
    expected = network(torch.from_numpy(latent.copy()), 500, torch.from_numpy(footage), both=True)
    for value, wanted in zip(given, expected, strict=True):
        assert value.dtype == np.float32
        np.testing.assert_array_equal(value, wanted)
    assert networks.predict(latent, 500, footage, both=False)[1] is None
    vae, pictures = Vae(small.vae()), drawn(2, 3, 16, 24)
    np.testing.assert_array_equal(networks.encode(pictures, None), vae.encode(torch.from_numpy(pictures)))
    decoded = networks.decode(latent)
    assert decoded.shape == (3, 3, 80, 64)
    np.testing.assert_array_equal(decoded, vae.decode_window(torch.from_numpy(latent)))


@pytest.mark.parametrize(("whole", "expected"), [(239, 50), (240, 0)])
def test_a_clip_is_widened_whole_up_to_a_bound(monkeypatch, whole, expected):
    network, bounds = build(small.weights()), []
    monkeypatch.setattr(network, "forward", lambda latent, *_, at_once: bounds.append(at_once) or latent.expand(2, -1, -1, -1, -1))
    networks = TorchNetworks(network, Vae(small.vae()), TEXT[:1].numpy(), TEXT[1:].numpy(), at_once=50, whole=whole)
    networks.predict(drawn(1, 4, 3, 10, 8), 500, drawn(1, 4, 3, 10, 8), both=True)
    assert bounds == [expected]


def test_only_what_a_stage_needs_is_on_the_device(networks, monkeypatch):
    moves: list[tuple[str, str]] = []
    monkeypatch.setattr(TorchNetwork, "move", lambda self, device: moves.append(("network", device)))
    monkeypatch.setattr(Vae, "move", lambda self, device: moves.append(("vae", device)))
    networks.enter("denoise")
    moves.clear()
    networks._device = "meta"  # stands for a device other than the host
    try:
        for stage in ("encode", "encode", "denoise", "decode", "encode"):
            networks.enter(stage)
    finally:
        networks._device = torch.device("cpu")
    assert moves == [("network", "cpu"), ("vae", "meta"), ("vae", "cpu"), ("network", "meta"), ("network", "cpu"), ("vae", "meta")]


def test_half_precision_decodes_in_it_and_encodes_in_float32():
    vae = Vae(small.vae(), precision="fp16")
    assert next(vae._vae.encoder.parameters()).dtype == next(vae._vae.quant_conv.parameters()).dtype == torch.float32
    assert next(vae._vae.decoder.parameters()).dtype == torch.float16
    whole = Vae(small.vae())
    pictures, latents = torch.from_numpy(drawn(1, 3, 16, 16)), torch.from_numpy(drawn(1, 4, 2, 4, 4))
    np.testing.assert_array_equal(vae.encode(pictures), whole.encode(pictures))
    assert vae.decode_window(latents).dtype == torch.float32
    np.testing.assert_allclose(vae.decode_window(latents), whole.decode_window(latents), atol=0.02)
    assert next(Vae(small.vae(), precision="bf16")._vae.decoder.parameters()).dtype == torch.float32


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU that torch can use")
def test_on_a_gpu_it_is_near_the_cpu_and_leaves_the_device_by_stages(networks):
    on_gpu = TorchNetworks(build(small.weights()), Vae(small.vae()), TEXT[:1].numpy(), TEXT[1:].numpy(), device="cuda:0")
    latent, footage, pictures = drawn(1, 4, 3, 10, 8), drawn(1, 4, 3, 10, 8, seed=1), drawn(1, 3, 80, 64)
    for given, wanted in (
        (on_gpu.predict(latent, 500, footage, both=True)[0], networks.predict(latent, 500, footage, both=True)[0]),
        (on_gpu.encode(pictures, None), networks.encode(pictures, None)),
        (on_gpu.decode(latent), networks.decode(latent)),
    ):
        np.testing.assert_allclose(given, wanted, atol=2e-3)
    held = torch.cuda.memory_allocated()
    on_gpu.enter("denoise")
    assert torch.cuda.memory_allocated() > held  # the VAE went, and the larger network came
