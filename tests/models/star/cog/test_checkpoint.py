"""Checkpoints in SAT's layout: whole, with low-rank additions, partial, foreign, hostile."""

from __future__ import annotations

import argparse
import pickle
import random
import re

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.models.star.cog.published import LAYERS, PREFIX, Reference, sat_weights
from tests.models.star.cog.test_transformer import given
from uprez.core.errors import ModelError, OutputError
from uprez.models.star.cog.checkpoint import build, convert, read_converted
from uprez.models.star.cog.keys import of_sat
from uprez.models.star.cog.pickled import read_tensors

FIX = "Get it again."


def saved(path, weights):
    """As DeepSpeed saves a training run: the module among settings, counters and random states."""
    beside = {
        "iteration": 1,
        "args": argparse.Namespace(lr=1e-4, names=["a"]),
        "random_rng_state": random.getstate(),
        "np_rng_state": np.random.get_state(),
        "torch_rng_state": torch.get_rng_state(),
        "lr_scheduler": {"param_shapes": [torch.Size([3])]},
    }
    torch.save({"module": {**weights, "conditioner.x": torch.zeros(2)}} | beside, path)
    return path


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return saved(tmp_path_factory.mktemp("sat") / "mp_rank_00_model_states.pt", sat_weights())


def test_tensors_come_out_of_a_training_checkpoint(stored):
    read = read_tensors(stored, fix=FIX)
    assert read.keys() == sat_weights().keys() | {"conditioner.x"}
    assert all(torch.equal(read[key], value) for key, value in sat_weights().items())


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16, torch.float64])
def test_kinds_and_views_are_read(tmp_path, dtype):
    whole = torch.arange(24, dtype=dtype).view(4, 6)
    tensors = {"whole": whole, "turned": whole.T, "part": whole[1:3, ::2], "one": torch.ones((), dtype=dtype), "none": whole[:0]}
    torch.save({"state_dict": tensors | {"parameter": torch.nn.Parameter(whole)}}, tmp_path / "any")
    read = read_tensors(tmp_path / "any", fix=FIX)
    assert all(torch.equal(read[key], value) for key, value in tensors.items())
    assert torch.equal(read["parameter"], whole)


def test_a_converted_checkpoint_is_the_same_network(stored, tmp_path):
    target = tmp_path / "new" / "transformer.safetensors"
    convert(stored, target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    tensors, digest = read_converted(target)
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert {value.dtype for value in load_file(target).values()} == {torch.bfloat16}
    expected = {key: part.make().bfloat16() for key, part in of_sat(sat_weights()).items()}
    assert tensors.keys() == expected.keys()
    assert all(torch.equal(tensors[key], value) for key, value in expected.items())
    changed = sat_weights()
    changed[f"{PREFIX}time_embed.0.bias"][0] += 1
    convert(saved(tmp_path / "other.pt", changed), tmp_path / "other.safetensors")
    assert read_converted(tmp_path / "other.safetensors")[1] != digest


def test_low_rank_additions_are_added():
    """Against a network whose attentions compute the two paths apart."""
    stored = sat_weights(rank=3)
    plain = {key.replace(".original.", "."): value for key, value in stored.items() if ".matrix_" not in key}
    for layer in range(LAYERS):
        for name, parts in (("query_key_value", 3), ("dense", 1)):
            key = f"{PREFIX}transformer.layers.{layer}.attention.{name}"
            added = [stored[f"{key}.matrix_B.{part}"] @ stored[f"{key}.matrix_A.{part}"] / 3 for part in range(parts)]
            plain[f"{key}.weight"] = plain[f"{key}.weight"] + torch.cat(added)
    latent, text, footage = given()
    with torch.no_grad():
        made = build({key: part.make() for key, part in of_sat(stored).items()})(latent, 500, text, footage)
    torch.testing.assert_close(made, Reference(plain)(latent, 500, text, footage), atol=2e-5, rtol=0)


def test_half_a_low_rank_addition_is_refused():
    stored = sat_weights(rank=3)
    del stored[f"{PREFIX}transformer.layers.1.attention.dense.matrix_B.0"]
    with pytest.raises(ModelError, match="dense"):
        of_sat(stored)


def test_missing_extra_and_reshaped_tensors_are_named():
    changed = sat_weights()
    gone = changed.pop(f"{PREFIX}transformer.layers.1.mlp.dense_4h_to_h.bias")
    changed |= {f"{PREFIX}transformer.layers.1.alien": gone, f"{PREFIX}transformer.final_layernorm.bias": torch.zeros(5)}
    with pytest.raises(ModelError) as caught:
        build({key: part.make() for key, part in of_sat(changed).items()})
    for name in ("layers.1.narrow.bias", "alien", "norm.bias"):
        assert name in str(caught.value)


def test_other_networks_are_refused(tmp_path):
    with pytest.raises(ModelError, match="2B"):
        of_sat(sat_weights() | {f"{PREFIX}mixins.pos_embed.pos_embedding": torch.zeros(1)})
    for without in ("local", "proj_sr"):
        with pytest.raises(ModelError, match="no STAR transformer"):
            of_sat({key: value for key, value in sat_weights().items() if without not in key})
    for without in ("time_embed", "query_layernorm_list.0", "text_proj"):
        with pytest.raises(ModelError, match="not the weights"):
            build({key: part.make() for key, part in of_sat(sat_weights()).items() if part and _renamed(without) not in key})


def _renamed(name):
    return {"time_embed": "time_out", "query_layernorm_list.0": "layers.0.norm_query", "text_proj": "text_in"}[name]


class Hostile:
    def __reduce__(self):
        return (print, ("run",))


def test_code_in_a_file_is_not_run(tmp_path, capsys):
    torch.save({"module": sat_weights(), "more": Hostile()}, tmp_path / "states.pt")
    assert read_tensors(tmp_path / "states.pt", fix=FIX).keys() == sat_weights().keys()
    (tmp_path / "plain.pt").write_bytes(pickle.dumps(Hostile()))
    with pytest.raises(ModelError, match="cannot be read"):
        read_tensors(tmp_path / "plain.pt", fix=FIX)
    assert "run" not in capsys.readouterr().out


@pytest.mark.parametrize("kept", [0, 5, 1000, 100_000])
def test_a_cut_file_is_refused(tmp_path, stored, kept):
    (tmp_path / "cut.pt").write_bytes(stored.read_bytes()[:kept])
    with pytest.raises(ModelError, match="cannot be read"):
        read_tensors(tmp_path / "cut.pt", fix=FIX)


def test_absent_and_empty_files_are_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        read_tensors(tmp_path / "absent.pt", fix=FIX)
    torch.save([torch.zeros(1)], tmp_path / "list.pt")
    with pytest.raises(ModelError, match="no tensors"):
        read_tensors(tmp_path / "list.pt", fix=FIX)


def test_a_conversion_that_fails_leaves_nothing(stored, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space"):
        convert(stored, tmp_path / "transformer.safetensors")
    assert not list(tmp_path.iterdir())


def test_a_strange_converted_file_is_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "transformer.safetensors")
    with pytest.raises(ModelError, match="not made by uprez"):
        read_converted(tmp_path / "transformer.safetensors")
    (tmp_path / "transformer.safetensors").write_bytes(b"short")
    with pytest.raises(ModelError, match="cannot be read"):
        read_converted(tmp_path / "transformer.safetensors")
