"""The VAE around diffusers' module; the small one here has random weights."""

from __future__ import annotations

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.models.star.golden import close
from uprez.core.errors import ModelError
from uprez.models.star.vae import Vae, groups_of_three
from uprez.models.star.windows import Windows

CONFIG = {
    "_class_name": "AutoencoderKLTemporalDecoder",
    "down_block_types": ["DownEncoderBlock2D"] * 2,
    "block_out_channels": [32, 32],
    "layers_per_block": 1,
    "scaling_factor": 0.18215,
}


@pytest.fixture(scope="module")
def plain():
    from diffusers import AutoencoderKLTemporalDecoder

    torch.manual_seed(0)
    return AutoencoderKLTemporalDecoder(**{key: value for key, value in CONFIG.items() if key != "_class_name"}).eval()


@pytest.fixture
def folder(plain, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    save_file(plain.state_dict(), tmp_path / "diffusion_pytorch_model.fp16.safetensors")
    return tmp_path


@pytest.fixture
def latents():
    return torch.randn(1, 4, 7, 6, 8, generator=torch.Generator().manual_seed(1)) * 0.18215


@torch.no_grad()
def test_the_releases_groups_are_decoded_apart(plain, folder, latents):
    made = list(Vae.read(folder).decode(latents, groups_of_three(7)))
    frames = latents[0].transpose(0, 1) / 0.18215
    expected = torch.cat([plain.decode(part, num_frames=len(part)).sample for part in frames.split(3)])
    close(torch.stack(made), expected)


@torch.no_grad()
def test_windows_that_share_frames_fade(plain, folder, latents):
    windows = Windows.balanced(7, 5, 2)
    made = list(Vae.read(folder).decode(latents, windows))
    parts = [plain.decode(part[0].transpose(0, 1) / 0.18215, num_frames=part.shape[2]).sample for part in windows.cut(latents)]
    joined = windows.join([part.transpose(0, 1)[None] for part in parts], torch.zeros(1, 3, 7, 12, 16))
    close(torch.stack(made), joined[0].transpose(0, 1))


@torch.no_grad()
def test_frames_are_encoded_apart(plain, folder):
    pictures = torch.rand(3, 3, 16, 16, generator=torch.Generator().manual_seed(2)) * 2 - 1
    noise = torch.randn(3, 4, 8, 8, generator=torch.Generator().manual_seed(3))
    found = plain.encode(pictures).latent_dist
    vae = Vae.read(folder)
    close(vae.encode(pictures)[0].transpose(0, 1), found.mean * 0.18215)
    close(vae.encode(pictures, noise)[0].transpose(0, 1), (found.mean + found.std * noise) * 0.18215)


def test_other_networks_and_damaged_folders_are_refused(folder):
    path = next(folder.glob("*.safetensors"))
    weights = load_file(path)
    save_file({**weights, "alien": torch.zeros(1)}, path)
    with pytest.raises(ModelError, match="alien"):
        Vae.read(folder)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot be read"):
        Vae.read(folder)
    path.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        Vae.read(folder)
    save_file(weights, path)
    (folder / "config.json").write_text(json.dumps({**CONFIG, "_class_name": "AutoencoderKL"}))
    with pytest.raises(ModelError, match="holds another VAE"):
        Vae.read(folder)
