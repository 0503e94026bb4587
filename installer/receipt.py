"""What an installation put into a folder, so that it can be looked at, updated and removed, and nothing else with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "uprez-receipt.json"
"""The receipt's file."""
_SCHEMA = "uprez.installed"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """One installation."""

    version: str
    """Version of uprez that it came with."""
    files: Mapping[str, str]
    """SHA-256 of every file that was put there, by its path in the folder with `/`; the receipt itself is not among them."""

    @classmethod
    def of(cls, folder: Path, version: str) -> Receipt:
        """The receipt for all that lies in a folder now."""
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
        return cls(version, {path.relative_to(folder).as_posix(): digest(path) for path in files})

    @classmethod
    def read(cls, file: Path) -> Receipt | None:
        """A receipt; None where there is none that can be read, as uprez did not put it there."""
        try:
            found: Any = json.loads(file.read_bytes())
            if found["schema"] != _SCHEMA or found["version"] != _VERSION:
                return None
            return cls(str(found["uprez"]), {str(name): str(value) for name, value in found["files"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, file: Path) -> None:
        """Write it into a folder that is being made.

        Raises:
            OSError: it cannot be written.
        """
        file.parent.mkdir(parents=True, exist_ok=True)
        content = {"schema": _SCHEMA, "version": _VERSION, "uprez": self.version, "files": dict(self.files)}
        file.write_text(json.dumps(content, indent=1) + "\n", "utf-8")

    def changed(self, folder: Path) -> tuple[str, ...]:
        """The files that are missing, or are not as they were put there."""
        return tuple(name for name, value in self.files.items() if digest(folder / name) != value)


def digest(path: Path) -> str:
    """SHA-256 of a file; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
