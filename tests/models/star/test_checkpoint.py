"""Whole, partial, foreign and hostile weight files."""

from __future__ import annotations

import pickle

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.models.star.golden import close, tensors, weights
from uprez.core.errors import ModelError, OutputError
from uprez.models.star.checkpoint import build, convert, read_weights


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The small network as the hub has the large one."""
    path = tmp_path_factory.mktemp("star") / "light_deg.pt"
    torch.save({"state_dict": {key: value.float() for key, value in weights().items()}, "epoch": 3}, path)
    return path


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("older", [False, True])
def test_a_pt_file_gives_its_tensors(tmp_path, wrapped, older):
    path = tmp_path / "any name"
    torch.save({"state_dict": weights()} if wrapped else weights(), path, _use_new_zipfile_serialization=not older)
    read = read_weights(path)
    assert read.keys() == weights().keys()
    assert all(torch.equal(read[key], value) for key, value in weights().items())


def test_a_converted_file_is_the_same_network(stored, tmp_path):
    target = tmp_path / "new" / "light_deg.safetensors"
    convert(stored, target)
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    plain = load_file(target)
    assert all(torch.equal(plain[key], value) for key, value in weights().items())
    io = tensors("unet_a.io")
    with torch.no_grad():
        close(build(read_weights(target), dtype=torch.float32)(io["x"], 500, io["y"], io["hint"]), io["t500.out"])


def test_conversion_keeps_float32_when_asked(stored, tmp_path):
    convert(stored, tmp_path / "whole.safetensors", precision="fp32")
    assert {value.dtype for value in read_weights(tmp_path / "whole.safetensors").values()} == {torch.float32}


def test_a_conversion_that_fails_leaves_nothing(stored, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space"):
        convert(stored, tmp_path / "light_deg.safetensors")
    assert not list(tmp_path.iterdir())


def test_foreign_weights_are_not_converted(tmp_path):
    torch.save({"conv.weight": torch.zeros(1)}, tmp_path / "other.pt")
    with pytest.raises(ModelError, match="not the weights of a STAR network"):
        convert(tmp_path / "other.pt", tmp_path / "other.safetensors")
    assert not (tmp_path / "other.safetensors").exists()


def test_missing_extra_and_reshaped_tensors_are_named():
    changed = dict(weights())
    gone = changed.pop("VideoControlNet.zero_convs.1.0.bias")
    changed |= {"alien": gone, "out.2.bias": torch.zeros(5)}
    with pytest.raises(ModelError) as caught:
        build(changed)
    for name in ("zero_convs.1.0.bias", "alien", "out.2.bias"):
        assert name in str(caught.value)


@pytest.mark.parametrize("without", ["local", "VideoControlNet", "temopral"])
def test_another_video_network_is_refused(without):
    with pytest.raises(ModelError, match=without):
        build({key: value for key, value in weights().items() if without not in key})


@pytest.mark.parametrize("key", ["input_blocks.0.0.weight", "input_blocks.1.0.out_layers.3.weight", "out.2.weight"])
def test_what_says_the_sizes_must_be_there(key):
    with pytest.raises(ModelError, match="not the weights of a STAR network"):
        build({name: value for name, value in weights().items() if name != key})


def test_heads_that_do_not_fit_are_refused():
    with pytest.raises(ModelError, match="24"):
        build(weights(), head=24)


class Hostile:
    def __reduce__(self):
        return (print, ("run",))


def test_code_in_a_file_is_not_run(tmp_path, capsys):
    torch.save({"state_dict": weights(), "more": Hostile()}, tmp_path / "light_deg.pt")
    with pytest.raises(ModelError, match="carries code"):
        read_weights(tmp_path / "light_deg.pt")
    (tmp_path / "plain.pt").write_bytes(pickle.dumps(Hostile(), protocol=2))
    with pytest.raises(ModelError):
        read_weights(tmp_path / "plain.pt")
    assert "run" not in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["pt", "safetensors"])
@pytest.mark.parametrize("kept", [0, 5, 1000, 500_000])
def test_a_cut_file_is_refused(tmp_path, stored, kind, kept):
    path = tmp_path / f"cut.{kind}"
    if kind == "pt":
        path.write_bytes(stored.read_bytes()[:kept])
    else:
        save_file(weights(), path)
        path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelError):
        read_weights(path)


def test_an_absent_file_is_refused(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        read_weights(tmp_path / "light_deg.pt")


def test_a_file_without_tensors_is_refused(tmp_path):
    torch.save([torch.zeros(1)], tmp_path / "list.pt")
    with pytest.raises(ModelError, match="no tensors"):
        read_weights(tmp_path / "list.pt")
