"""Two exports of the small checkpoint, each made once."""

import shutil

import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import save_file

from tests.models.flow.ruled import ruled_tensors
from tests.models.stablevsr.golden import CHECKPOINT
from uprez.engine.cli.group import cli
from uprez.models.flow.raft import Raft
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.export import export


@pytest.fixture(scope="session")
def raft_weights(tmp_path_factory):
    shapes = {name: tuple(value.shape) for name, value in Raft().state_dict().items() if not name.endswith("num_batches_tracked")}
    path = tmp_path_factory.mktemp("raft") / "raft.safetensors"
    save_file({name: torch.from_numpy(value) for name, value in ruled_tensors(shapes, 7).items()}, path)
    return path


@pytest.fixture(scope="session")
def exported(tmp_path_factory, raft_weights):
    folder = tmp_path_factory.mktemp("export") / "fp32"
    return export(Checkpoint(CHECKPOINT), folder, flow=raft_weights, on_note=lambda _: None)


@pytest.fixture(scope="session")
def half(tmp_path_factory):
    """Made by the command of a checkpoint without text, in half precision and without flow: its folder, and what was said."""
    folder = tmp_path_factory.mktemp("export") / "fp16"
    bare = shutil.copytree(CHECKPOINT, tmp_path_factory.mktemp("bare") / "checkpoint", ignore=shutil.ignore_patterns("empty_prompt*"))
    arguments = ["models", "export", "stablevsr", "--weights", str(bare), "--to", str(folder), "--precision", "fp16"]
    return folder, CliRunner().invoke(cli, arguments)
