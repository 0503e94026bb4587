"""An export of StableVSR for ONNX Runtime on disk: graphs, schedule, prompt, and a manifest that says what must lie there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from uprez.core.errors import ModelError
from uprez.models.stablevsr.layout import MANIFEST
from uprez.models.stablevsr.schedule import Schedule
from uprez.models.weights.tensors import sha256

ExportPrecision = Literal["fp32", "fp16"]

VERSION = 1
"""Of the manifest."""
UNET_ENCODER, UNET_DECODER, TCM = "unet_encoder.onnx", "unet_decoder.onnx", "tcm.onnx"
VAE_DECODER, VAE_ENCODER = "vae_decoder.onnx", "vae_encoder.onnx"
RAFT = "raft.onnx"
"""Optical flow; left out of an export without RAFT's weights."""
SCHEDULER = "scheduler_config.json"
SKIP, RESIDUAL = "skip_", "residual_"
"""What the names of the UNet's features and of the TCM's residuals begin with in the graphs; a number follows."""

_NEEDED = (UNET_ENCODER, UNET_DECODER, TCM, VAE_DECODER, VAE_ENCODER, SCHEDULER)
_FIX = "Export the checkpoint again with `uprez models export stablevsr`."


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of an export."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Exported:
    """A folder that `uprez.models.stablevsr.export.export` made."""

    folder: Path
    precision: ExportPrecision
    """Of UNet and TCM; the VAE is in float32 always."""
    source: str
    """SHA-256 of the checkpoint that it was made of."""
    weights: str
    """SHA-256 over the graphs' files, in order; names this export."""
    files: Mapping[str, StoredFile]
    """By name."""
    differences: Mapping[str, float]
    """Largest difference between ONNX Runtime on the CPU and torch in float32 on a small picture, by result:
    `v` of a step, `decode` (pictures lie in [-1, 1]), `encode`, `flow` in pixels."""

    @classmethod
    def read(cls, folder: Path) -> Exported:
        """The export in a folder; its files are there and have their sizes.

        Raises:
            ModelError: the manifest is missing, damaged or newer than this uprez; a file is missing or cut short.
        """
        path = folder / MANIFEST
        try:
            manifest: Any = json.loads(path.read_text("utf-8"))
            version = manifest["version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"'{path}' cannot be read.", why=f"{type(error).__name__}: {error}.", fix=_FIX) from error
        if version != VERSION:
            raise ModelError(
                f"'{path}' has version {version}.", why=f"This uprez reads version {VERSION}.", fix="Update uprez, or export again."
            )
        try:
            files = {str(name): StoredFile(str(each["sha256"]), int(each["bytes"])) for name, each in manifest["files"].items()}
            differences = {str(name): float(value) for name, value in manifest["differences"].items()}
            exported = cls(folder, manifest["precision"], manifest["source"], manifest["weights"], files, differences)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"'{path}' is damaged.", why=f"{type(error).__name__}: {error}.", fix=_FIX) from error
        exported._require()
        return exported

    def manifest(self) -> bytes:
        """What the manifest says."""
        files = {name: {"sha256": each.sha256, "bytes": each.bytes} for name, each in sorted(self.files.items())}
        said = {"precision": self.precision, "source": self.source, "weights": self.weights}
        return json.dumps({"version": VERSION, **said, "differences": self.differences, "files": files}, indent=2).encode() + b"\n"

    def path(self, name: str) -> Path:
        """The path of a file, which holds what was exported; so do the weights that lie beside it.

        Raises:
            ModelError: it does not.
        """
        for each in (name, f"{name}.data"):
            if each in self.files and sha256(self.folder / each) != self.files[each].sha256:
                raise ModelError(f"'{self.folder / each}' is damaged.", why="Its SHA-256 is not the manifest's.", fix=_FIX)
        return self.folder / name

    def schedule(self) -> Schedule:
        """The noise schedule.

        Raises:
            ModelError: the file is damaged, or not StableVSR's.
        """
        return Schedule.read(self.path(SCHEDULER))

    def _require(self) -> None:
        wrong = [name for name in _NEEDED if name not in self.files]
        for name, each in self.files.items():
            path = self.folder / name
            if Path(name).name != name or not path.is_file() or path.stat().st_size != each.bytes:
                wrong.append(name)
        if self.precision not in ("fp32", "fp16"):
            wrong.append(f"precision {self.precision}")
        if wrong:
            raise ModelError(
                f"The export in '{self.folder}' is not whole.", why=f"Missing, cut short or unknown: {', '.join(wrong)}.", fix=_FIX
            )
