"""The machine that something is installed on: what its folders depend on."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath


@dataclass(frozen=True, slots=True)
class System:
    """What the places depend on: this machine, or another one for tests."""

    platform: str
    """As `sys.platform` says it: `linux`, `darwin`, `win32`."""
    home: str
    """The user's own folder."""
    environment: Mapping[str, str]

    @classmethod
    def this(cls) -> System:
        """The machine that this runs on."""
        return cls(sys.platform, os.path.expanduser("~"), os.environ)

    @property
    def windows(self) -> bool:
        """Whether it runs Windows."""
        return self.platform == "win32"

    @property
    def mac(self) -> bool:
        """Whether it runs macOS."""
        return self.platform == "darwin"

    def path(self, *parts: str) -> PurePath:
        """A path of that system."""
        return PureWindowsPath(*parts) if self.windows else PurePosixPath(*parts)

    def given(self, variable: str, *otherwise: str) -> PurePath:
        """The folder that an environment variable names; where it names none, or a relative one, the folder `otherwise`."""
        folder = self.path(self.environment.get(variable, ""))
        return folder if folder.is_absolute() else self.path(*otherwise)

    def has(self, folder: PurePath) -> bool:
        """Whether that folder or file is on this machine."""
        try:
            return Path(str(folder)).exists()
        except OSError:
            return False
