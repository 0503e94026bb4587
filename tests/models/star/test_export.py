"""What an export leaves on disk, and what it refuses."""

import json
import shutil

import numpy as np
import onnx
import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file, save_file

from tests.models.star.golden import weights
from uprez.core.errors import ModelError, OutputError
from uprez.engine.cli.group import cli
from uprez.models.runtime import onnx_draft
from uprez.models.runtime.onnx_draft import Draft
from uprez.models.runtime.onnx_trace import Traced, write_onnx
from uprez.models.runtime.ort import OrtSession
from uprez.models.star import export as exporting
from uprez.models.star.export import Source
from uprez.models.star.exported import Exported, is_exported
from uprez.models.weights.tensors import safetensors_bytes, sha256

GRAPHS = {"network.onnx", "vae_encoder.onnx", "vae_decoder.onnx"}


def source(checkpoint, **other):
    return Source(**{"network": checkpoint / "light_deg.safetensors", "vae": checkpoint / "vae"} | other)


def command(checkpoint, to, *more):
    return CliRunner().invoke(cli, ["models", "export", "star", "--weights", str(checkpoint), "--to", str(to), *more])


def test_the_folder_holds_what_the_manifest_says(exported, checkpoint):
    assert set(exported.files) == GRAPHS
    assert {path.name for path in exported.folder.iterdir()} == {*GRAPHS, "star.json"}
    assert is_exported(exported.folder) and not is_exported(checkpoint)
    for name, stored in exported.files.items():
        assert (stored.bytes, stored.sha256) == ((exported.folder / name).stat().st_size, sha256(exported.folder / name))
    assert exported.source == source(checkpoint).sha256()
    assert exported.sizes == {"text": 64}


def test_differences_from_torch_are_rounding_and_said(exported, export_said):
    assert set(exported.differences) == {"v", "decode", "encode"}
    assert 0 < max(exported.differences.values()) < 5e-5
    for word in (*GRAPHS, "no text encoder", *(f"{value:.1e}" for value in exported.differences.values())):
        assert word in export_said[1]


def test_no_attention_holds_its_scores(exported):
    for name in GRAPHS:
        kinds = [node.op_type for node in onnx.load(exported.folder / name).graph.node]
        assert "MultiHeadAttention" in kinds and "Softmax" not in kinds


def test_liem_is_in_the_graph(exported):
    kept = {tensor.name for tensor in onnx.load(exported.folder / "network.onnx").graph.initializer}
    spatial = {key for key in weights() if ".local" in key and weights()[key].ndim == 4}
    assert spatial and all(any(name.endswith(key) for name in kept) for key in spatial)


def test_prompts_of_the_release_come_along_where_there_is_a_text_encoder(checkpoint, tmp_path, monkeypatch):
    said = []

    def embed(folder, texts, *, faithful, on_note):
        said.append((folder, texts, faithful))
        return tuple(np.full((1, 77, 64), value, np.float32) for value in (1, 2))

    monkeypatch.setattr(exporting, "embed", embed)
    work = exporting._Export(source(checkpoint, text=tmp_path), Draft(tmp_path, "fp32", lambda _: None, 0), None)
    work.write_prompts()
    ((folder, (prompt, negative), faithful),) = said
    assert folder == tmp_path and not faithful
    assert prompt.startswith("a good video") and "32k" in prompt and "lowres" in negative
    found = load_file(tmp_path / "prompts.safetensors")
    assert found["prompt"].unique() == 1 and found["negative"].unique() == 2


def test_half_precision_is_inside_and_float32_at_the_ends(checkpoint, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(onnx_draft, "write_onnx", lambda traced, path, **_: written.append((traced, path.name)))
    work = exporting._Export(source(checkpoint), Draft(tmp_path, "fp16", lambda _: None, 0), None)
    work.write_network()
    ((traced, name),) = written
    assert name == "network.onnx" and {value.dtype for value in traced.module.parameters()} == {torch.float16}
    with torch.no_grad():
        v = traced.module(*work.measured.inputs.values())
    assert {value.dtype for value in work.measured.inputs.values()} == {torch.float32, torch.int64} and v.dtype == torch.float32
    assert 1e-6 < np.abs(v.numpy() - work.draft.results["v"]).max() < 2e-2  # the results are of the network in float32


def test_large_weights_lie_beside_the_graph_each_once(tmp_path):
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 16, 3), torch.nn.Conv2d(16, 16, 3)).requires_grad_(False)
    x = torch.randn(2, 3, 9, 9)
    free = {0: "batch"}
    write_onnx(Traced(module, {"x": x}, ["y"], {"x": free, "y": free}), tmp_path / "net.onnx", largest=1000)
    assert {path.name for path in tmp_path.iterdir()} == {"net.onnx", "net.onnx.data"}
    bytes_of_weights = sum(value.nbytes for value in module.parameters())
    assert bytes_of_weights * 0.9 < (tmp_path / "net.onnx.data").stat().st_size < bytes_of_weights + 3 * 4096
    onnx.checker.check_model(tmp_path / "net.onnx")
    found = OrtSession(tmp_path / "net.onnx", device="cpu").run({"x": x[:1].numpy()})[0]
    np.testing.assert_allclose(found, module(x[:1]).numpy(), atol=1e-6)


@pytest.mark.parametrize("name", ["star.json", "network.onnx"])
def test_a_missing_file_is_told(exported, tmp_path, name):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name):
        Exported.read(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "files": [], "differences": {}}'])
def test_a_damaged_manifest_is_told(exported, tmp_path, text):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    (folder / "star.json").write_text(text)
    with pytest.raises(ModelError, match=r"star\.json"):
        Exported.read(folder)


def test_a_newer_or_foreign_manifest_is_refused(exported, tmp_path):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    manifest = json.loads((folder / "star.json").read_text())
    for change, words in (({"version": 2}, "version 2"), ({"precision": "int8"}, "int8"), ({"files": {}}, "network.onnx")):
        (folder / "star.json").write_text(json.dumps(manifest | change))
        with pytest.raises(ModelError, match=words):
            Exported.read(folder)


def test_damaged_prompts_are_told(exported, tmp_path):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    (folder / "prompts.safetensors").write_bytes(safetensors_bytes({"prompt": np.zeros((1, 2, 3), np.float32)}, {}))
    manifest = json.loads((folder / "star.json").read_text())
    path = folder / "prompts.safetensors"
    manifest["files"][path.name] = {"sha256": sha256(path), "bytes": path.stat().st_size}
    (folder / "star.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="negative"):
        Exported.read(folder).prompts()
    assert exported.prompts() is None


def test_a_folder_in_use_is_left_alone(checkpoint, tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds something"):
        exporting.export(source(checkpoint), tmp_path, on_note=lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_an_export_that_fails_leaves_nothing(checkpoint, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise ModelError("no")

    monkeypatch.setattr(onnx_draft, "write_onnx", fail)
    with pytest.raises(ModelError, match="no"):
        exporting.export(source(checkpoint), tmp_path / "to", on_note=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_numbers_that_are_not_finite_are_refused(exported, checkpoint, tmp_path, monkeypatch):
    class Broken:
        def __init__(self, *_, **__):
            self.encode = lambda pictures, noise: np.zeros((1, 4, 2, 9, 8))
            self.predict = lambda latent, *_, **__: (latent, latent)
            self.decode = lambda latents: np.full_like(latents, np.inf)

    monkeypatch.setattr(exporting, "OnnxNetworks", Broken)
    monkeypatch.setattr(onnx_draft, "write_onnx", lambda _, path, **__: shutil.copy(exported.folder / path.name, path))
    with pytest.raises(ModelError, match="not finite: decode"):
        exporting.export(source(checkpoint), tmp_path / "to", on_note=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_the_command_asks_which_of_two_weights(checkpoint, tmp_path):
    both = shutil.copytree(checkpoint, tmp_path / "both")
    save_file(weights(), both / "heavy_deg.safetensors")
    result = command(both, tmp_path / "to")
    assert result.exit_code == ModelError.exit_code and "--kind" in result.stderr
    result = command(checkpoint, tmp_path / "to", "--kind", "heavy")
    assert result.exit_code == ModelError.exit_code and "no heavy weights" in result.stderr
    assert command(checkpoint, tmp_path / "to", "--flow", "raft.pth").exit_code == 2
    assert not (tmp_path / "to").exists()
