"""Tensors in the safetensors format, and files that appear whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from math import prod
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, deserialize

from uprez.core.errors import ModelError, OutputError
from uprez.models.runtime.ops import Tensors

_READ = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}
_WRITE = {"float32": "F32", "float16": "F16"}
_FIX = "Free some space, or set UPREZ_CACHE to another folder."


def read_safetensors(data: bytes) -> dict[str, NDArray[np.generic]]:
    """All tensors of a file's bytes; float16 stays, other floats become float32.

    Raises:
        ModelError: not safetensors, cut short, or a type that has no meaning here.
    """
    try:
        parts = deserialize(data)
    except (SafetensorError, ValueError) as error:
        raise ModelError(
            "The safetensors file cannot be read.", why=f"{error}.", fix="It is cut short or something else; get it again."
        ) from error
    return {name: as_float(bytes(part["data"]), part["dtype"], part["shape"]) for name, part in parts}


def as_float(data: bytes, dtype: str, shape: list[int]) -> NDArray[np.generic]:
    """An array of stored bytes; bfloat16 and float64 become float32.

    Raises:
        ModelError: the type is not one that upscalers are stored in.
    """
    if dtype == "BF16":
        return (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32).reshape(shape)
    if dtype not in _READ:
        raise ModelError(
            f"The file stores numbers as {dtype}.", why="uprez reads float16, bfloat16 and float32 weights.", fix="Convert the file first."
        )
    values = np.frombuffer(data, _READ[dtype]).reshape(shape)
    return values if dtype == "F16" else values.astype(np.float32)


def safetensors_bytes(tensors: Tensors, metadata: Mapping[str, str]) -> bytes:
    """The file of float16 and float32 tensors, byte for byte the same wherever and with whatever it is made.

    Format: the repository safetensors/safetensors, README. The catalogue holds hashes of these bytes,
    so their order must never change; that is why they are not left to a library's version.
    """
    arrays = {name: np.ascontiguousarray(tensors[name]) for name in sorted(tensors)}
    shapes = {name: (_WRITE[values.dtype.name], values.shape, values.itemsize) for name, values in arrays.items()}
    body = [values.astype(values.dtype.newbyteorder("<"), copy=False).tobytes() for values in arrays.values()]
    return header(shapes, metadata) + b"".join(body)


def header(tensors: Mapping[str, tuple[str, Sequence[int], int]], metadata: Mapping[str, str]) -> bytes:
    """The start of a safetensors file whose tensors follow in the order of their names.

    Each has the format's name of its type, a shape, and the bytes of a number. Eight bytes of length, then JSON
    (repository safetensors/safetensors, README).
    """
    entries: dict[str, object] = {"__metadata__": dict(sorted(metadata.items()))}
    offset = 0
    for name in sorted(tensors):
        kind, shape, size = tensors[name]
        stop = offset + prod(shape) * size
        entries[name] = {"dtype": kind, "shape": list(shape), "data_offsets": [offset, stop]}
        offset = stop
    text = json.dumps(entries, separators=(",", ":"), ensure_ascii=True).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_whole(path: Path, data: bytes, *, fix: str = _FIX) -> None:
    """Write a file that appears whole or not at all; its folder is made.

    Raises:
        OutputError: the folder or the file cannot be written.
    """
    with whole_file(path, fix=fix) as file:
        file.write(data)


@contextmanager
def whole_file(path: Path, *, fix: str = _FIX) -> Generator[IO[bytes]]:
    """A file to write into, which takes the place of `path` once all is written; else nothing is left. Its folder is made.

    Raises:
        OutputError: the folder or the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path} cannot be written.", why=f"{error.strerror}.", fix=fix) from error
