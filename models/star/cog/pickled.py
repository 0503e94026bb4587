"""Tensors of a large file that torch saved: they stay on disk, nothing that the file carries is run.

A training checkpoint holds more than tensors: settings, random states, an optimiser. A pickle names the classes of these, and
here nothing of that name is ever looked up: an inert thing takes its place, and is let go.
"""

from __future__ import annotations

import pickle
import struct
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import torch

from uprez.core.errors import ModelError

_TYPES = {
    "DoubleStorage": torch.float64,
    "FloatStorage": torch.float32,
    "HalfStorage": torch.float16,
    "BFloat16Storage": torch.bfloat16,
    "LongStorage": torch.int64,
    "IntStorage": torch.int32,
    "ShortStorage": torch.int16,
    "CharStorage": torch.int8,
    "ByteStorage": torch.uint8,
    "BoolStorage": torch.bool,
}
_WRAPPERS = ("module", "model", "state_dict")
"""Keys under which training programs keep the weights, DeepSpeed's first."""
_HEADER = struct.Struct("<4s22xHH")
"""A zip entry's local header (PKWARE, APPNOTE, 4.3.7): signature, lengths of name and of extra field."""


def read_tensors(path: Path, *, fix: str) -> dict[str, torch.Tensor]:
    """The tensors by name of a `.pt` file in torch's zip format, out of their training wrapper; their data stay on disk.

    `fix` says what to do about a file that cannot be used.

    Raises:
        ModelError: it is absent, damaged, of another format, or holds no tensors.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            root = _Reader(archive, path).load()
    except (OSError, zipfile.BadZipFile, pickle.UnpicklingError, EOFError, LookupError) as error:
        raise ModelError(f"'{path}' cannot be read.", why=f"{str(error).strip() or 'It is cut short'}.", fix=fix) from error
    except (ArithmeticError, AttributeError, RecursionError, RuntimeError, TypeError, ValueError, struct.error) as error:
        raise ModelError(f"'{path}' cannot be read.", why="It is damaged, or no file that torch saved.", fix=fix) from error
    found = _tensors(root)
    if not found:
        raise ModelError(f"'{path}' holds no tensors by name.", fix=fix)
    return found


def _tensors(root: Any) -> dict[str, torch.Tensor]:
    """The tensors of a mapping or, where it wraps one, of that."""
    level = cast(dict[Any, Any], root) if isinstance(root, dict) else {}
    inner = next((level[key] for key in _WRAPPERS if isinstance(level.get(key), dict)), None)
    if inner is not None:
        return _tensors(inner)
    return {key: value for key, value in level.items() if isinstance(key, str) and isinstance(value, torch.Tensor)}


class _Inert:
    """Stands for whatever a pickle names besides tensors: takes all that is done to it, and does nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        return

    def __call__(self, *_: object, **__: object) -> _Inert:
        return self

    def __setstate__(self, _: object) -> None:
        return

    def __setitem__(self, *_: object) -> None:
        return

    def append(self, _: object) -> None:
        """As a list is told its items."""

    def extend(self, _: object) -> None:
        """As a list is told its items."""


class _Reader(pickle.Unpickler):
    """Puts tensors and dictionaries together, and knows nothing else."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._names = {name.partition("/")[2]: archive.getinfo(name) for name in archive.namelist()}
        super().__init__(archive.open(self._names["data.pkl"]))
        self._path = path
        self._file: torch.Tensor | None = None

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        if module_name == "torch" and global_name in _TYPES:
            return _TYPES[global_name]
        known: Mapping[tuple[str, str], Callable[..., Any]] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _rebuilt,
            ("torch._utils", "_rebuild_parameter"): _parameter,
        }
        return known.get((module_name, global_name), _Inert)

    def persistent_load(self, pid: Any) -> torch.Tensor | _Inert:
        """The storage of a tensor: its elements as they lie in the file; inert, if their type is not known."""
        _, dtype, key, _, count = pid
        if not isinstance(dtype, torch.dtype):
            return _Inert()
        entry = self._names[f"data/{key}"]
        size = int(count) * dtype.itemsize
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size < size:
            raise pickle.UnpicklingError("a storage is packed or cut short")
        whole = self._mapped()
        name, extra = _HEADER.unpack(bytes(whole[entry.header_offset : entry.header_offset + _HEADER.size].tolist()))[1:]
        start = entry.header_offset + _HEADER.size + name + extra
        part = whole[start : start + size]
        if len(part) != size:
            raise pickle.UnpicklingError("a storage is cut short")
        return (part if start % dtype.itemsize == 0 else part.clone()).view(dtype)

    def _mapped(self) -> torch.Tensor:
        """The file's bytes, on disk; writing to them would change memory only."""
        if self._file is None:
            size = self._path.stat().st_size
            self._file = torch.from_file(str(self._path), shared=False, size=size, dtype=torch.uint8)
        return self._file


def _parameter(tensor: object, *_: object) -> object:
    """Stands in for torch._utils._rebuild_parameter."""
    return tensor


def _rebuilt(storage: object, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> torch.Tensor | _Inert:
    """Stands in for torch._utils._rebuild_tensor_v2; refuses what reaches outside of its storage."""
    if not isinstance(storage, torch.Tensor):
        return _Inert()
    last = offset + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
    if min((offset, *shape, *strides), default=0) < 0 or (0 not in shape and last >= len(storage)):
        raise pickle.UnpicklingError("a tensor reaches outside its storage")
    return storage.as_strided(shape, strides, storage.storage_offset() + offset)
