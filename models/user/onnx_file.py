"""Run a user's ONNX model: whatever its inside, it must take and give RGB pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError

from uprez.core.errors import ModelError
from uprez.core.frame import Pixels
from uprez.models.contract import Model, ModelSpec
from uprez.models.light.model import LEAST_HALO, FrameModel
from uprez.models.runtime.choose import Graph, Wish, open_network
from uprez.models.runtime.memory import bytes_per_pixel
from uprez.models.runtime.network import Network
from uprez.models.user.fixed import FixedNetwork

_PROBE = 64
"""Side of the pictures that a model is tried on: a multiple of every known window and fold."""
_VISIBLE = 1 / 2048
"""A change below half a 10-bit code is none."""


def open_onnx(path: Path, data: bytes, digest: str, wish: Wish, *, on_note: Callable[[str], None]) -> Model:
    """Load an ONNX model of any make; its factor, size multiple and halo are found by trying it.

    Raises:
        ModelError: it is damaged, or not a network from RGB pictures to larger RGB pictures.
        ResourceError: out of memory.
    """
    model = _parsed(path, data)
    sides, half = _input(path, model)
    network = open_network(Graph(model, half), wish, on_note=on_note)
    height, width = (side or _PROBE for side in sides)
    scale = _scale(path, network, height, width)
    needs = bytes_per_pixel(model, network.runtime.split()[0])
    halo = LEAST_HALO if any(sides) else _halo(network, scale)
    multiple = 1 if any(sides) else _multiple(network, scale)
    if any(sides):
        on_note(f"{path.name} takes pictures of {width}x{height} only: every frame is cut into such tiles, which are blended.")
        network = FixedNetwork(network, height, width, scale)
    spec = ModelSpec(
        name=path.stem, scale=scale, multiple=multiple, halo=halo, bytes_per_pixel=needs, weights=digest, runtime=network.runtime
    )
    return FrameModel(network, spec)


def _parsed(path: Path, data: bytes) -> onnx.ModelProto:
    try:
        model = onnx.load_model_from_string(data)
    except (DecodeError, ValueError) as error:
        raise ModelError(
            f"The ONNX model {path} is damaged.", why="It is cut short or something else.", fix="Get the file again."
        ) from error
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in model.graph.initializer):
        raise ModelError(
            f"The ONNX model {path} keeps its weights in other files.",
            why="uprez takes one file, so that its hash says all.",
            fix="Save it again with its weights inside (onnx.save with save_as_external_data=False).",
        )
    return model


def _input(path: Path, model: onnx.ModelProto) -> tuple[tuple[int, int], bool]:
    """Height and width that the model insists on (0 where free), and whether it takes float16.

    Raises:
        ModelError: it does not take one RGB picture, or does not give one.
    """
    constants = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in constants]
    kinds = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
    tensor = inputs[0].type.tensor_type if len(inputs) == 1 else None
    dims = [dim.dim_value for dim in tensor.shape.dim] if tensor is not None else []
    if (
        tensor is None
        or len(model.graph.output) != 1
        or len(dims) != 4
        or dims[0] > 1
        or dims[1] not in (0, 3)
        or tensor.elem_type not in kinds
    ):
        described = "; ".join(
            f"{value.name} {[d.dim_value or d.dim_param or '?' for d in value.type.tensor_type.shape.dim]}" for value in inputs
        )
        raise ModelError(
            f"The ONNX model {path} is not an upscaler that uprez can run.",
            why=f"It must take one RGB picture (1, 3, height, width), float32 or float16, and give one; it takes {described or 'nothing'}.",
            fix="Export the network with one picture in and one picture out.",
        )
    return (dims[2], dims[3]), tensor.elem_type == onnx.TensorProto.FLOAT16


def _scale(path: Path, network: Network, height: int, width: int) -> int:
    result = network(_noise(height, width))
    scale = result.shape[-1] // width if result.ndim == 4 else 0
    if scale < 1 or result.shape != (1, 3, height * scale, width * scale):
        raise ModelError(
            f"The ONNX model {path} is not an upscaler that uprez can run.",
            why=f"From (1, 3, {height}, {width}) it makes {result.shape}; the size must grow by one whole number both ways.",
            fix="Export the network with one picture in and one larger picture out.",
        )
    return scale


def _multiple(network: Network, scale: int) -> int:
    """The smallest power of two that the model's sizes must be multiples of."""
    for multiple in (1, 2, 4, 8, 16, 32):
        side = _PROBE + multiple
        try:
            fits = network(_noise(side, side)).shape == (1, 3, side * scale, side * scale)
        except ModelError:
            fits = False
        if fits:
            return multiple
    return _PROBE


def _halo(network: Network, scale: int) -> int:
    """Source pixels that the model looks sideways: how far a change of the right half is seen in the left half."""
    half = 2 * _PROBE
    first = _noise(_PROBE, 2 * half)
    second = first.copy()
    second[..., half:] = 1 - second[..., half:]
    change = np.abs(network(first) - network(second)).max(axis=(0, 1, 2))[: half * scale]
    seen = np.flatnonzero(change > _VISIBLE)
    return max(LEAST_HALO, half - int(seen[0]) // scale) if len(seen) else LEAST_HALO


def _noise(height: int, width: int) -> Pixels:
    return np.random.default_rng(0).random((1, 3, height, width), np.float32)
