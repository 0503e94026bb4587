"""A small checkpoint, and an export of it, made once."""

import json
import os

import pytest
import torch
from click.testing import CliRunner
from filelock import FileLock
from safetensors.torch import save_file

from tests.models.star.golden import weights
from uprez.engine.cli.group import cli
from uprez.models.star.exported import Exported

VAE = {
    "down_block_types": ["DownEncoderBlock2D"] * 2,
    "block_out_channels": [32, 32],
    "layers_per_block": 2,  # one has no attention in the decoder
    "scaling_factor": 0.18215,
}


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory):
    """The golden network, a VAE with random weights, no text."""
    from diffusers import AutoencoderKLTemporalDecoder

    folder = tmp_path_factory.mktemp("star") / "checkpoint"
    (folder / "vae").mkdir(parents=True)
    torch.manual_seed(0)
    save_file(AutoencoderKLTemporalDecoder(**VAE).state_dict(), folder / "vae" / "diffusion_pytorch_model.safetensors")
    (folder / "vae" / "config.json").write_text(json.dumps({"_class_name": "AutoencoderKLTemporalDecoder", **VAE}))
    save_file(weights(), folder / "light_deg.safetensors")
    return folder


@pytest.fixture(scope="session")
def export_said(checkpoint, tmp_path_factory):
    """The folder of an export that the command made, and what it said."""
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    common /= "star-export"
    common.mkdir(exist_ok=True)
    folder, said = common / "fp32", common / "said.txt"
    with FileLock(common / "lock"):
        if not said.exists():
            result = CliRunner().invoke(cli, ["models", "export", "star", "--weights", str(checkpoint), "--to", str(folder)])
            assert result.exit_code == 0, result.output
            said.write_text(result.output)
    return folder, said.read_text()


@pytest.fixture(scope="session")
def exported(export_said):
    return Exported.read(export_said[0])
