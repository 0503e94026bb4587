"""Read networks in the ncnn format: a `.param` text of layers, a `.bin` of their weights in the same order.

Format: the repository Tencent/ncnn, docs/developer-guide (param and model file structure) and src/modelbin.cpp.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uprez.core.errors import ModelError

_MAGIC = "7767517"
_FLOAT16, _INT8, _FLOAT32 = 0x01306B47, 0x000D4B38, 0x0002C056
_FIRST_ARRAY = -23300
"""Parameters with keys from here down are arrays, stored as a count and values."""
_PLAIN = frozenset(["BinaryOp", "Concat", "Eltwise", "Input", "Interp", "PixelShuffle", "ReLU", "Sigmoid", "Split", "Swish"])
"""Layers without weights."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of a network."""

    kind: str
    """ncnn's name of the operation: `Convolution`, `PReLU`, …"""
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    params: dict[int, tuple[float, ...]]
    """Values by ncnn's parameter number; a tuple of one where it is not an array."""
    weight: NDArray[np.generic] | None = None
    """Convolution (out, in, k, k); PReLU slopes (C,); the values of MemoryData."""
    bias: NDArray[np.generic] | None = None
    """(out,) float32."""

    def number(self, key: int, default: float = 0) -> float:
        """A parameter that is one number."""
        return self.params.get(key, (default,))[0]


def read(param: bytes, data: bytes) -> tuple[Layer, ...]:
    """Read a network from the two files' bytes.

    float16 weights stay float16; everything else is float32.

    Raises:
        ModelError: not ncnn, a layer or a storage that is not known, or bytes missing or left over.
    """
    lines = param.decode("utf-8", "replace").split("\n")
    if lines[0].strip() != _MAGIC:
        raise _broken("its .param file does not begin with ncnn's number")
    source = _Source(data)
    layers = tuple(_layer(line, source) for line in lines[2:] if line.strip())
    counts = lines[1].split()
    if not counts or counts[0] != str(len(layers)):
        raise _broken(f"its .param file holds {len(layers)} layers and promises {counts[0] if counts else 'none'}")
    if source.left:
        raise _broken(f"its .bin file is {source.left} bytes longer than its layers need")
    return layers


def _layer(line: str, source: _Source) -> Layer:
    try:
        fields = line.split()
        first_output = 4 + int(fields[2])
        first_param = first_output + int(fields[3])
        params = dict(_param(field) for field in fields[first_param:])
        layer = Layer(fields[0], fields[1], tuple(fields[4:first_output]), tuple(fields[first_output:first_param]), params)
    except (IndexError, ValueError) as error:
        raise _broken(f"a line of its .param file is not a layer: '{line.strip()[:80]}'") from error
    if layer.kind in _PLAIN:
        return layer
    if layer.kind == "MemoryData":
        count = int(np.prod([max(1, int(layer.number(key))) for key in (0, 1, 2)]))
        return _with(layer, source.raw(count), None)
    if layer.kind == "PReLU":
        return _with(layer, source.raw(int(layer.number(0))), None)
    if layer.kind == "Convolution":
        return _convolution(layer, source)
    raise _broken(f"it has a layer of the kind {layer.kind}, which uprez does not read")


def _convolution(layer: Layer, source: _Source) -> Layer:
    out, kernel, count = int(layer.number(0)), int(layer.number(1)), int(layer.number(6))
    if min(out, kernel, count) < 1 or count % (out * kernel * kernel):
        raise _broken(f"the sizes of its layer {layer.name} do not fit together")
    weight = source.tagged(count).reshape(out, -1, kernel, kernel)
    return _with(layer, weight, source.raw(out) if layer.number(5) else None)


def _with(layer: Layer, weight: NDArray[np.generic], bias: NDArray[np.generic] | None) -> Layer:
    return Layer(layer.kind, layer.name, layer.inputs, layer.outputs, layer.params, weight, bias)


def _param(field: str) -> tuple[int, tuple[float, ...]]:
    key, _, value = field.partition("=")
    number = int(key)
    if number > _FIRST_ARRAY:
        return number, (float(value),)
    count, *values = value.split(",")
    if int(count) != len(values):
        raise ValueError(field)
    return _FIRST_ARRAY - number, tuple(map(float, values))


class _Source:
    """The `.bin` file, read from its start to its end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """Bytes not read yet."""
        return len(self._data) - self._at

    def raw(self, count: int) -> NDArray[np.float32]:
        """`count` float32 without a tag: biases, slopes, constants."""
        return np.frombuffer(self._take(4 * count), "<f4").astype(np.float32)

    def tagged(self, count: int) -> NDArray[np.generic]:
        """`count` values with a tag that says how they are stored: the weights of convolutions."""
        (tag,) = struct.unpack("<I", self._take(4))
        if tag == _FLOAT16:
            return np.frombuffer(self._padded(2 * count), "<f2", count).astype(np.float16)
        if tag in (0, _FLOAT32):
            return self.raw(count)
        if tag == _INT8:
            raise _broken("its weights are 8-bit integers, which uprez does not read")
        palette = self.raw(256)
        return palette[np.frombuffer(self._padded(count), np.uint8, count)]

    def _padded(self, size: int) -> bytes:
        return self._take((size + 3) // 4 * 4)

    def _take(self, size: int) -> bytes:
        if size > self.left:
            raise _broken("its .bin file ends too early")
        self._at += size
        return self._data[self._at - size : self._at]


def _broken(why: str) -> ModelError:
    return ModelError("The ncnn network cannot be read.", why=f"In short, {why}.", fix="Get the file again from its author.")
