"""Write a torch module down as an ONNX file that takes any batch and size."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import load_external_data_for_tensor, set_external_data
from torch import nn

from uprez.models.runtime.failures import memory_guarded

OPSET = 17
"""Has LayerNormalization and GridSample; ONNX Runtime's GPU providers know all of it."""
LARGEST = 1_500_000_000
"""Bytes up to which the weights lie in the .onnx itself: a protobuf file ends at 2 GB."""

_SMALL = 1024
"""Bytes of a tensor that stays in the graph: shapes are read from there."""
_PAGE = 4096
"""Bytes to which weights in a file of their own are aligned, so that they can be mapped."""
_PIECE = 1 << 24

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
        model = onnx.load(draft, load_external_data=False)
        _gather(model, draft.parent, path.with_name(f"{path.name}.data"))
        onnx.save(model, path)


def _gather(model: onnx.ModelProto, folder: Path, target: Path) -> None:
    """Lay all large weights, the graph's own and those in files of `folder`, in one file, a tensor at a time: they may fill the memory.

    Constants of nodes, a few thousand numbers each, go back into the graph: beyond 2 GB torch puts those in files too.
    """
    for node in model.graph.node:
        for attribute in node.attribute:
            if _location(attribute.t):
                load_external_data_for_tensor(attribute.t, str(folder))
                attribute.t.ClearField("external_data")
                attribute.t.data_location = onnx.TensorProto.DEFAULT
    with target.open("wb") as file:
        for tensor in model.graph.initializer:
            beside = _location(tensor)
            if beside is None and len(tensor.raw_data) < _SMALL:
                continue
            start = -(-file.tell() // _PAGE) * _PAGE
            file.seek(start)
            if beside is None:
                file.write(tensor.raw_data)
            else:
                with (folder / beside).open("rb") as part:
                    shutil.copyfileobj(part, file, _PIECE)
                (folder / beside).unlink()
            tensor.raw_data = b""
            set_external_data(tensor, target.name, start, file.tell() - start)
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL


def _location(tensor: onnx.TensorProto) -> str | None:
    """The file that holds a tensor's numbers; None where the graph does."""
    return {entry.key: entry.value for entry in tensor.external_data}.get("location")


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
