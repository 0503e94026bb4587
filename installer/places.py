"""Where OpenFX hosts look for bundles.

The standard names one folder a system; $OFX_PLUGIN_PATH is searched before it (OpenFX 1.5, "Installation Location").
There is no folder for one user in the standard: hosts see ours only through that variable.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

VARIABLE = "OFX_PLUGIN_PATH"
"""Environment variable with folders that hosts search first: parted by `:` on Linux, by `;` on Windows and macOS."""


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
        import os

        return cls(sys.platform, os.path.expanduser("~"), os.environ)

    @property
    def separator(self) -> str:
        """What parts the folders of $OFX_PLUGIN_PATH."""
        return ";" if self.platform in ("win32", "darwin") else ":"

    def path(self, *parts: str) -> PurePath:
        """A path of that system."""
        return PureWindowsPath(*parts) if self.platform == "win32" else PurePosixPath(*parts)


def for_all_users(system: System) -> PurePath:
    """The folder of the standard, which every host searches."""
    if system.platform == "win32":
        return system.path(system.environment.get("CommonProgramFiles", r"C:\Program Files\Common Files"), "OFX", "Plugins")
    return system.path("/Library/OFX/Plugins" if system.platform == "darwin" else "/usr/OFX/Plugins")


def for_this_user(system: System) -> PurePath:
    """A folder that needs no administrator; hosts search it when $OFX_PLUGIN_PATH names it."""
    if system.platform == "win32":
        return system.path(system.environment.get("LOCALAPPDATA") or str(system.path(system.home, "AppData", "Local")), "OFX", "Plugins")
    if system.platform == "darwin":
        return system.path(system.home, "Library", "OFX", "Plugins")
    given = system.environment.get("XDG_DATA_HOME", "")
    data = system.path(given) if given.startswith("/") else system.path(system.home, ".local", "share")
    return data / "OFX" / "Plugins"


def named(system: System) -> tuple[PurePath, ...]:
    """The folders that $OFX_PLUGIN_PATH names, in its order."""
    given = system.environment.get(VARIABLE, "")
    return tuple(system.path(part) for part in given.split(system.separator) if part.strip())


def searched(system: System) -> tuple[PurePath, ...]:
    """All folders that a host started with this environment searches, first to last."""
    return tuple(dict.fromkeys((*named(system), for_all_users(system))))


def how_to_name(folder: Path, system: System) -> str:
    """What a user does so that hosts search `folder`."""
    value = system.separator.join(map(str, dict.fromkeys((*named(system), system.path(str(folder))))))
    if system.platform == "win32":
        return f'setx {VARIABLE} "{value}"'
    if system.platform == "darwin":
        return f'launchctl setenv {VARIABLE} "{value}"'
    return f'export {VARIABLE}="{value}"'
