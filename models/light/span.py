"""SPAN: Swift Parameter-free Attention Network (Wan et al., arXiv 2311.12770).

Six blocks of three convolutions; each block's output is weighted by the sigmoid of itself, less a
half. The fourth part of the final concatenation is the sixth block's first feature *after* its
activation: the authors activate in place, and the published weights were trained so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uprez.models.runtime.ops import Ops, Tensors, TensorT

BLOCKS = 6

_CONVS = (
    "conv_1",
    *(f"block_{block}.c{conv}_r" for block in range(1, BLOCKS + 1) for conv in (1, 2, 3)),
    "conv_2",
    "conv_cat",
    "upsampler.0",
)

DIV2K_MEAN = (0.4488, 0.4371, 0.4040)
"""Mean of the DIV2K pictures, which the authors subtract; a file of weights does not say it."""
IMAGENET_MEAN = (0.485, 0.456, 0.406)
"""Mean of ImageNet, which some retrained weights subtract instead, at range 1."""


def conv_names() -> tuple[str, ...]:
    """All convolutions in the order in which the network applies them."""
    return _CONVS


@dataclass(frozen=True, slots=True)
class Span:
    """A SPAN with its training-time branches merged into plain convolutions."""

    channels: int
    scale: int
    range: float = 255.0
    """The input is multiplied by this after `mean` is subtracted."""
    halo: int = 20
    """Twenty 3x3 convolutions in a row on the longest path of `conv_1`, 18 in blocks and `conv_2`."""
    multiple: int = 1

    @property
    def name(self) -> str:
        """For people: `SPAN x4, 48 channels`."""
        return f"SPAN x{self.scale}, {self.channels} channels"

    def forward(self, ops: Ops[TensorT], x: TensorT) -> TensorT:
        """Apply the network; see `Architecture.forward`."""
        first = ops.conv(ops.affine(x, self.range, "negative_mean"), "conv_1")
        features, outputs, activated = first, list[Any](), first
        for block in range(1, BLOCKS + 1):
            features, activated = self._block(ops, features, f"block_{block}")
            outputs.append(features)
        joined = ops.concat([first, ops.conv(features, "conv_2"), outputs[0], activated])
        return ops.pixel_shuffle(ops.conv(ops.conv(joined, "conv_cat", padding=0), "upsampler.0"), self.scale)

    @staticmethod
    def _block(ops: Ops[TensorT], x: TensorT, name: str) -> tuple[TensorT, TensorT]:
        activated = ops.silu(ops.conv(x, f"{name}.c1_r"))
        out = ops.conv(ops.silu(ops.conv(activated, f"{name}.c2_r")), f"{name}.c3_r")
        attention = ops.affine(ops.sigmoid(out), 1.0, -0.5)
        return ops.mul(ops.add(out, x), attention), activated


def recognise(tensors: Tensors) -> tuple[Span, Tensors] | None:
    """Find a SPAN by the names and shapes of its tensors; None when it is something else.

    Takes plain convolutions, the merged `eval_conv` of the authors' code, and its training form
    (`sk` and `conv.0` to `conv.2`), which is merged exactly. Where a training form is present its
    `eval_conv` is not believed: the authors refresh it only when the network is put to use.
    """
    if not all(name.startswith(tuple(f"{conv}." for conv in _CONVS)) or name in ("mean", "range", "no_norm") for name in tensors):
        return None
    merged = dict[str, NDArray[np.generic]]()
    for name in _CONVS:
        pair = _convolution(tensors, name)
        if pair is None:
            return None
        merged[f"{name}.weight"], merged[f"{name}.bias"] = pair
    channels, scale = merged["conv_1.weight"].shape[0], round((merged["upsampler.0.weight"].shape[0] / 3) ** 0.5)
    if not _fits(merged, channels, scale):
        return None
    plain = "no_norm" in tensors
    mean = tensors.get("mean", np.array((0, 0, 0) if plain else DIV2K_MEAN, np.float32)).reshape(3)
    value_range = tensors.get("range", np.array([1.0 if plain else 255.0], np.float32))
    merged["negative_mean"] = -mean.astype(np.float32)
    return Span(channels, scale, float(value_range.reshape(-1)[0])), merged


def _fits(merged: Tensors, channels: int, scale: int) -> bool:
    inputs = {"conv_1": 3, "conv_cat": 4 * channels}
    kernels = {"conv_cat": 1}
    outputs = {"upsampler.0": 3 * scale * scale}
    for name in _CONVS:
        size = kernels.get(name, 3)
        out = outputs.get(name, channels)
        if merged[f"{name}.weight"].shape != (out, inputs.get(name, channels), size, size) or merged[f"{name}.bias"].shape != (out,):
            return False
    return scale >= 1


def _convolution(tensors: Tensors, name: str) -> tuple[NDArray[np.generic], NDArray[np.generic]] | None:
    """Weight and bias of one convolution, whatever form it is stored in."""
    if f"{name}.conv.0.weight" in tensors:
        return _merge(tensors, name)
    for form in (name, f"{name}.eval_conv"):
        if f"{form}.weight" in tensors and f"{form}.bias" in tensors:
            return tensors[f"{form}.weight"], tensors[f"{form}.bias"]
    return None


def _merge(tensors: Tensors, name: str) -> tuple[NDArray[np.generic], NDArray[np.generic]] | None:
    """Merge 1x1, 3x3, 1x1 and a 1x1 beside them into one 3x3, in float64.

    Exact at the picture's edge too: the authors pad the block's input, before its first bias.
    """
    parts = [f"{name}.{part}.{kind}" for part in ("conv.0", "conv.1", "conv.2", "sk") for kind in ("weight", "bias")]
    if any(part not in tensors for part in parts):
        return None
    w0, b0, w1, b1, w2, b2, ws, bs = (np.asarray(tensors[part], np.float64) for part in parts)
    if any(w.ndim != 4 for w in (w0, w1, w2, ws)) or w1.shape[2:] != (3, 3):
        return None
    outer, inner = w2[:, :, 0, 0], w0[:, :, 0, 0]
    weight = np.einsum("om,mnyx,ni->oiyx", outer, w1, inner)
    weight[:, :, 1, 1] += ws[:, :, 0, 0]
    bias = outer @ (np.einsum("mnyx,n->m", w1, b0) + b1) + b2 + bs
    return weight.astype(np.float32), bias.astype(np.float32)
