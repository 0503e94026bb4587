"""Tensors of torch written as safetensors, one at a time: however large a network, memory holds one tensor of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from uprez.models.weights.tensors import header, whole_file

_NAMES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32"}


@dataclass(frozen=True, slots=True)
class Part:
    """A tensor, made when it is asked for."""

    shape: tuple[int, ...]
    make: Callable[[], torch.Tensor]
    """On the CPU, in any precision."""


def write_tensors(target: Path, parts: Mapping[str, Part], dtype: torch.dtype, *, digest: str = "") -> None:
    """Write them in one precision, float16, bfloat16 or float32, into a file that appears whole or not at all.

    `digest` is the name in the file's metadata under which it says the SHA-256 of all tensors' bytes, in order; empty: it does not.

    Raises:
        OutputError: `target` cannot be written.
    """
    found = hashlib.sha256()
    with whole_file(target, fix="Make room on that disk.") as file:
        file.write(_header(parts, dtype, digest, found.hexdigest()))
        for key in sorted(parts):
            values = parts[key].make().to(dtype).contiguous().flatten().view(torch.uint8).numpy().data
            found.update(values)
            file.write(values)
        file.seek(0)
        file.write(_header(parts, dtype, digest, found.hexdigest()))


def _header(parts: Mapping[str, Part], dtype: torch.dtype, digest: str, found: str) -> bytes:
    shapes = {key: (_NAMES[dtype], part.shape, dtype.itemsize) for key, part in parts.items()}
    return header(shapes, {digest: found} if digest else {})
