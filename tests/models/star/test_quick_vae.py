"""The quick VAE against diffusers' own on the same weights."""

import copy

import pytest
import torch

from tests.models.star.conftest import VAE
from tests.models.star.golden import close
from uprez.models.star.quick_vae import quicken_vae
from uprez.models.star.vae import Vae


@pytest.fixture(scope="module")
def both():
    from diffusers import AutoencoderKLTemporalDecoder

    torch.manual_seed(0)
    plain = AutoencoderKLTemporalDecoder(**{**VAE, "block_out_channels": [32, 64]}).eval().requires_grad_(False)
    for name, value in plain.named_parameters():
        if name.endswith("mix_factor"):
            torch.nn.init.normal_(value)
    quick = copy.deepcopy(plain)
    quicken_vae(quick)
    return plain, quick


@pytest.mark.parametrize("frames", [1, 3, 5])
@torch.no_grad()
def test_pictures_are_the_same(both, frames):
    latents = torch.randn(frames, 4, 6, 10, generator=torch.Generator().manual_seed(frames))
    plain, quick = (vae.decode(latents, num_frames=frames).sample for vae in both)
    assert plain.abs().max() > 0.1
    close(quick, plain)


@torch.no_grad()
def test_latents_are_the_same(both):
    pictures = torch.randn(1, 3, 24, 20, generator=torch.Generator().manual_seed(0))
    plain, quick = (vae.encode(pictures).latent_dist for vae in both)
    close(quick.mean, plain.mean)
    close(quick.std, plain.std)


def test_it_is_what_a_run_decodes_with(both):
    latents = torch.randn(1, 4, 3, 6, 10, generator=torch.Generator().manual_seed(1))
    plain, quick = (Vae(copy.deepcopy(vae)).decode_window(latents) for vae in both)
    close(quick, plain)


def test_convolutions_over_time_are_two_dimensional_but_for_the_last(both, monkeypatch):
    called = []
    plain = torch.nn.Conv3d.forward
    monkeypatch.setattr(torch.nn.Conv3d, "forward", lambda self, x: called.append(self) or plain(self, x))
    counts = []
    for vae in both:
        called.clear()
        vae.decode(torch.randn(3, 4, 4, 6), num_frames=3)
        counts.append(len(called))
    assert counts[0] > 10 and counts[1] == 1
