"""Load RAFT's published weights from a file on this machine."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch

from uprez.core.errors import ModelError
from uprez.models.flow import PUBLISHED_RAFT
from uprez.models.flow.correlation import Budget
from uprez.models.flow.raft import Raft
from uprez.models.runtime.ops import Tensors
from uprez.models.weights.pickled import read_pickled
from uprez.models.weights.tensors import read_safetensors

_PREFIX = PUBLISHED_RAFT.removesuffix(".pth").rpartition("-")[2]
_COUNTER = ".num_batches_tracked"
"""Left over from training, used by nothing; a conversion may lack it."""
_NAMED = 3
"""Keys that an error names."""


def load_raft(path: Path, *, device: str = "cpu", budget: Budget | None = None) -> Raft:
    """RAFT large with the weights of a `.pth` or `.safetensors` that has torchvision's keys, on torch's `device`.

    Raises:
        ModelError: the file is absent, damaged, not the one that its name says, or holds another network.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The weights file {path} cannot be read.", why=f"{error.strerror}.", fix="Check the path.") from error
    digest = hashlib.sha256(data).hexdigest()
    if path.suffix == ".pth" and _PREFIX in path.stem and not digest.startswith(_PREFIX):
        raise ModelError(
            f"{path} is damaged.",
            why=f"Its SHA-256 begins with {digest[:8]}, not with the {_PREFIX} of its name.",
            fix="Get the file again.",
        )
    raft = Raft(budget)
    _fill(raft, _tensors(path, data), path)
    return raft.to(device)


def _tensors(path: Path, data: bytes) -> Tensors:
    if data[8:9] == b"{" and data[5:8] == b"\0\0\0":  # the length of a safetensors header, and its brace
        return read_safetensors(data)
    if data[:2] == b"PK" or data[:1] == b"\x80":
        return read_pickled(data)
    raise ModelError(f"{path} is not a weights file that uprez reads.", why="It is neither safetensors nor saved by torch.", fix=_fix())


def _fill(raft: Raft, tensors: Tensors, path: Path) -> None:
    """Put the tensors in their places.

    Raises:
        ModelError: they are not the ones that RAFT large has.
    """
    expected = {name: tuple(value.shape) for name, value in raft.state_dict().items() if not name.endswith(_COUNTER)}
    given = {name: value for name, value in tensors.items() if not name.endswith(_COUNTER)}
    missing = [name for name in expected if name not in given]
    extra = [name for name in given if name not in expected]
    shared = [name for name in expected if name in given]
    wrong = [f"{name} {given[name].shape} instead of {expected[name]}" for name in shared if given[name].shape != expected[name]]
    faults = [_listed("it lacks", missing), _listed("it has, besides,", extra), _listed("of another shape:", wrong)]
    if missing or extra or wrong:
        raise ModelError(f"{path} does not hold RAFT large.", why=f"{'; '.join(filter(None, faults))}.", fix=_fix())
    broken = next((name for name, values in given.items() if not np.isfinite(values).all()), None)
    if broken is not None:
        raise ModelError(
            f"The weights in {path} are damaged.", why=f"'{broken}' holds numbers that are not finite.", fix="Get the file again."
        )
    raft.load_state_dict({name: torch.from_numpy(np.array(value, np.float32)) for name, value in given.items()}, strict=False)


def _listed(label: str, names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{label} {', '.join(names[:_NAMED])}{more}" if names else ""


def _fix() -> str:
    return f"Give torchvision's {PUBLISHED_RAFT}, or its tensors as .safetensors."
