"""The transformer's weights on disk: converted once from the release's layout, checked, and built from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open

from uprez.core.errors import ModelError
from uprez.models.star.cog.keys import FIX, Shape, of_sat, sizes_of
from uprez.models.star.cog.pickled import read_tensors
from uprez.models.star.cog.transformer import VideoTransformer
from uprez.models.weights.torch_file import write_tensors

_STORED = torch.bfloat16
"""What the transformer was trained in."""
_DIGEST = "sha256"
"""Name in the file's metadata of the SHA-256 of all tensors' bytes, in order."""


def convert(source: Path, target: Path) -> None:
    """Write a SAT checkpoint's transformer as safetensors, in bf16, one tensor at a time, with low-rank additions added.

    `target` appears whole or not at all.

    Raises:
        ModelError: `source` cannot be read, or holds no STAR transformer.
        OutputError: `target` cannot be written.
    """
    parts = of_sat(read_tensors(source, fix=FIX))
    check({key: part.shape for key, part in parts.items()})
    write_tensors(target, parts, _STORED, digest=_DIGEST)


def read_converted(path: Path) -> tuple[dict[str, torch.Tensor], str]:
    """A converted file's tensors, which stay on disk until they are used, and the SHA-256 that names them.

    Raises:
        ModelError: it is absent, damaged, or was not made by `convert`.
    """
    try:
        with safe_open(path, "pt") as file:
            digest = (file.metadata() or {}).get(_DIGEST)
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (no mapping)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"'{path}' cannot be read.", why=f"{error}.", fix="Remove it: it is made again from the checkpoint.") from error
    if digest is None:
        raise ModelError(f"'{path}' was not made by uprez.", why="It does not say what it holds.", fix="Remove it, or give the checkpoint.")
    return tensors, digest


def build(weights: Mapping[str, torch.Tensor], *, dtype: torch.dtype | None = None) -> VideoTransformer:
    """A transformer with these weights, by the names they have here, for use, on the CPU.

    `dtype` is the precision, that of the weights if None.

    Raises:
        ModelError: keys or shapes are not those of a STAR transformer.
    """
    network = check({key: tuple(value.shape) for key, value in weights.items()})
    network.load_state_dict({key: value.to(dtype or value.dtype) for key, value in weights.items()}, assign=True)
    return network.eval().requires_grad_(False)


def check(given: Mapping[str, Shape]) -> VideoTransformer:
    """The network, without numbers, that these tensors make.

    Raises:
        ModelError: some are missing, do not belong, or have another shape.
    """
    with torch.device("meta"):
        network = VideoTransformer(sizes_of(given))
    wanted = {key: tuple(value.shape) for key, value in network.state_dict().items()}
    missing, extra = sorted(wanted.keys() - given.keys()), sorted(given.keys() - wanted.keys())
    other = sorted(key for key in wanted.keys() & given.keys() if given[key] != wanted[key])
    faults = [
        f"{len(keys)} {words}, for example {keys[0]}"
        for words, keys in (("are missing", missing), ("do not belong", extra), ("have another shape", other))
        if keys
    ]
    if faults:
        raise ModelError("The weights do not make a STAR transformer.", why=f"Of their tensors, {'; '.join(faults)}.", fix=FIX)
    return network
