"""A folder of ONNX graphs that an export made of a checkpoint, and the manifest that says what must lie there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

import numpy as np

from uprez.core.errors import ModelError, OutputError
from uprez.core.frame import Pixels
from uprez.models.weights.tensors import sha256

ExportPrecision = Literal["fp32", "fp16"]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of an export."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Export:
    """An export on disk; each family says what its own holds."""

    MANIFEST: ClassVar[str]
    """The file that describes it."""
    VERSION: ClassVar[int]
    """Of the manifest."""
    NEEDED: ClassVar[tuple[str, ...]]
    """Files without which it is not whole."""
    FIX: ClassVar[str]
    """What to do when it is not."""

    folder: Path
    precision: ExportPrecision
    """Of the large network; a VAE is in float32 always."""
    source: str
    """SHA-256 of the checkpoint that it was made of."""
    weights: str
    """SHA-256 over the graphs' files, in order; names this export."""
    files: Mapping[str, StoredFile]
    """By name."""
    differences: Mapping[str, float]
    """Largest difference between ONNX Runtime on the CPU and torch in float32 on a small input, by result."""
    sizes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Of the networks, as far as the family needs them before it loads any."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The export in a folder; its files are there and have their sizes.

        Raises:
            ModelError: the manifest is missing, damaged or newer than this uprez; a file is missing or cut short.
        """
        path = folder / cls.MANIFEST
        try:
            manifest: Any = json.loads(path.read_text("utf-8"))
            version = manifest["version"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(f"'{path}' cannot be read.", why=f"{type(error).__name__}: {error}.", fix=cls.FIX) from error
        if version != cls.VERSION:
            raise ModelError(
                f"'{path}' has version {version}.", why=f"This uprez reads version {cls.VERSION}.", fix="Update uprez, or export again."
            )
        try:
            files = {str(name): StoredFile(str(each["sha256"]), int(each["bytes"])) for name, each in manifest["files"].items()}
            differences = {str(name): float(value) for name, value in manifest["differences"].items()}
            sizes = {str(name): int(value) for name, value in manifest.get("sizes", {}).items()}
            found = cls(folder, manifest["precision"], manifest["source"], manifest["weights"], files, differences, sizes)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"'{path}' is damaged.", why=f"{type(error).__name__}: {error}.", fix=cls.FIX) from error
        found._require()
        return found

    def check_precision(self, asked: str) -> None:
        """Refuse a recipe's precision that is another than the export's; `auto` is any.

        Raises:
            ModelError: it is.
        """
        if asked not in ("auto", self.precision):
            raise ModelError(
                f"The export in '{self.folder}' cannot run in {asked}.",
                why=f"It was made for {self.precision}, and ONNX Runtime computes in what is stored.",
                fix="Leave --precision out, or export the checkpoint again with the other precision.",
            )

    def manifest(self) -> bytes:
        """What the manifest says."""
        files = {name: {"sha256": each.sha256, "bytes": each.bytes} for name, each in sorted(self.files.items())}
        said = {"precision": self.precision, "source": self.source, "weights": self.weights}
        measured = {"differences": dict(self.differences), "sizes": dict(self.sizes)}
        return json.dumps({"version": self.VERSION, **said, **measured, "files": files}, indent=2).encode() + b"\n"

    def path(self, name: str) -> Path:
        """The path of a file, which holds what was exported; so do the weights that lie beside it.

        Raises:
            ModelError: it does not.
        """
        for each in (name, f"{name}.data"):
            if each in self.files and sha256(self.folder / each) != self.files[each].sha256:
                raise ModelError(f"'{self.folder / each}' is damaged.", why="Its SHA-256 is not the manifest's.", fix=self.FIX)
        return self.folder / name

    def _require(self) -> None:
        wrong = [name for name in self.NEEDED if name not in self.files]
        for name, each in self.files.items():
            path = self.folder / name
            if Path(name).name != name or not path.is_file() or path.stat().st_size != each.bytes:
                wrong.append(name)
        if self.precision not in ("fp32", "fp16"):
            wrong.append(f"precision {self.precision}")
        if wrong:
            raise ModelError(
                f"The export in '{self.folder}' is not whole.", why=f"Missing, cut short or unknown: {', '.join(wrong)}.", fix=self.FIX
            )


def stored(path: Path) -> StoredFile:
    """A file's facts; it has reached the disk."""
    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return StoredFile(digest, path.stat().st_size)


def differences(found: Mapping[str, Pixels], expected: Mapping[str, Pixels], precision: ExportPrecision) -> dict[str, float]:
    """See `Export.differences`: of what ONNX Runtime makes in `precision` from what torch makes in float32.

    Raises:
        ModelError: what was found is not finite.
    """
    broken = [name for name, values in found.items() if not np.isfinite(values).all()]
    if broken:
        raise ModelError(
            f"The export gives numbers that are not finite: {', '.join(broken)}.",
            why=f"The networks do not run in {precision}, or the weights are damaged.",
            fix="Export in fp32; if that is so already, get the checkpoint again.",
        )
    return {name: float(np.abs(values - expected[name]).max()) for name, values in found.items()}


@contextmanager
def appearing(folder: Path) -> Generator[Path]:
    """A folder to write in, which takes the place of `folder` once all is written; else nothing is left.

    Raises:
        OutputError: `folder` holds something already, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"'{folder}' holds something already.", why="An export needs a folder of its own.", fix="Give another --to.")
    draft = folder.parent / f".{folder.name}.{os.getpid()}.part"
    try:
        draft.mkdir(parents=True)
        yield draft
        if folder.exists():
            folder.rmdir()
        draft.replace(folder)
    except OSError as error:
        raise OutputError(f"'{folder}' cannot be written.", why=f"{error}.", fix="Make room on that disk, or give another --to.") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
