"""Where OpenFX hosts look for bundles.

The standard names one folder a system; $OFX_PLUGIN_PATH is searched before it (OpenFX 1.5, "Installation Location").
There is no folder for one user in the standard: hosts see ours only through that variable.
"""

from __future__ import annotations

from pathlib import Path, PurePath

from uprez.installer.system import System

VARIABLE = "OFX_PLUGIN_PATH"
"""Environment variable with folders that hosts search first: parted by `:` on Linux, by `;` on Windows and macOS."""


def for_all_users(system: System) -> PurePath:
    """The folder of the standard, which every host searches."""
    if system.windows:
        return system.given("CommonProgramFiles", r"C:\Program Files\Common Files") / "OFX" / "Plugins"
    return system.path("/Library/OFX/Plugins" if system.mac else "/usr/OFX/Plugins")


def for_this_user(system: System) -> PurePath:
    """A folder that needs no administrator; hosts search it when $OFX_PLUGIN_PATH names it."""
    if system.windows:
        data = system.given("LOCALAPPDATA", system.home, "AppData", "Local")
    elif system.mac:
        data = system.path(system.home, "Library")
    else:
        data = system.given("XDG_DATA_HOME", system.home, ".local", "share")
    return data / "OFX" / "Plugins"


def named(system: System) -> tuple[PurePath, ...]:
    """The folders that $OFX_PLUGIN_PATH names, in its order."""
    given = system.environment.get(VARIABLE, "")
    return tuple(system.path(part) for part in given.split(_separator(system)) if part.strip())


def searched(system: System) -> tuple[PurePath, ...]:
    """All folders that a host started with this environment searches, first to last."""
    return tuple(dict.fromkeys((*named(system), for_all_users(system))))


def how_to_name(folder: Path, system: System) -> str:
    """What a user does so that hosts search `folder`."""
    value = _separator(system).join(map(str, dict.fromkeys((*named(system), system.path(str(folder))))))
    if system.windows:
        return f'setx {VARIABLE} "{value}"'
    if system.mac:
        return f'launchctl setenv {VARIABLE} "{value}"'
    return f'export {VARIABLE}="{value}"'


def _separator(system: System) -> str:
    return ";" if system.windows or system.mac else ":"
