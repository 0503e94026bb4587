"""Two exports of the small checkpoint, each made once."""

import os
import shutil

import pytest
import torch
from click.testing import CliRunner
from filelock import FileLock
from safetensors.torch import save_file

from tests.models.flow.ruled import ruled_tensors
from tests.models.stablevsr.golden import CHECKPOINT
from uprez.engine.cli.group import cli
from uprez.models.flow.raft import Raft
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.export import export
from uprez.models.stablevsr.exported import Exported


@pytest.fixture(scope="session")
def raft_weights(tmp_path_factory):
    shapes = {name: tuple(value.shape) for name, value in Raft().state_dict().items() if not name.endswith("num_batches_tracked")}
    path = tmp_path_factory.mktemp("raft") / "raft.safetensors"
    save_file({name: torch.from_numpy(value) for name, value in ruled_tensors(shapes, 7).items()}, path)
    return path


@pytest.fixture(scope="session")
def common(tmp_path_factory):
    """A folder that all test processes of this run have in common, and what keeps them apart there."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    folder /= "exports"
    folder.mkdir(exist_ok=True)
    return folder, FileLock(folder / "lock")


@pytest.fixture(scope="session")
def exported(common, raft_weights):
    folder, alone = common[0] / "whole" / "fp32", common[1]
    with alone:
        if folder.exists():
            return Exported.read(folder)
        folder.parent.mkdir()
        return export(Checkpoint(CHECKPOINT), folder, flow=raft_weights, on_note=lambda _: None)


@pytest.fixture(scope="session")
def half(common, tmp_path_factory):
    """Made by the command of a checkpoint without text, in half precision and without flow: its folder, and what was said."""
    folder, alone = common[0] / "half" / "fp16", common[1]
    said = folder.parent / "said.txt"
    with alone:
        if not said.exists():
            bare = tmp_path_factory.mktemp("bare") / "checkpoint"
            shutil.copytree(CHECKPOINT, bare, ignore=shutil.ignore_patterns("empty_prompt*"))
            folder.parent.mkdir()
            arguments = ["models", "export", "stablevsr", "--weights", str(bare), "--to", str(folder), "--precision", "fp16"]
            result = CliRunner().invoke(cli, arguments)
            assert result.exit_code == 0, result.output
            said.write_text(result.output)
    return folder, said.read_text()
