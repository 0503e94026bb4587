"""What an export leaves on disk, and what it refuses."""

import json
import shutil

import numpy as np
import onnx
import pytest
import torch
from click.testing import CliRunner

from tests.models.stablevsr.golden import CHECKPOINT
from uprez.core.errors import ModelError, OutputError
from uprez.engine.cli import models_export
from uprez.engine.cli.group import cli
from uprez.models.runtime import onnx_draft
from uprez.models.runtime.onnx_trace import Traced, write_onnx
from uprez.models.runtime.ort import OrtSession
from uprez.models.stablevsr import export as exporting
from uprez.models.stablevsr.checkpoint import Checkpoint
from uprez.models.stablevsr.exported import Exported
from uprez.models.stablevsr.layout import is_checkpoint, is_exported
from uprez.models.stablevsr.text import embedding
from uprez.models.weights.tensors import sha256

GRAPHS = {"unet_encoder.onnx", "unet_decoder.onnx", "tcm.onnx", "vae_decoder.onnx", "vae_encoder.onnx"}


def copied(exported, tmp_path):
    return shutil.copytree(exported.folder, tmp_path / "copy")


def test_the_folder_holds_what_the_manifest_says(exported):
    assert set(exported.files) == GRAPHS | {"raft.onnx", "scheduler_config.json", "empty_prompt.safetensors"}
    assert {path.name for path in exported.folder.iterdir()} == {*exported.files, "stablevsr.json"}
    assert [path.name for path in exported.folder.parent.iterdir()] == [exported.folder.name]
    for name, stored in exported.files.items():
        assert (stored.bytes, stored.sha256) == ((exported.folder / name).stat().st_size, sha256(exported.folder / name))
    assert Exported.read(exported.folder) == exported
    assert is_exported(exported.folder) and not is_checkpoint(exported.folder)


def test_schedule_prompt_and_source_are_the_checkpoints(exported):
    checkpoint = Checkpoint(CHECKPOINT)
    assert exported.source == checkpoint.sha256
    assert exported.schedule().steps(50) == checkpoint.schedule().steps(50)
    np.testing.assert_array_equal(embedding(exported.folder, ""), embedding(CHECKPOINT, ""))


def test_differences_from_torch_are_rounding(exported):
    assert set(exported.differences) == {"v", "decode", "encode", "flow"}
    assert max(exported.differences[name] for name in ("v", "decode", "encode")) < 5e-5
    assert exported.differences["flow"] < 1e-3


def test_the_command_exports_in_half_precision_and_says_how_much_that_changes(half):
    folder, said = half
    exported = Exported.read(folder)
    assert exported.precision == "fp16" and set(exported.differences) == {"v", "decode", "encode"}
    assert 1e-5 < exported.differences["v"] < 2e-2
    assert max(exported.differences["decode"], exported.differences["encode"]) < 5e-5  # the VAE stays in fp32
    for word in (str(folder), *exported.files, *(f"{value:.1e}" for value in exported.differences.values())):
        assert word in said


def test_a_checkpoint_without_text_is_exported_without_it_aloud(half):
    folder, said = half
    assert "no embedding of the empty prompt" in said
    assert set(Exported.read(folder).files) == GRAPHS | {"scheduler_config.json"}
    with pytest.raises(ModelError, match="no text encoder"):
        embedding(folder, "")


def test_half_precision_is_inside_and_float32_at_the_ends(half):
    encoder, decoder, vae = (onnx.load(half[0] / name) for name in ("unet_encoder.onnx", "unet_decoder.onnx", "vae_decoder.onnx"))
    kinds = {
        each.name: each.type.tensor_type.elem_type for model in (encoder, decoder) for each in (*model.graph.input, *model.graph.output)
    }
    assert kinds["inputs"] == kinds["v"] == onnx.TensorProto.FLOAT
    assert kinds["skip_0"] == kinds["residual_0"] == onnx.TensorProto.FLOAT16
    large = [each.data_type for each in encoder.graph.initializer if np.prod(each.dims) > 1000]
    assert large and set(large) == {onnx.TensorProto.FLOAT16}
    assert onnx.TensorProto.FLOAT16 not in {each.data_type for each in vae.graph.initializer}


def test_no_attention_holds_its_scores(exported):
    for name in ("unet_encoder.onnx", "unet_decoder.onnx", "tcm.onnx", "vae_decoder.onnx"):
        kinds = [node.op_type for node in onnx.load(exported.folder / name).graph.node]
        assert "MultiHeadAttention" in kinds and "Softmax" not in kinds


def test_large_weights_lie_beside_the_graph(tmp_path):
    module = torch.nn.Linear(64, 64).requires_grad_(False)
    x = torch.randn(2, 64)
    traced = Traced(module, {"x": x}, ["y"], {"x": {0: "batch"}, "y": {0: "batch"}})
    write_onnx(traced, tmp_path / "net.onnx", largest=1000)
    assert {path.name for path in tmp_path.iterdir()} == {"net.onnx", "net.onnx.data"}
    assert (tmp_path / "net.onnx").stat().st_size < 1000 < (tmp_path / "net.onnx.data").stat().st_size
    found = OrtSession(tmp_path / "net.onnx", device="cpu").run({"x": x[:1].numpy()})[0]
    np.testing.assert_allclose(found, module(x[:1]).numpy(), atol=1e-6)


@pytest.mark.parametrize("name", ["stablevsr.json", "tcm.onnx", "scheduler_config.json"])
def test_a_missing_file_is_told(exported, tmp_path, name):
    folder = copied(exported, tmp_path)
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        Exported.read(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "files": [], "differences": {}}'])
def test_a_damaged_manifest_is_told(exported, tmp_path, text):
    folder = copied(exported, tmp_path)
    (folder / "stablevsr.json").write_text(text)
    with pytest.raises(ModelError, match=r"stablevsr\.json"):
        Exported.read(folder)


def test_a_newer_or_foreign_manifest_is_refused(exported, tmp_path):
    folder = copied(exported, tmp_path)
    manifest = json.loads((folder / "stablevsr.json").read_text())
    for change, words in (({"version": 2}, "version 2"), ({"precision": "int8"}, "int8"), ({"files": {}}, "tcm.onnx")):
        (folder / "stablevsr.json").write_text(json.dumps(manifest | change))
        with pytest.raises(ModelError, match=words):
            Exported.read(folder)
    outside = manifest["files"] | {"../other": manifest["files"]["tcm.onnx"]}
    (folder / "stablevsr.json").write_text(json.dumps(manifest | {"files": outside}))
    shutil.copy(folder / "tcm.onnx", tmp_path / "other")
    with pytest.raises(ModelError, match=r"\.\./other"):
        Exported.read(folder)


def test_a_folder_in_use_is_left_alone(exported, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds something"):
        exporting.export(Checkpoint(CHECKPOINT), tmp_path, on_note=lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_an_export_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ModelError("no")

    monkeypatch.setattr(onnx_draft, "write_onnx", fail)
    with pytest.raises(ModelError, match="no"):
        exporting.export(Checkpoint(CHECKPOINT), tmp_path / "to", on_note=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_numbers_that_are_not_finite_are_refused(exported, tmp_path, monkeypatch):
    class Broken(exporting.OnnxNetworks):
        def decode(self, latents):
            return np.full_like(super().decode(latents), np.inf)

    monkeypatch.setattr(exporting, "OnnxNetworks", Broken)
    monkeypatch.setattr(onnx_draft, "write_onnx", lambda _, path, **__: shutil.copy(exported.folder / path.name, path))
    with pytest.raises(ModelError, match="not finite: decode"):
        exporting.export(Checkpoint(CHECKPOINT), tmp_path / "to", on_note=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_is_not_installed(tmp_path, monkeypatch):
    monkeypatch.setattr(models_export.importlib.util, "find_spec", lambda name: None if name == "diffusers" else object())
    result = CliRunner().invoke(cli, ["models", "export", "stablevsr", "--weights", str(CHECKPOINT), "--to", str(tmp_path / "to")])
    assert result.exit_code == ModelError.exit_code and "diffusers" in result.stderr
