"""The VAE part by part against diffusers' own whole calls."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import save_file

from tests.models.star.cog.published import LATENT, small_vae
from uprez.core.errors import ModelError
from uprez.models.star.cog import cuts
from uprez.models.star.cog.vae import Vae


@pytest.fixture(scope="module")
def network():
    return small_vae()


@pytest.mark.parametrize("frames", [1, 9, 17, 25])
def test_it_is_diffusers(network, frames):
    vae = Vae(network)
    pictures = torch.randn(frames, 3, 16, 24, generator=torch.Generator().manual_seed(frames)).clamp(-1, 1)
    with torch.no_grad():
        told = list(vae.encode(pictures[span.start : span.stop] for span in cuts.encoded_at_once(frames)))
        expected = network.encode(pictures.transpose(0, 1)[None]).latent_dist
        mean, spread = (torch.cat(parts) for parts in zip(*told, strict=True))
        assert (frames, mean.shape) == (cuts.frames_of(len(mean)), (cuts.latents_of(frames), LATENT, 2, 3))
        torch.testing.assert_close(mean, 0.7 * expected.mean[0].transpose(0, 1), atol=1e-5, rtol=0)
        torch.testing.assert_close(spread, 0.7 * expected.std[0].transpose(0, 1), atol=1e-5, rtol=0)
        made = torch.cat(list(vae.decode(mean[span.start : span.stop] for span in cuts.decoded_at_once(len(mean)))))
        whole = network.decode(expected.mean).sample[0].transpose(0, 1)
    assert made.shape == pictures.shape
    torch.testing.assert_close(made, whole, atol=1e-4, rtol=0)


def test_a_folder_is_read(network, tmp_path):
    network.save_pretrained(tmp_path)
    vae = Vae.read(tmp_path)
    assert vae.channels == LATENT
    assert all(torch.equal(value, network.state_dict()[key]) for key, value in vae.network.state_dict().items())


def test_a_wrong_folder_is_refused(network, tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        Vae.read(tmp_path)
    network.save_pretrained(tmp_path)
    save_file({"alien": torch.zeros(1)}, tmp_path / "diffusion_pytorch_model.safetensors")
    with pytest.raises(ModelError, match="do not fit"):
        Vae.read(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKL"}))
    with pytest.raises(ModelError, match="AutoencoderKL"):
        Vae.read(tmp_path)
