"""Write a torch module down as an ONNX file that takes any batch and size."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from torch import nn

from uprez.models.runtime.failures import memory_guarded

OPSET = 17
"""Has LayerNormalization and GridSample; ONNX Runtime's GPU providers know all of it."""
LARGEST = 1_500_000_000
"""Bytes up to which the weights lie in the .onnx itself: a protobuf file ends at 2 GB."""

Axes = Mapping[int, str]
"""Axes whose length is free, and a name for each; equal names mean equal lengths."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A module and how it is called."""

    module: nn.Module
    inputs: Mapping[str, torch.Tensor]
    """Examples, in the order in which the module takes them."""
    outputs: Sequence[str]
    axes: Mapping[str, Axes]
    """Free axes of inputs and outputs."""


def write_onnx(traced: Traced, path: Path, *, largest: int = LARGEST) -> None:
    """Write `path`; weights of more than `largest` bytes lie in one file beside it, the same name with `.data` added.

    By torch's tracing exporter, which bakes in every Python number and branch: all that depends on a size must be a tensor's `shape`.
    The newer exporter gives the same numbers, but takes 50 s instead of 1.5 s for the descent of a small UNet, and needs two more packages.

    Raises:
        ModelError: torch cannot express the module in ONNX.
        ResourceError: out of memory.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".trace-") as name, memory_guarded("torch"):
        draft = Path(name) / path.name
        _trace(traced, draft)
        if sum(each.stat().st_size for each in draft.parent.iterdir()) <= largest:
            draft.replace(path)
            return
        model = onnx.load(draft)
        onnx.save(model, path, save_as_external_data=True, all_tensors_to_one_file=True, location=f"{path.name}.data")


def _trace(traced: Traced, path: Path) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # it warns of every Python branch, and of its own age
        torch.onnx.export(
            traced.module,
            tuple(traced.inputs.values()),
            str(path),  # a Path would count as an open file, which cannot hold 2 GB
            input_names=list(traced.inputs),
            output_names=list(traced.outputs),
            dynamic_axes={name: dict(axes) for name, axes in traced.axes.items()},
            opset_version=OPSET,
            dynamo=False,
        )
