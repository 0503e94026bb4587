"""Open an upscaler that the user owns, told by what its file contains and never by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from uprez.core.errors import ModelError
from uprez.models.contract import Model
from uprez.models.light import span
from uprez.models.light.model import model_of
from uprez.models.light.recognise import FAMILIES, recognise
from uprez.models.runtime.choose import Described, Wish, open_network
from uprez.models.runtime.memory import bytes_per_pixel
from uprez.models.runtime.onnx_graph import build
from uprez.models.runtime.ops import Tensors
from uprez.models.user import onnx_file
from uprez.models.user.normalisation import settle
from uprez.models.weights.pickled import read_pickled
from uprez.models.weights.tensors import read_safetensors

Note = Callable[[str], None]


def open_file(path: Path, wish: Wish, *, on_note: Note) -> Model:
    """Load a user's `.onnx`, `.safetensors` or `.pth`.

    Raises:
        ModelError: there is no such file; it is cut short, a web page, or carries code; or it
            is no upscaler that uprez knows how to run.
        ResourceError: out of memory.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The weights file {path} cannot be read.", why=f"{error.strerror}.", fix="Check the path.") from error
    digest = hashlib.sha256(data).hexdigest()
    if _is_onnx(data) and not _is_safetensors(data):
        return onnx_file.open_onnx(path, data, digest, wish, on_note=on_note)
    tensors = _tensors(path, data)
    described = recognise(tensors)
    if described is None:
        raise _unknown(path, tensors)
    if isinstance(described.architecture, span.Span):
        described = settle(described, stated=bool({"mean", "no_norm"} & tensors.keys()), on_note=on_note)
    return _open_described(path, digest, described, wish, on_note)


def _open_described(path: Path, digest: str, described: Described, wish: Wish, on_note: Note) -> Model:
    network = open_network(described, wish, on_note=on_note)
    architecture = described.architecture
    runtime, *_, precision = network.runtime.split()
    needs = bytes_per_pixel(build(architecture, described.tensors), runtime, half=precision != "fp32")
    on_note(f"{path.name} is a {architecture.name}.")
    return model_of(described, network, name=path.stem, bytes_per_pixel=needs, weights=digest)


def _is_onnx(data: bytes) -> bool:
    """An ONNX model begins with its IR version, a small number under the protocol buffer's field 1."""
    return len(data) > 2 and data[0] == 0x08 and 0 < data[1] < 0x40


def _is_safetensors(data: bytes) -> bool:
    """safetensors begins with the length of its header in 8 bytes, and the header's brace."""
    return data[8:9] == b"{" and data[5:8] == b"\0\0\0"


def _tensors(path: Path, data: bytes) -> Tensors:
    start = data[:256].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise ModelError(f"{path} is a web page, not weights.", why="The download saved the site's page.", fix="Download the file itself.")
    if start.startswith(b"version https://git-lfs"):
        raise ModelError(f"{path} is a Git LFS pointer, not weights.", why="The file itself was not fetched.", fix="Run `git lfs pull`.")
    if _is_safetensors(data):  # first: the length may begin with any byte, those of the other formats too
        tensors = read_safetensors(data)
    elif data[:2] == b"PK" or data[:1] == b"\x80":
        tensors = read_pickled(data)
    else:
        raise ModelError(
            f"{path} is not a weights file that uprez reads.",
            why="It is not ONNX, safetensors, or saved by torch.",
            fix="Give an .onnx, .safetensors or .pth of an upscaler.",
        )
    broken = next((name for name, values in tensors.items() if not np.isfinite(values).all()), None)
    if broken is not None:
        raise ModelError(
            f"The weights in {path} are damaged.", why=f"'{broken}' holds numbers that are not finite.", fix="Get the file again."
        )
    return tensors


def _unknown(path: Path, tensors: Tensors) -> ModelError:
    some = ", ".join(f"{name} {tensors[name].shape}" for name in list(tensors)[:3])
    return ModelError(
        f"{path} holds no network that uprez knows.",
        why=f"It begins with {some}. uprez recognises {', '.join(FAMILIES)}.",
        fix="Export the network to ONNX and give the .onnx: uprez runs any that takes and gives RGB pictures.",
    )
