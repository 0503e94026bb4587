"""An export to ONNX on its way: graphs on disk, and what torch made of the same input."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import torch

from uprez.core.frame import Pixels
from uprez.models.runtime.exports import Export, ExportPrecision, differences, stored
from uprez.models.runtime.failures import memory_guarded
from uprez.models.runtime.onnx_trace import Traced, write_onnx

Note = Callable[[str], None]
_ExportT = TypeVar("_ExportT", bound=Export)


@dataclass(frozen=True, slots=True)
class Draft:
    """What all families' exports have in common."""

    folder: Path
    precision: ExportPrecision
    note: Note
    largest: int
    """Bytes above which a graph keeps its weights in a file beside it."""
    results: dict[str, Pixels] = field(default_factory=dict[str, Pixels])
    """Torch's, in float32, by name."""

    @property
    def dtype(self) -> torch.dtype:
        """Of the large networks."""
        return torch.float16 if self.precision == "fp16" else torch.float32

    def write(self, traced: Traced, name: str) -> None:
        """Write a graph.

        Raises:
            ResourceError: out of memory.
        """
        self.note(f"Writing {name}.")
        write_onnx(traced, self.folder / name, largest=self.largest)

    def finished(
        self, kind: type[_ExportT], source: str, found: Callable[[_ExportT], Mapping[str, Pixels]], *, texts: str, sizes: Mapping[str, int]
    ) -> _ExportT:
        """The export, measured and with its manifest.

        `source` is the checkpoint's SHA-256; `found` gives what ONNX Runtime makes of what `results` are of; `texts` is the file of
        embeddings, which does not name the export.

        Raises:
            ModelError: what was found is not finite.
        """
        gc.collect()
        self.note("Comparing ONNX Runtime with torch.")
        files = {path.name: stored(path) for path in sorted(self.folder.iterdir())}
        digest = hashlib.sha256("".join(each.sha256 for name, each in files.items() if name != texts).encode()).hexdigest()
        exported = kind(self.folder, self.precision, source, digest, files, {}, sizes)
        exported = replace(exported, differences=differences(found(exported), self.results, self.precision))
        (self.folder / kind.MANIFEST).write_bytes(exported.manifest())
        stored(self.folder / kind.MANIFEST)
        return exported


def run(module: torch.nn.Module, *given: torch.Tensor) -> Any:
    """What torch makes of it.

    Raises:
        ResourceError: out of memory.
    """
    with memory_guarded("torch"), torch.no_grad():
        return module(*given)
