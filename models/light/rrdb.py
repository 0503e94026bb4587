"""RRDB: the ESRGAN generator (Wang et al., arXiv 1809.00219), as Real-ESRGAN uses it too.

Residual-in-residual dense blocks at the source's size, then nearest-neighbour doublings with a
convolution after each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uprez.models.runtime.ops import Ops, Tensors, TensorT

_SLOPE = 0.2
_RESIDUAL = 0.2


@dataclass(frozen=True, slots=True)
class Rrdb:
    """An RRDB network, the x4 and the variants whose input is first folded by 2 or 4 into channels."""

    channels: int
    growth: int
    """Channels that each dense convolution adds."""
    blocks: int
    doublings: int
    fold: int = 1
    """The source is folded by this before the first block, which makes an x4 network x2 or x1."""
    halo: int = 64
    """The receptive field is hundreds of pixels; at 64 the measured seam is far below one 8-bit code."""

    @property
    def scale(self) -> int:
        """Output pixels a source pixel, along one axis."""
        return 2**self.doublings // self.fold

    @property
    def multiple(self) -> int:
        """Width and height must be multiples of the fold."""
        return self.fold

    @property
    def name(self) -> str:
        """For people: `RRDB x4, 64 channels, 23 blocks`."""
        return f"RRDB x{self.scale}, {self.channels} channels, {self.blocks} blocks"

    def forward(self, ops: Ops[TensorT], x: TensorT) -> TensorT:
        """Apply the network; see `Architecture.forward`."""
        # Folding, then a 3x3, is one strided convolution of the unfolded picture; see `_unfolded`.
        first = ops.conv(x, "conv_first", padding=self.fold, stride=self.fold)
        features = first
        for block in range(self.blocks):
            inner = features
            for dense in (1, 2, 3):
                inner = self._dense(ops, inner, f"body.{block}.rdb{dense}")
            features = ops.add(ops.affine(inner, _RESIDUAL), features)
        features = ops.add(first, ops.conv(features, "conv_body"))
        for doubling in range(1, self.doublings + 1):
            features = ops.leaky_relu(ops.conv(ops.nearest(features, 2), f"conv_up{doubling}"), _SLOPE)
        return ops.conv(ops.leaky_relu(ops.conv(features, "conv_hr"), _SLOPE), "conv_last")

    @staticmethod
    def _dense(ops: Ops[TensorT], x: TensorT, name: str) -> TensorT:
        parts = [x]
        for conv in range(1, 5):
            joined = parts[0] if conv == 1 else ops.concat(parts)
            parts.append(ops.leaky_relu(ops.conv(joined, f"{name}.conv{conv}"), _SLOPE))
        return ops.add(ops.affine(ops.conv(ops.concat(parts), f"{name}.conv5"), _RESIDUAL), x)


def conv_names(blocks: int, doublings: int) -> tuple[str, ...]:
    """All convolutions in the order in which the network applies them."""
    dense = (f"body.{block}.rdb{rdb}.conv{conv}" for block in range(blocks) for rdb in (1, 2, 3) for conv in range(1, 6))
    ups = (f"conv_up{up}" for up in range(1, doublings + 1))
    return ("conv_first", *dense, "conv_body", *ups, "conv_hr", "conv_last")


def recognise(tensors: Tensors) -> tuple[Rrdb, Tensors] | None:
    """Find an RRDB by the names and shapes of its tensors; None when it is something else.

    Takes the names of BasicSR and Real-ESRGAN, of the first ESRGAN release (`RRDB_trunk`), and of
    the older numbered `model.N.sub.N` form.
    """
    named = dict(_renamed(tensors))
    if len(named) != len(tensors):
        return None  # an extended RRDB: without its other tensors it would be another network
    blocks = 1 + max((int(name.split(".")[1]) for name in named if name.startswith("body.")), default=-1)
    doublings = sum(name.startswith("conv_up") and name.endswith(".weight") for name in named)
    first = named.get("conv_first.weight")
    growth = named.get("body.0.rdb1.conv1.weight")
    if first is None or growth is None or first.ndim != 4 or first.shape[1] not in (3, 12, 48):
        return None
    fold = round((first.shape[1] / 3) ** 0.5)
    network = Rrdb(first.shape[0], growth.shape[0], blocks, doublings, fold)
    if network.scale < 1 or not _fits(named, network):
        return None
    named["conv_first.weight"] = _unfolded(first, fold)
    kept = (f"{name}.{kind}" for name in conv_names(blocks, doublings) for kind in ("weight", "bias"))
    return network, {name: named[name] for name in kept}


def _fits(named: Tensors, network: Rrdb) -> bool:
    wide, growth = network.channels, network.growth
    for name in conv_names(network.blocks, network.doublings):
        out, into = wide, wide
        if name.startswith("body."):
            conv = int(name[-1])
            out, into = (wide if conv == 5 else growth), wide + (conv - 1) * growth
        elif name == "conv_first":
            into = 3 * network.fold**2
        elif name == "conv_last":
            out = 3
        weight, bias = named.get(f"{name}.weight"), named.get(f"{name}.bias")
        if weight is None or bias is None or weight.shape != (out, into, 3, 3) or bias.shape != (out,):
            return False
    return True


def _unfolded(weight: NDArray[np.generic], fold: int) -> NDArray[np.generic]:
    """The kernel (out, 3, 3f, 3f) that, at stride f, does what `weight` (out, 3*f*f, 3, 3) does after folding by f."""
    out, _, height, width = weight.shape
    split = weight.reshape(out, 3, fold, fold, height, width)
    return split.transpose(0, 1, 4, 2, 5, 3).reshape(out, 3, height * fold, width * fold)


def _renamed(tensors: Tensors) -> Iterator[tuple[str, NDArray[np.generic]]]:
    """The tensors under BasicSR's names; those that no form knows are left out."""
    numbered = _numbered(tensors)
    for name, tensor in tensors.items():
        layer, _, kind = name.rpartition(".")
        if kind not in ("weight", "bias"):
            continue
        if layer in numbered:
            yield f"{numbered[layer]}.{kind}", tensor
        elif match := re.fullmatch(r"(?:RRDB_trunk|body|model\.1\.sub)\.(\d+)\.(?:RDB|rdb)([123])\.conv([1-5])(?:\.0)?", layer):
            yield f"body.{match[1]}.rdb{match[2]}.conv{match[3]}.{kind}", tensor
        elif match := re.fullmatch(r"upconv(\d)", layer):
            yield f"conv_up{match[1]}.{kind}", tensor
        elif layer in ("conv_first", "conv_body", "conv_hr", "conv_last") or re.fullmatch(r"conv_up\d", layer):
            yield name, tensor
        elif layer in ("trunk_conv", "HRconv"):
            yield f"{'conv_body' if layer == 'trunk_conv' else 'conv_hr'}.{kind}", tensor


def _numbered(tensors: Tensors) -> dict[str, str]:
    """BasicSR's names for the layers of the `model.N` form, whose numbers depend on the depth."""
    trunk = [int(m[1]) for name in tensors if (m := re.fullmatch(r"model\.1\.sub\.(\d+)\.weight", name))]
    tail = sorted(int(m[1]) for name in tensors if (m := re.fullmatch(r"model\.(\d+)\.weight", name)) and int(m[1]) > 0)
    if len(trunk) != 1 or len(tail) < 2:
        return {}
    names = {"model.0": "conv_first", f"model.1.sub.{trunk[0]}": "conv_body"}
    names |= {f"model.{number}": f"conv_up{up}" for up, number in enumerate(tail[:-2], 1)}
    return names | {f"model.{tail[-2]}": "conv_hr", f"model.{tail[-1]}": "conv_last"}
