import numpy as np
import pytest
import torch

from uprez.core.errors import ModelError
from uprez.models.flow import PUBLISHED_RAFT
from uprez.models.flow.raft import Raft
from uprez.models.flow.weights import load_raft
from uprez.models.weights.tensors import safetensors_bytes


@pytest.fixture(scope="module")
def state():
    torch.manual_seed(0)
    return dict(Raft().state_dict())


def saved(tmp_path, state, name="raft.pth"):
    torch.save(state, tmp_path / name)
    return tmp_path / name


def test_a_pth_and_a_safetensors_give_the_same_network(tmp_path, state):
    arrays = {name: value.numpy() for name, value in state.items() if value.is_floating_point()}
    (tmp_path / "raft.safetensors").write_bytes(safetensors_bytes(arrays, {}))  # without the counters
    for path in (saved(tmp_path, state), tmp_path / "raft.safetensors"):
        loaded = load_raft(path).state_dict()
        assert all(torch.equal(loaded[name], value) for name, value in state.items())


def test_the_error_names_what_is_missing_extra_and_of_another_shape(tmp_path, state):
    changed = dict(state)
    gone = [name for name in state if name.startswith("mask_predictor.")]
    for name in gone:
        del changed[name]
    changed["corr.weight"] = torch.zeros(3)
    changed["context_encoder.conv.bias"] = torch.zeros(7)
    with pytest.raises(ModelError, match="does not hold RAFT large") as caught:
        load_raft(saved(tmp_path, changed))
    assert f"it lacks {', '.join(gone[:3])} and 1 more" in caught.value.why
    assert "corr.weight" in caught.value.why
    assert "context_encoder.conv.bias (7,) instead of (256,)" in caught.value.why
    assert PUBLISHED_RAFT in caught.value.fix


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("context_encoder.conv.bias", None, "lacks"),
        ("corr.weight", torch.zeros(3), "besides"),
        ("context_encoder.conv.bias", torch.zeros(7), "shape"),
    ],
)
def test_each_fault_alone_is_refused(tmp_path, state, name, value, fault):
    changed = {key: tensor for key, tensor in (dict(state) | {name: value}).items() if tensor is not None}
    with pytest.raises(ModelError, match="does not hold RAFT large") as caught:
        load_raft(saved(tmp_path, changed))
    assert fault in caught.value.why and name in caught.value.why


def test_a_file_under_the_published_name_is_held_to_its_hash(tmp_path, state):
    with pytest.raises(ModelError, match="ff5fadd5"):
        load_raft(saved(tmp_path, state, PUBLISHED_RAFT))


def test_numbers_that_are_not_finite_are_refused(tmp_path, state):
    changed = dict(state) | {"context_encoder.conv.bias": torch.full((256,), np.nan)}
    with pytest.raises(ModelError, match=r"context_encoder\.conv\.bias"):
        load_raft(saved(tmp_path, changed))


def test_files_that_are_no_weights_are_refused(tmp_path):
    (tmp_path / "page.pth").write_bytes(b"<!doctype html>")
    with pytest.raises(ModelError, match="not a weights file"):
        load_raft(tmp_path / "page.pth")
    with pytest.raises(ModelError, match="cannot be read"):
        load_raft(tmp_path / "absent.pth")
