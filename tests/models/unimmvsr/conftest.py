"""A tiny checkpoint in the published layout, and an export of it, made once."""

from __future__ import annotations

import os

import pytest
import torch
from click.testing import CliRunner
from diffusers import AutoencoderKLWan
from filelock import FileLock

from tests.models.unimmvsr.small import trained
from uprez.engine.cli.group import cli
from uprez.models.unimmvsr.exported import Exported


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    """Transformer and VAE, no text; the VAE enlarges four times, and twice by patches of pixels, so that less is traced."""
    folder = tmp_path_factory.mktemp("unimmvsr") / "bare"
    trained(num_layers=2).save_pretrained(folder / "transformer")
    torch.manual_seed(0)
    sizes = {"base_dim": 4, "dim_mult": [1, 2, 2], "temperal_downsample": [True, True]}
    AutoencoderKLWan(num_res_blocks=1, patch_size=2, in_channels=12, out_channels=12, **sizes).save_pretrained(folder / "vae")
    return folder


@pytest.fixture(scope="session")
def export_said(bare, tmp_path_factory):
    """The folder of an export that the command made, and what it said."""
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    common /= "unimmvsr-export"
    common.mkdir(exist_ok=True)
    folder, said = common / "fp32", common / "said.txt"
    with FileLock(common / "lock"):
        if not said.exists():
            result = CliRunner().invoke(cli, ["models", "export", "unimmvsr", "--weights", str(bare), "--to", str(folder)])
            assert result.exit_code == 0, result.output
            said.write_text(result.output)
    return folder, said.read_text()


@pytest.fixture(scope="session")
def exported(export_said):
    return Exported.read(export_said[0])
