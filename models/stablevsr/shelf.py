"""Arrays of a shot that lie on disk, not in memory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from uprez.core.errors import ResourceError


class Shelf:
    """Named arrays in a folder, each put there whole or not at all; they outlive the process."""

    def __init__(self, folder: Path) -> None:
        """`folder` exists."""
        self._folder = folder

    def put(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Lay arrays down under a name, in place of what lies there.

        Raises:
            ResourceError: the disk is full or cannot be written.
        """
        path = self._path(name)
        temporary = path.with_suffix(f".{os.getpid()}.part")
        try:
            save_file({key: np.ascontiguousarray(array) for key, array in arrays.items()}, temporary)
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        except (OSError, SafetensorError) as error:
            temporary.unlink(missing_ok=True)
            raise ResourceError(
                f"What a shot needs between its passes cannot be written to '{self._folder}'.",
                why=str(error),
                fix="Make room on that disk, then run the same command again: finished passes are kept.",
            ) from error

    def get(self, name: str) -> dict[str, NDArray[Any]] | None:
        """What lies under a name; None for nothing, or for a file that a power cut damaged."""
        try:
            return load_file(self._path(name))
        except (OSError, SafetensorError):
            return None

    def keep_only(self, prefix: str) -> None:
        """Take away all whose name does not begin with `prefix`."""
        for path in self._folder.iterdir():
            if not path.name.startswith(prefix):
                path.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.safetensors"
