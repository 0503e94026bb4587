"""Build an ONNX model in memory from a network's description and tensors; needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from uprez.models.runtime.cubic import cubic_kernel
from uprez.models.runtime.ops import Architecture, Tensors

_OPSET = 18
_IR_VERSION = 9  # the IR version that belongs to opset 18: older runtimes take it too

INPUT = "picture"
OUTPUT = "result"


def build(architecture: Architecture, tensors: Tensors, *, half: bool = False) -> onnx.ModelProto:
    """The network as an ONNX model, picture (N, 3, H, W) float32 in, result (N, 3, sH, sW) float32 out.

    N, H and W are free. With `half` the network computes in float16 inside; both ends stay float32.
    """
    ops = _GraphOps(tensors, np.dtype(np.float16 if half else np.float32))
    x = ops.cast(INPUT, np.float16) if half else INPUT
    result = architecture.forward(ops, x)
    if half:
        ops.cast(result, np.float32)
    ops.name_last(OUTPUT)
    picture = helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ["n", 3, "h", "w"])
    output = helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["n", 3, "sh", "sw"])
    graph = helper.make_graph(ops.nodes, architecture.name, [picture], [output], ops.initialisers)
    opsets = [helper.make_opsetid("", _OPSET)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="uprez")


class _GraphOps:
    """Records each operation as an ONNX node; a tensor is its name in the graph."""

    def __init__(self, tensors: Tensors, dtype: np.dtype[np.floating]) -> None:
        self._tensors = tensors
        self._dtype = dtype
        self._known = set[str]()
        self.nodes = list[onnx.NodeProto]()
        self.initialisers = list[onnx.TensorProto]()

    def conv(self, x: str, name: str, *, padding: int = 1, stride: int = 1) -> str:
        weight = self._weight(f"{name}.weight", self._tensors[f"{name}.weight"])
        bias = self._weight(f"{name}.bias", self._tensors[f"{name}.bias"])
        return self._node("Conv", [x, weight, bias], pads=[padding] * 4, strides=[stride] * 2)

    def prelu(self, x: str, name: str) -> str:
        slope = np.asarray(self._tensors[f"{name}.weight"]).reshape(-1, 1, 1)
        return self._node("PRelu", [x, self._weight(f"{name}.weight", slope)])

    def leaky_relu(self, x: str, slope: float) -> str:
        return self._node("LeakyRelu", [x], alpha=slope)

    def silu(self, x: str) -> str:
        return self.mul(x, self.sigmoid(x))

    def sigmoid(self, x: str) -> str:
        return self._node("Sigmoid", [x])

    def add(self, a: str, b: str) -> str:
        return self._node("Add", [a, b])

    def mul(self, a: str, b: str) -> str:
        return self._node("Mul", [a, b])

    def affine(self, x: str, scale: float, offset: float | str = 0.0) -> str:
        if isinstance(offset, str):
            x = self.add(x, self._weight(offset, np.asarray(self._tensors[offset]).reshape(1, -1, 1, 1)))
        elif offset:
            x = self.add(x, self._scalar(offset))
        return x if scale == 1 else self.mul(x, self._scalar(scale))

    def concat(self, parts: Sequence[str]) -> str:
        return self._node("Concat", list(parts), axis=1)

    def pixel_shuffle(self, x: str, factor: int) -> str:
        return x if factor == 1 else self._node("DepthToSpace", [x], blocksize=factor, mode="CRD")

    def nearest(self, x: str, factor: int) -> str:
        if factor == 1:
            return x
        scales = self._constant(f"scales_{factor}", np.array([1, 1, factor, factor], np.float32))
        return self._node("Resize", [x, "", scales], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")

    def cubic(self, x: str, factor: Fraction) -> str:
        kernel = cubic_kernel(factor)
        pads = np.array([0, 0, kernel.before, kernel.before, 0, 0, kernel.after, kernel.after], np.int64)
        padded = self._node("Pad", [x, self._constant(f"pads_{factor}", pads)], mode="edge")
        weight = self._weight(f"cubic_{factor}", kernel.weight)
        return self.pixel_shuffle(self._node("Conv", [padded, weight], strides=[kernel.stride] * 2), kernel.shuffle)

    def cast(self, x: str, dtype: type[np.floating]) -> str:
        return self._node("Cast", [x], to=helper.np_dtype_to_tensor_dtype(np.dtype(dtype)))

    def name_last(self, name: str) -> None:
        """Name the output of the node that was recorded last."""
        self.nodes[-1].output[:] = [name]

    def _node(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        output = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def _weight(self, name: str, values: NDArray[np.generic]) -> str:
        return self._constant(name, np.asarray(values, self._dtype))

    def _scalar(self, value: float) -> str:
        return self._constant(f"scalar_{value!r}", np.array(value, self._dtype))

    def _constant(self, name: str, values: NDArray[np.generic]) -> str:
        if name not in self._known:
            self._known.add(name)
            self.initialisers.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
