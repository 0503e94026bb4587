"""Read tensors from torch's `.pth` files without running what they carry, and without torch.

A `.pth` is a pickle, a little program. Here it is run on a machine that knows only how to put
tensors and dictionaries together; whatever else it names is refused.
Formats: torch/serialization.py, the zip one since torch 1.6 and the one before it.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from uprez.core.errors import ModelError
from uprez.models.weights.tensors import as_float

_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_WRAPPERS = ("params_ema", "params", "state_dict", "model_state_dict", "model", "net_g", "generator")
"""Keys under which training programs keep the weights, the best first."""
_TYPES = {
    "DoubleStorage": ("F64", 8),
    "FloatStorage": ("F32", 4),
    "HalfStorage": ("F16", 2),
    "BFloat16Storage": ("BF16", 2),
    "LongStorage": ("I64", 8),
    "IntStorage": ("I32", 4),
    "ShortStorage": ("I16", 2),
    "CharStorage": ("I8", 1),
    "ByteStorage": ("U8", 1),
    "BoolStorage": ("BOOL", 1),
}


def read_pickled(data: bytes) -> dict[str, NDArray[np.generic]]:
    """All tensors of a `.pth` file's bytes, by name, out of their training wrapper.

    Raises:
        ModelError: it carries code, it is cut short, or it holds no tensors.
    """
    try:
        root = _read_zip(data) if data[:2] == b"PK" else _read_legacy(data)
        return _unwrapped(root)
    except _Foreign as error:
        raise ModelError(
            "The weights file carries code, and uprez runs no code from files.",
            why=f"It asks for {error}.",
            fix="Get it as .safetensors, or save only its tensors: torch.save(model.state_dict(), path).",
        ) from error
    except (pickle.UnpicklingError, zipfile.BadZipFile, ArithmeticError, AttributeError, EOFError, LookupError) as error:
        raise _damaged() from error
    except (ImportError, MemoryError, NotImplementedError, OSError, RecursionError, TypeError, ValueError) as error:
        raise _damaged() from error


class _Foreign(Exception):
    """The pickle names something that is no part of a tensor."""


@dataclass(frozen=True, slots=True)
class _StorageType:
    dtype: str
    size: int
    """Bytes an element."""


@dataclass(slots=True)
class _Storage:
    kind: _StorageType
    count: int
    data: bytes = b""
    """Filled later in the older format, where it stands behind the pickle."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]

    def array(self) -> NDArray[np.generic]:
        """The tensor's values, checked to lie inside its storage."""
        count = int(np.prod(self.shape, dtype=object)) if self.shape else 1
        last = self.offset + sum((size - 1) * stride for size, stride in zip(self.shape, self.strides, strict=True))
        if min((self.offset, *self.strides, *self.shape)) < 0 or count > self.storage.count or (count and last >= self.storage.count):
            raise ValueError("a tensor reaches outside its storage")
        if len(self.storage.data) != self.storage.count * self.storage.kind.size:
            raise ValueError("a storage is cut short")
        flat = as_float(self.storage.data, self.storage.kind.dtype, [self.storage.count])[self.offset :]
        view = as_strided(flat, self.shape, [stride * flat.itemsize for stride in self.strides], writeable=False)
        return view.copy()


@dataclass(frozen=True, slots=True)
class _RebuildTensor:
    """Stands in for torch._utils._rebuild_tensor_v2."""

    def __call__(self, storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _Tensor:
        if not isinstance(storage, _Storage):  # pyright: ignore[reportUnnecessaryIsInstance] -- the file decides what is passed
            raise TypeError("a tensor without a storage")
        return _Tensor(storage, int(offset), tuple(map(int, shape)), tuple(map(int, strides)))


@dataclass(frozen=True, slots=True)
class _RebuildParameter:
    """Stands in for torch._utils._rebuild_parameter: the parameter's tensor."""

    def __call__(self, tensor: _Tensor, *_: object) -> _Tensor:
        return tensor


_KNOWN: dict[tuple[str, str], object] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _RebuildTensor(),
    ("torch._utils", "_rebuild_parameter"): _RebuildParameter(),
    **{("torch", name): _StorageType(*kind) for name, kind in _TYPES.items()},
}


class _Unpickler(pickle.Unpickler):
    """Builds tensors and plain containers; refuses every other name."""

    def __init__(self, file: io.BytesIO, storages: Mapping[str, bytes] | None = None) -> None:
        super().__init__(file, encoding="utf-8")
        self._files = storages
        self.storages = dict[str, _Storage]()

    def find_class(self, module: str, name: str, /) -> Any:
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise _Foreign(f"{module}.{name}") from None

    def persistent_load(self, pid: Any, /) -> _Storage:
        _, kind, key, _, count, *_ = pid
        if not isinstance(kind, _StorageType) or not isinstance(key, str):
            raise ValueError("a storage of no known type")
        if key not in self.storages:
            data = b"" if self._files is None else self._files[key]
            self.storages[key] = _Storage(kind, int(count), data)
        return self.storages[key]


def _read_zip(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {info.filename: info for info in archive.infolist()}
        program = next((name for name in entries if name.endswith("/data.pkl")), "")
        folder = program.removesuffix("data.pkl")
        if f"{folder}constants.pkl" in entries or any(name.startswith(f"{folder}code/") for name in entries):
            raise _Foreign("a TorchScript program")
        if any(info.compress_type != zipfile.ZIP_STORED for info in entries.values()):
            raise ValueError("torch stores its tensors without compression")
        if f"{folder}byteorder" in entries and archive.read(f"{folder}byteorder") != b"little":
            raise ValueError("a big-endian file")
        files = {name.removeprefix(f"{folder}data/"): archive.read(name) for name in entries if name.startswith(f"{folder}data/")}
        return _Unpickler(io.BytesIO(archive.read(program)), files).load()


def _read_legacy(data: bytes) -> object:
    file = io.BytesIO(data)
    if _Unpickler(file).load() != _LEGACY_MAGIC:
        raise ValueError("not a torch file")
    _Unpickler(file).load()  # version of the format
    system = _Unpickler(file).load()
    if not isinstance(system, dict) or cast(dict[str, object], system).get("little_endian") is not True:
        raise ValueError("a big-endian file")
    reader = _Unpickler(file)
    root = reader.load()
    for key in cast(list[str], _Unpickler(file).load()):
        storage = reader.storages[key]
        count = int.from_bytes(file.read(8), "little")
        if count != storage.count:
            raise ValueError("a storage of another size than promised")
        storage.data = file.read(count * storage.kind.size)
    return root


def _unwrapped(root: object) -> dict[str, NDArray[np.generic]]:
    found = root
    while isinstance(found, dict):
        level = cast(dict[object, object], found)
        tensors = {name: value for name, value in level.items() if isinstance(name, str) and isinstance(value, _Tensor)}
        inner = next((level[key] for key in _WRAPPERS if isinstance(level.get(key), dict)), None)
        if tensors or inner is None:
            return {name.removeprefix("module."): tensor.array() for name, tensor in _required(tensors).items()}
        found = inner
    raise ModelError("The weights file holds no tensors.", fix="Give a file made by torch.save(model.state_dict(), path).")


def _required(tensors: dict[str, _Tensor]) -> dict[str, _Tensor]:
    if not tensors:
        raise ModelError("The weights file holds no tensors.", fix="Give a file made by torch.save(model.state_dict(), path).")
    return tensors


def _damaged() -> ModelError:
    return ModelError(
        "The weights file cannot be read.",
        why="It is cut short, or it is not a file that torch saved.",
        fix="Get it again; a web page saved under its name is a usual cause.",
    )
