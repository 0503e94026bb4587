"""What an export leaves on disk, and what it refuses."""

from __future__ import annotations

import json
import shutil

import numpy as np
import onnx
import pytest

from tests.models.unimmvsr.small import trained
from uprez.core.errors import ModelError, OutputError
from uprez.models.runtime import onnx_draft, onnx_trace
from uprez.models.runtime.exports import stored
from uprez.models.runtime.onnx_draft import Draft
from uprez.models.runtime.ort import OrtSession
from uprez.models.unimmvsr import export as exporting
from uprez.models.unimmvsr.exported import DECODERS, ENCODERS, NETWORK, TURNS, Exported, is_exported
from uprez.models.weights.tensors import safetensors_bytes, sha256

GRAPHS = {NETWORK, *ENCODERS, *DECODERS}


def test_the_folder_holds_what_the_manifest_says(exported, bare):
    assert set(exported.files) == {*GRAPHS, TURNS}
    assert {path.name for path in exported.folder.iterdir()} == {*GRAPHS, TURNS, "unimmvsr.json"}
    assert is_exported(exported.folder) and not is_exported(bare)
    for name, kept in exported.files.items():
        assert (kept.bytes, kept.sha256) == ((exported.folder / name).stat().st_size, sha256(exported.folder / name))
    assert exported.sizes == {"channels": 16, "text": 8, "reference_start": 0, "time_turns": 2, "row_turns": 2}
    assert exported.text is None


def test_differences_from_torch_are_rounding_and_said(exported, export_said):
    assert set(exported.differences) == {"v", "decode", "encode"}
    assert 0 < max(exported.differences.values()) < 5e-5
    for word in (
        *GRAPHS,
        "no text encoder",
        "The transformer computes in fp32",
        *(f"{each:.1e}" for each in exported.differences.values()),
    ):
        assert word in export_said[1]


def test_attention_is_one_node_and_places_come_from_outside(exported):
    graph = onnx.load(exported.folder / NETWORK).graph
    kinds = [node.op_type for node in graph.node]
    assert kinds.count("MultiHeadAttention") == 4, "self and cross attention of two blocks"
    assert "Softmax" not in kinds and "ScatterND" not in kinds
    assert {"patches", "kinds", "cosines", "sines"} <= {each.name for each in graph.input}


def test_texts_come_along_where_there_is_a_text_encoder(bare, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(exporting, "has_encoder", lambda _: True)
    monkeypatch.setattr(exporting, "embeddings", lambda *told, on_note: asked.append(told) or np.ones((2, 3, 8), np.float32))
    exporting._Export(bare, Draft(tmp_path, "fp32", lambda _: None, 0)).write_texts()
    assert asked == [(bare, "", "")]
    found = Exported(tmp_path, "fp32", "", "", {"texts.safetensors": stored(tmp_path / "texts.safetensors")}, {}).text
    assert found is not None and found.shape == (2, 3, 8) and found.min() == 1


def test_half_precision_is_inside_and_float32_at_the_ends(bare, tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr(onnx_draft, "write_onnx", lambda traced, path, **_: written.append((traced, path.name)))
    work = exporting._Export(bare, Draft(tmp_path, "fp16", lambda _: None, 0))
    work.write_network()
    ((traced, name),) = written
    assert name == NETWORK
    kinds = {key: value.dtype for key, value in work.network.named_parameters()}
    assert str(kinds["blocks.0.attn1.to_q.weight"]) == "torch.float16" and str(kinds["kind_bias"]) == "torch.float32"
    made = traced.module(*traced.inputs.values())
    assert str(made.dtype) == "torch.float32" and made.isfinite().all()


def test_damage_is_told(exported, tmp_path):
    folder = shutil.copytree(exported.folder, tmp_path / "copy")
    (folder / TURNS).write_bytes(safetensors_bytes({"cosines": np.zeros((1, 2), np.float32)}, {}))
    with pytest.raises(ModelError, match=r"not whole.*turns"):
        Exported.read(folder)
    manifest = json.loads((folder / "unimmvsr.json").read_text())
    manifest["files"][TURNS] = {"sha256": sha256(folder / TURNS), "bytes": (folder / TURNS).stat().st_size}
    (folder / "unimmvsr.json").write_text(json.dumps(manifest))
    with pytest.raises(ModelError, match="sines"):
        Exported.read(folder).turns()
    (folder / DECODERS[1]).unlink()
    with pytest.raises(ModelError, match=DECODERS[1]):
        Exported.read(folder)


def test_a_folder_in_use_is_left_alone_and_a_failure_leaves_nothing(bare, tmp_path, monkeypatch):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(OutputError, match="holds something"):
        exporting.export(bare, tmp_path, on_note=lambda _: None)

    def fail(*_, **__):
        raise ModelError("no")

    monkeypatch.setattr(onnx_draft, "write_onnx", fail)
    with pytest.raises(ModelError, match="no"):
        exporting.export(bare, tmp_path / "to", on_note=lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_numbers_that_are_not_finite_are_refused(exported, bare, tmp_path, monkeypatch):
    class Broken:
        def __init__(self, *_, **__):
            self.encode = self.decode = lambda parts: parts
            self.predictor = lambda _: lambda latent, *_: np.full_like(latent, np.inf)

    monkeypatch.setattr(exporting, "OnnxNetworks", Broken)
    monkeypatch.setattr(onnx_draft, "write_onnx", lambda _, path, **__: shutil.copy(exported.folder / path.name, path))
    with pytest.raises(ModelError, match=r"not finite: v\."):
        exporting.export(bare, tmp_path / "to", on_note=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_run_is_refused(bare, tmp_path, monkeypatch):
    network = trained(num_layers=1)
    network.register_to_config(patch_size=(1, 1, 1))
    with monkeypatch.context() as other:
        other.setattr(exporting, "read", lambda _: network)
        with pytest.raises(ModelError, match=r"Its patches are \(1, 1, 1\)"):
            exporting.export(bare, tmp_path / "to", on_note=lambda _: None)
    monkeypatch.setattr(exporting.Vae, "factor", 16)
    with pytest.raises(ModelError, match="one value for 16 pixels"):
        exporting.export(bare, tmp_path / "to", on_note=lambda _: None)
    assert list(tmp_path.iterdir()) == []


def test_what_torch_lays_beside_a_graph_beyond_2_gb_is_gathered(tmp_path, monkeypatch):
    """Then constants of nodes are files too, not weights alone: torch's own folder is gone when the graph is loaded."""
    weight, constant = np.arange(1500, dtype=np.float32), np.full(1500, 2, np.float32)

    def beside(name, values, folder):
        tensor = onnx.numpy_helper.from_array(values, name)
        (folder / name).write_bytes(tensor.raw_data)
        onnx.external_data_helper.set_external_data(tensor, name, 0, values.nbytes)
        tensor.ClearField("raw_data")
        return tensor

    def trace(traced, path):
        nodes = [
            onnx.helper.make_node("Constant", [], ["two"], value=beside("constant", constant, path.parent)),
            onnx.helper.make_node("Mul", ["x", "two"], ["twice"]),
            onnx.helper.make_node("Add", ["twice", "weight"], ["y"]),
        ]
        ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1500]) for name in "xy"]
        graph = onnx.helper.make_graph(nodes, "g", ends[:1], ends[1:], [beside("weight", weight, path.parent)])
        made = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=8)
        path.write_bytes(made.SerializeToString())

    monkeypatch.setattr(onnx_trace, "_trace", trace)
    onnx_trace.write_onnx(None, tmp_path / "net.onnx", largest=0)
    assert {path.name for path in tmp_path.iterdir()} == {"net.onnx", "net.onnx.data"}
    found = OrtSession(tmp_path / "net.onnx", device="cpu").run({"x": np.ones(1500, np.float32)})[0]
    np.testing.assert_array_equal(found, 2 + weight)
