"""The memory that a network will need, from its graph."""

import onnx
import pytest
from onnx import helper

from tests.models.makers import compact_tensors, rrdb_tensors, span_tensors
from uprez.models.light.recognise import recognise
from uprez.models.runtime.memory import bytes_per_pixel, live_bytes
from uprez.models.runtime.onnx_graph import build


def _live(tensors):
    found = recognise(tensors)
    return live_bytes(build(found.architecture, found.tensors))


def test_live_activations_counted_by_hand():
    # Compact x4, 5 channels: the repeated picture (3*16 floats), the shuffled detail (3*16) and their sum are alive together.
    assert _live(compact_tensors(channels=5)) == 4 * 3 * 48
    # SPAN, 48 channels: the joined 192 and its four parts of 48.
    assert _live(span_tensors(channels=48)) == 4 * (192 + 4 * 48)


def test_it_grows_with_the_network_and_halves_with_the_precision():
    small, large = _live(rrdb_tensors(channels=6)), _live(rrdb_tensors(channels=24))
    assert 2 * small < large
    found = recognise(rrdb_tensors())
    model = build(found.architecture, found.tensors)
    assert bytes_per_pixel(model, "torch") == pytest.approx(2 * bytes_per_pixel(model, "torch", half=True), abs=2)
    assert bytes_per_pixel(model, "onnxruntime") >= live_bytes(model)


def test_a_graph_whose_shapes_cannot_be_told():
    nodes = [helper.make_node("Mystery", ["x"], ["m"], domain="somebody"), helper.make_node("Relu", ["m"], ["y"])]
    ends = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", 3, "h", "w"]) for name in "xy"]
    opsets = [helper.make_opsetid("somebody", 1), helper.make_opsetid("", 18)]
    model = helper.make_model(helper.make_graph(nodes, "g", ends[:1], ends[1:]), opset_imports=opsets)
    assert bytes_per_pixel(model, "openvino") == 16_000
