"""Compact: the SRVGGNetCompact of Real-ESRGAN (Wang et al., arXiv 2107.10833).

A row of 3x3 convolutions with PReLU at the source's size, one pixel shuffle at the end, and the
source's pixels, repeated, added to the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from uprez.models.runtime.ops import Ops, Tensors, TensorT


@dataclass(frozen=True, slots=True)
class Compact:
    """A Compact; `scale` below `native` is the native result resampled down, as its authors ship x2 and x3."""

    channels: int
    convs: int
    """Convolutions between the first and the last."""
    native: int
    scale: int
    multiple: int = 1

    @property
    def name(self) -> str:
        """For people: `Compact x4, 64 channels, 16 convolutions`."""
        return f"Compact x{self.scale}, {self.channels} channels, {self.convs} convolutions"

    @property
    def halo(self) -> int:
        """One pixel a convolution; resampling reaches into one more source pixel."""
        return self.convs + 2 + (self.scale != self.native)

    def forward(self, ops: Ops[TensorT], x: TensorT) -> TensorT:
        """Apply the network; see `Architecture.forward`."""
        features = x
        for index in range(self.convs + 1):
            features = ops.prelu(ops.conv(features, f"body.{2 * index}"), f"body.{2 * index + 1}")
        detail = ops.pixel_shuffle(ops.conv(features, f"body.{2 * self.convs + 2}"), self.native)
        result = ops.add(detail, ops.nearest(x, self.native))
        return result if self.scale == self.native else ops.cubic(result, Fraction(self.scale, self.native))


def conv_names(convs: int) -> tuple[str, ...]:
    """All layers with weights, convolution and PReLU in turn, in the order in which the network applies them."""
    return tuple(f"body.{index}" for index in range(2 * convs + 3))


def recognise(tensors: Tensors) -> tuple[Compact, Tensors] | None:
    """Find a Compact by the names and shapes of its tensors; None when it is something else."""
    weights = sorted(int(name.split(".")[1]) for name in tensors if _is_layer(name))
    if len(weights) < 3 or weights != list(range(len(weights))) or len(weights) % 2 == 0:
        return None
    convs, last = (len(weights) - 3) // 2, weights[-1]
    channels, native = tensors["body.0.weight"].shape[0], round((tensors[f"body.{last}.weight"].shape[0] / 3) ** 0.5)
    expected = dict[str, tuple[int, ...]]()
    for index in weights[::2]:
        out = 3 * native * native if index == last else channels
        expected[f"body.{index}.weight"] = (out, 3 if index == 0 else channels, 3, 3)
        expected[f"body.{index}.bias"] = (out,)
    expected |= {f"body.{index}.weight": (channels,) for index in weights[1::2]}
    if native < 1 or expected.keys() != tensors.keys() or any(tensors[name].shape != shape for name, shape in expected.items()):
        return None
    return Compact(channels, convs, native, native), {name: tensors[name] for name in expected}


def _is_layer(name: str) -> bool:
    parts = name.split(".")
    return len(parts) == 3 and parts[0] == "body" and parts[1].isdigit() and parts[2] == "weight"
