"""A user's ONNX model of any make: run as it is, measured by trying, refused when it is no upscaler."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from tests.models.makers import compact_tensors, picture, rrdb_tensors
from uprez.core.errors import ModelError
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.light.recognise import recognise
from uprez.models.runtime.choose import Wish
from uprez.models.runtime.onnx_graph import build
from uprez.models.runtime.ort import OrtNetwork
from uprez.models.user.files import open_file

SHOT = Shot(index=0, first=0, last=0)


def _model(nodes, shape=("n", 3, "h", "w"), kind=TensorProto.FLOAT, inputs=1, constants=()):
    ends = [helper.make_tensor_value_info(f"x{index or ''}", kind, shape) for index in range(inputs)]
    out = helper.make_tensor_value_info("y", kind, None)
    graph = helper.make_graph(nodes, "g", ends, [out], [numpy_helper.from_array(value, name) for name, value in constants])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def _nearest(factor, dtype=np.float32, **how):
    scales = ("scales", np.array([1, 1, factor, factor], np.float32))
    mode = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    return _model([helper.make_node("Resize", ["x", "", "scales"], ["y"], **mode)], constants=[scales], **how)


def _blur(kernel, **how):
    """x2: a box of `kernel` pixels, then repeating: its halo is half the box."""
    weight = np.zeros((3, 3, kernel, kernel), np.float32)
    weight[range(3), range(3)] = 1 / kernel**2
    mode = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["b"], pads=[kernel // 2] * 4),
        helper.make_node("Resize", ["b", "", "scales"], ["y"], **mode),
    ]
    return _model(nodes, constants=[("w", weight), ("scales", np.array([1, 1, 2, 2], np.float32))], **how)


def _open(tmp_path, model, wish=None, notes=None):
    path = tmp_path / "net.onnx"
    path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
    return open_file(path, wish or Wish("onnxruntime", "cpu"), on_note=(notes.append if notes is not None else lambda _: None))


def _run(model, x):
    return model.open(SHOT, Recipe()).push(x)


@pytest.mark.parametrize("runtime", ["onnxruntime", "openvino"])
@pytest.mark.parametrize("factor", [1, 3])
def test_run_as_it_is(factor, runtime, tmp_path):
    model = _open(tmp_path, _nearest(factor), Wish(runtime, "cpu"))
    x = picture(9, 13)
    assert (model.spec.scale, model.spec.multiple, model.spec.halo) == (factor, 1, 4)
    assert np.array_equal(_run(model, x), x.repeat(factor, 2).repeat(factor, 3))


def test_our_own_graphs_give_the_same_pixels_as_users(tmp_path):
    found = recognise(compact_tensors())
    graph = build(found.architecture, found.tensors)
    model = _open(tmp_path, graph)
    assert model.spec.halo <= found.architecture.halo
    wanted = OrtNetwork(graph.SerializeToString(), device="cpu", precision="fp32")(picture())
    assert np.array_equal(_run(model, picture()), wanted)


def test_halo_is_measured(tmp_path):
    assert _open(tmp_path, _blur(21)).spec.halo == 10


@pytest.mark.parametrize("fold", [2, 4])
def test_multiple_is_measured(fold, tmp_path):
    network = recognise(rrdb_tensors(fold=fold, blocks=1))
    assert network is not None
    graph = build(network.architecture, network.tensors)
    assert _open(tmp_path, graph).spec.multiple == fold


def test_half_floats(tmp_path):
    model = _open(tmp_path, _nearest(2, kind=TensorProto.FLOAT16))
    x = picture(6, 6)
    result = _run(model, x)
    assert model.spec.runtime.endswith("fp16")
    assert result.dtype == np.float32
    assert np.array_equal(result, x.astype(np.float16).astype(np.float32).repeat(2, 2).repeat(2, 3))


@pytest.mark.parametrize("size", [(32, 48), (20, 30), (100, 70), (33, 49), (1, 1)])
def test_one_fixed_size_takes_any_picture(size, tmp_path):
    notes = []
    model = _open(tmp_path, _nearest(2, shape=(1, 3, 32, 48)), notes=notes)
    x = picture(*size)
    assert np.abs(_run(model, x) - x.repeat(2, 2).repeat(2, 3)).max() < 1e-6
    assert "48x32 only" in notes[0]


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (_nearest(2, shape=("n", 1, "h", "w")), r"takes x \['n', 1, 'h', 'w'\]"),
        (_nearest(2, shape=(4, 3, "h", "w")), "one RGB picture"),
        (_nearest(2, kind=TensorProto.DOUBLE), "one RGB picture"),
        (_model([helper.make_node("Add", ["x", "x1"], ["y"])], inputs=2), "one RGB picture"),
        (_model([helper.make_node("ReduceMean", ["x"], ["y"], keepdims=1)]), "damaged|cannot run|it makes"),
        (_model([helper.make_node("Transpose", ["x"], ["y"], perm=[0, 2, 3, 1])]), "it makes"),
        (_model([helper.make_node("Nonsense", ["x"], ["y"])]), "cannot run this network"),
        (_nearest(2).SerializeToString()[:-20], "damaged|cannot run|not an upscaler"),
    ],
)
def test_refusals(model, says, tmp_path):
    with pytest.raises(ModelError, match=says) as caught:
        _open(tmp_path, model)
    assert caught.value.fix


def test_weights_in_other_files(tmp_path):
    model = _blur(3)
    onnx.save(model, tmp_path / "net.onnx", save_as_external_data=True, size_threshold=0)
    with pytest.raises(ModelError, match="weights in other files"):
        open_file(tmp_path / "net.onnx", Wish("onnxruntime", "cpu"), on_note=lambda _: None)


def test_torch_is_no_runtime_for_it(tmp_path):
    with pytest.raises(ModelError, match="torch cannot run"):
        _open(tmp_path, _nearest(2), Wish("torch"))
