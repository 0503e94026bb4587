"""Arrays of a shot that lie on disk, not in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from uprez.core.errors import OutputError
from uprez.models.weights.tensors import write_whole


class Shelf:
    """Named arrays in a folder, each put there whole or not at all; they outlive the process."""

    def __init__(self, folder: Path) -> None:
        """`folder` exists."""
        self._folder = folder

    def put(self, name: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Lay arrays down under a name, in place of what lies there.

        Raises:
            OutputError: the disk is full or cannot be written.
        """
        data = save({key: np.ascontiguousarray(array) for key, array in arrays.items()})
        write_whole(self._path(name), data, fix="Make room on that disk, then run the same command again: finished passes are kept.")

    def get(self, name: str) -> dict[str, NDArray[Any]] | None:
        """What lies under a name; None for nothing, or for a file that a power cut damaged.

        Raises:
            OutputError: something lies there and cannot be read.
        """
        path = self._path(name)
        try:
            return {key: array.copy() for key, array in load(path.read_bytes()).items()}
        except (FileNotFoundError, SafetensorError):
            return None
        except OSError as error:
            raise OutputError(
                f"'{path}' cannot be read.", why=f"{error.strerror}.", fix="Run the same command again: finished passes are kept."
            ) from error

    def keep_only(self, *prefixes: str) -> None:
        """Take away all whose name begins with none of `prefixes`."""
        for path in self._folder.iterdir():
            if not path.name.startswith(prefixes):
                path.unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.safetensors"
