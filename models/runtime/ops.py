"""The operations that networks are described with, and what a description is.

A network is described once, as calls on `Ops`. Each backend interprets the description: one
records an ONNX graph, one runs torch. So all runtimes compute the same network, and none of them
needs another to be installed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

TensorT = TypeVar("TensorT")

Tensors = Mapping[str, NDArray[np.generic]]
"""Weights by name; float16 where the source was, else float32."""


class Ops(Protocol[TensorT]):
    """Operations on pictures (N, C, H, W). Weights are taken by name from the network's tensors."""

    def conv(self, x: TensorT, name: str, *, padding: int = 1, stride: int = 1) -> TensorT:
        """Convolve with `name.weight` (out, in, k, k) and `name.bias` (out,), zeros outside the picture."""
        ...

    def prelu(self, x: TensorT, name: str) -> TensorT:
        """x where positive, else x times the channel's slope in `name.weight` (C,)."""
        ...

    def leaky_relu(self, x: TensorT, slope: float) -> TensorT:
        """x where positive, else x times `slope`."""
        ...

    def silu(self, x: TensorT) -> TensorT:
        """x times its sigmoid."""
        ...

    def sigmoid(self, x: TensorT) -> TensorT:
        """1 / (1 + exp(-x))."""
        ...

    def add(self, a: TensorT, b: TensorT) -> TensorT:
        """a + b."""
        ...

    def mul(self, a: TensorT, b: TensorT) -> TensorT:
        """a times b."""
        ...

    def affine(self, x: TensorT, scale: float, offset: float | str = 0.0) -> TensorT:
        """(x + offset) times `scale`; an `offset` given by name is a tensor (C,), one value a channel."""
        ...

    def concat(self, parts: Sequence[TensorT]) -> TensorT:
        """Join along channels."""
        ...

    def pixel_shuffle(self, x: TensorT, factor: int) -> TensorT:
        """(N, C*f*f, H, W) to (N, C, f*H, f*W); channel c*f*f + f*i + j goes to row i, column j."""
        ...

    def nearest(self, x: TensorT, factor: int) -> TensorT:
        """Repeat every pixel `factor` times along both axes."""
        ...

    def cubic(self, x: TensorT, factor: Fraction) -> TensorT:
        """Resample RGB by `factor` as `cubic_kernel` says; sizes must be multiples of its denominator."""
        ...


class Architecture(Protocol):
    """The description of a network: a frozen value deduced from the shapes of its tensors."""

    @property
    def name(self) -> str:
        """The family in words, with what tells members apart: `SPAN x4, 48 channels`."""
        ...

    @property
    def scale(self) -> int:
        """Output pixels a source pixel, along one axis."""
        ...

    @property
    def multiple(self) -> int:
        """Width and height of the input must be multiples of this."""
        ...

    @property
    def halo(self) -> int:
        """Source pixels around a tile that its edge pixels depend on."""
        ...

    def forward(self, ops: Ops[Any], x: Any) -> Any:
        """Apply the network to x (N, 3, H, W), nominally 0 to 1; gives (N, 3, scale*H, scale*W), not clamped."""
        ...
