"""STAR's published weights on disk: read without running a pickle's code, checked, converted to safetensors once."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import torch
from safetensors import SafetensorError, safe_open

from uprez.core.errors import ModelError
from uprez.models.runtime.torch_net import DTYPES
from uprez.models.star.architecture import Architecture
from uprez.models.star.unet import VideoUnet
from uprez.models.weights.torch_file import Part, write_tensors

Weights = Mapping[str, torch.Tensor]
"""A network's tensors by key, on the CPU, in the stored precision."""

_FIX = "Get light_deg.pt or heavy_deg.pt again from the hub repository SherryX/STAR, folder I2VGen-XL-based."
_WRAPPER = "state_dict"
"""Key under which a training checkpoint holds its tensors."""


def read_weights(path: Path) -> dict[str, torch.Tensor]:
    """The tensors of a `.pt` or a `.safetensors`, told apart by content; they stay on disk until they are used.

    A `.pt` holds the tensors themselves or, under `state_dict`, them and more.

    Raises:
        ModelError: the file is absent, damaged, carries code, or holds no tensors.
    """
    try:
        with path.open("rb") as file:
            start = file.read(9)
        tensors = _safe(path) if start[8:] == b"{" and start[5:8] == b"\0\0\0" else _pickled(path, mapped=start[:2] == b"PK")
    except (OSError, SafetensorError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise ModelError(f"'{path}' cannot be read.", why=f"{error}.", fix=_FIX) from error
    if not tensors:
        raise ModelError(f"'{path}' holds no tensors by name.", fix=_FIX)
    return tensors


def build(weights: Weights, *, head: int | None = None, dtype: torch.dtype | None = None) -> VideoUnet:
    """A network with these weights, for use, on the CPU; its sizes are read from their shapes.

    `head` is the channels of an attention head (see `Architecture.of`); `dtype` is the precision, that of the weights if None.

    Raises:
        ModelError: keys or shapes are not those of a STAR network.
    """
    sizes = Architecture.of({key: tuple(value.shape) for key, value in weights.items()}, head=head)
    with torch.device("meta"):
        network = VideoUnet(sizes)
    _check({key: tuple(value.shape) for key, value in network.state_dict().items()}, weights)
    network.load_state_dict({key: value.to(dtype or value.dtype) for key, value in weights.items()}, assign=True)
    return network.eval().requires_grad_(False)


def convert(source: Path, target: Path, *, precision: str = "fp16") -> None:
    """Write a `.pt`'s tensors as safetensors, one at a time, in `precision`; the authors' code runs them in fp16.

    `target` appears whole or not at all.

    Raises:
        ModelError: `source` cannot be read, or is not a STAR network's.
        OutputError: `target` cannot be written.
    """
    weights, dtype = read_weights(source), DTYPES[precision]
    with torch.device("meta"):
        network = VideoUnet(Architecture.of({key: tuple(value.shape) for key, value in weights.items()}))
    _check({key: tuple(value.shape) for key, value in network.state_dict().items()}, weights)
    parts = {key: Part(tuple(value.shape), lambda value=value: value) for key, value in weights.items()}
    write_tensors(target, parts, dtype)


def _safe(path: Path) -> dict[str, torch.Tensor]:
    with safe_open(path, "pt") as file:
        return {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (no mapping)


def _pickled(path: Path, *, mapped: bool) -> dict[str, torch.Tensor]:
    """Tensors of a file that torch saved; `mapped` for its zip format, which can stay on disk."""
    try:
        root: Any = torch.load(path, map_location="cpu", weights_only=True, mmap=mapped)
    except pickle.UnpicklingError as error:
        raise ModelError(
            f"'{path}' is damaged, or carries code, and uprez runs no code from files.",
            why=str(error).strip().splitlines()[0],
            fix=_FIX,
        ) from error
    if isinstance(root, dict) and isinstance(cast(dict[str, Any], root).get(_WRAPPER), dict):
        root = cast(dict[str, Any], root)[_WRAPPER]
    found = cast(dict[Any, Any], root) if isinstance(root, dict) else {}
    return {key: value for key, value in found.items() if isinstance(key, str) and isinstance(value, torch.Tensor)}


def _check(wanted: Mapping[str, tuple[int, ...]], given: Weights) -> None:
    missing, extra = sorted(wanted.keys() - given.keys()), sorted(given.keys() - wanted.keys())
    other = sorted(key for key in wanted.keys() & given.keys() if tuple(given[key].shape) != wanted[key])
    faults = [
        f"{len(keys)} {words}, for example {keys[0]}"
        for words, keys in (("are missing", missing), ("do not belong", extra), ("have another shape", other))
        if keys
    ]
    if faults:
        raise ModelError("The weights do not make a STAR network.", why=f"Of their tensors, {'; '.join(faults)}.", fix=_FIX)
