"""The VAE part by part against diffusers' own whole calls."""

from __future__ import annotations

import json

import pytest
import torch
from diffusers import AutoencoderKLWan
from safetensors.torch import save_file

from tests.models.unimmvsr.small import drawn
from tests.models.unimmvsr.vaes import small_vae
from uprez.core.errors import ModelError
from uprez.models.unimmvsr.vae import Vae

PICTURES = drawn(9, 3, 16, 32, seed=20).clamp(-1, 1)


def spread(config):
    return (torch.tensor(config[name]).view(1, -1, 1, 1) for name in ("latents_mean", "latents_std"))


def test_any_parts_are_diffusers_whole():
    network = small_vae()
    vae, (mean, deviation) = Vae(network), spread(network.config)
    with torch.no_grad():
        made = torch.cat(list(vae.encode([PICTURES])))
        whole = network.encode(PICTURES.transpose(0, 1)[None]).latent_dist.mode()[0].transpose(0, 1)
        assert made.shape == (3, vae.channels, 2, 4)
        torch.testing.assert_close(made, (whole - mean) / deviation, rtol=0, atol=1e-5)
        shown = torch.cat(list(vae.decode([made])))
        expected = network.decode((made * deviation + mean).transpose(0, 1)[None]).sample[0].transpose(0, 1)
        assert shown.abs().max() > 1, "the case shows whether values are clipped"
        torch.testing.assert_close(shown.clamp(-1, 1), expected, rtol=0, atol=1e-5)
        for cuts in ((1, 4, 4), (1, 8), (2, 3, 4), (1,) * 9):
            assert torch.equal(torch.cat(list(vae.encode(PICTURES.split(cuts)))), made)
        assert torch.equal(torch.cat(list(vae.decode(made.split(1)))), shown)


def test_two_videos_may_be_on_their_way():
    vae = Vae(small_vae())
    latents = drawn(3, 16, 2, 3, seed=21), drawn(3, 16, 3, 2, seed=22)
    with torch.no_grad():
        alone = [torch.cat(list(vae.decode([each]))) for each in latents]
        both = list(zip(vae.decode(latents[0].split(1)), vae.decode(latents[1].split(1)), strict=True))
    for index, expected in enumerate(alone):
        assert torch.equal(torch.cat([pair[index] for pair in both]), expected)


def test_pictures_that_make_no_latent_are_refused():
    with pytest.raises(ValueError, match="3 pictures are left over"):
        list(Vae(small_vae()).encode([PICTURES[:8]]))


def test_the_larger_vae_of_wan_too():
    """Wan2.2's has residual blocks and patches of pixels."""
    torch.manual_seed(0)
    sizes = {"is_residual": True, "patch_size": 2, "in_channels": 12, "out_channels": 12, "scale_factor_spatial": 16}
    network = AutoencoderKLWan(base_dim=4, dim_mult=[1, 2, 2, 2], num_res_blocks=1, **sizes)
    vae, (mean, deviation) = Vae(network), spread(network.config)
    with torch.no_grad():
        made = torch.cat(list(vae.encode(PICTURES.split((1, 8)))))
        expected = network.decode((made * deviation + mean).transpose(0, 1)[None]).sample[0].transpose(0, 1)
        assert made.shape == (3, 16, 1, 2)
        torch.testing.assert_close(torch.cat(list(vae.decode(made.split(1)))).clamp(-1, 1), expected, rtol=0, atol=1e-5)
    assert vae.factor == 16


def test_a_folder_is_read(tmp_path):
    network = small_vae()
    network.save_pretrained(tmp_path)
    vae = Vae.read(tmp_path)
    assert all(torch.equal(value, network.state_dict()[key]) for key, value in vae.network.state_dict().items())
    assert (Vae.read(tmp_path, "bf16").dtype, vae.dtype) == (torch.bfloat16, torch.float32)


def test_a_wrong_folder_is_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        Vae.read(tmp_path)
    small_vae().save_pretrained(tmp_path)
    save_file({"alien": torch.zeros(1)}, tmp_path / "diffusion_pytorch_model.safetensors")
    with pytest.raises(ModelError, match="do not fit"):
        Vae.read(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKL"}))
    with pytest.raises(ModelError, match=r"no VAE of Wan.*AutoencoderKL\."):
        Vae.read(tmp_path)
    (tmp_path / "config.json").write_text("[]")
    with pytest.raises(ModelError, match="no VAE of Wan"):
        Vae.read(tmp_path)
