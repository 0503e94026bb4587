"""Turn networks as others publish them into uprez's own tensors."""

from __future__ import annotations

import numpy as np

from uprez.core.errors import ModelError
from uprez.models.light import compact, rrdb, span
from uprez.models.runtime.ops import Tensors
from uprez.models.weights.ncnn import Layer

_FAMILIES = ("span", "compact", "rrdb")


def from_ncnn(family: str, layers: tuple[Layer, ...]) -> Tensors:
    """The tensors of an ncnn network of a known family, under the family's own names.

    Weights stay float16 and biases float32, as stored: nothing is lost.

    Raises:
        ModelError: the layers are not those of the family.
    """
    weighted = [layer for layer in layers if layer.weight is not None and layer.kind != "MemoryData"]
    names = _names(family, layers, len(weighted))
    if len(names) != len(weighted):
        raise ModelError(
            f"The network is not a {family}.",
            why=f"It has {len(weighted)} layers with weights instead of {len(names)}.",
            fix="Get the file again from its author.",
        )
    tensors = dict[str, np.ndarray]()
    for name, layer in zip(names, weighted, strict=True):
        assert layer.weight is not None
        tensors[f"{name}.weight"] = layer.weight
        if layer.bias is not None:
            tensors[f"{name}.bias"] = layer.bias
    if family == "span":
        tensors |= _normalisation(layers)
    return tensors


def _names(family: str, layers: tuple[Layer, ...], weighted: int) -> tuple[str, ...]:
    if family == "span":
        return span.conv_names()
    if family == "compact":
        return compact.conv_names((weighted - 3) // 2)
    doublings = sum(layer.kind == "Interp" for layer in layers)
    convs = sum(layer.kind == "Convolution" for layer in layers)
    return rrdb.conv_names((convs - 4 - doublings) // 15, doublings)


def _normalisation(layers: tuple[Layer, ...]) -> dict[str, np.ndarray]:
    """The mean and the range of a SPAN's input: (picture - mean) * range stands at its start."""
    mean = next((layer.weight for layer in layers if layer.kind == "MemoryData"), None)
    factor = next((layer.number(2) for layer in layers if layer.kind == "BinaryOp" and layer.number(0) == 2 and layer.number(1) == 1), 1.0)
    if mean is None:
        raise ModelError("The network is not a span.", why="It subtracts no mean.", fix="Get the file again from its author.")
    return {"mean": np.asarray(mean, np.float32), "range": np.array([factor], np.float32)}
