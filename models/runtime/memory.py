"""Predict the working memory of a network from its graph."""

from __future__ import annotations

from math import prod

import onnx

_SIDE = 64
"""Side of the picture that the prediction is made on; activations grow with its area."""
_FALLBACK = 16_000
"""Bytes a source pixel where a graph's shapes cannot be inferred: more than any known per-frame network needs."""
_MEASURED = {"onnxruntime": 1.9, "openvino": 2.3, "torch": 3.4}
"""The highest of SPAN, Compact and RRDB at 480x270 and 320x200 (onnxruntime 1.31, openvino 2026.4, torch 2.13, CPU, float32)."""


def bytes_per_pixel(model: onnx.ModelProto, runtime: str, *, half: bool = False) -> int:
    """Peak bytes a source pixel that `runtime` works with, for one picture.

    The peak of live activations, times what was measured over it for each runtime (reordered
    copies and convolution workspace).
    """
    live = live_bytes(model)
    return _FALLBACK if live is None else round(live * _MEASURED[runtime] * (0.5 if half else 1))


def live_bytes(model: onnx.ModelProto) -> float | None:
    """Peak bytes a source pixel of activations that are alive together, when each is freed after its last use."""
    fixed = onnx.ModelProto()
    fixed.CopyFrom(model)
    dims = fixed.graph.input[0].type.tensor_type.shape.dim
    sides = [dim.dim_value or _SIDE for dim in dims[2:]]
    for dim, value in zip(dims, (1, 3, *sides), strict=False):
        dim.dim_value = value
    try:
        graph = onnx.shape_inference.infer_shapes(fixed, data_prop=True).graph
    except (onnx.shape_inference.InferenceError, ValueError):
        return None
    sizes = {info.name: _bytes(info) for info in (*graph.value_info, *graph.input, *graph.output)}
    if any(not sizes.get(name) for node in graph.node for name in node.output if name):
        return None
    last_use = {name: index for index, node in enumerate(graph.node) for name in node.input}
    alive = peak = sum(_bytes(info) for info in graph.input if info.name in last_use)
    for index, node in enumerate(graph.node):
        alive += sum(sizes.get(name, 0) for name in node.output)
        peak = max(peak, alive)
        alive -= sum(sizes.get(name, 0) for name in set(node.input) if last_use[name] == index)
    return peak / prod(sides) if peak else None


def _bytes(info: onnx.ValueInfoProto) -> int:
    tensor = info.type.tensor_type
    width = onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type).itemsize
    return width * prod(dim.dim_value for dim in tensor.shape.dim)
