"""The programs that uprez has a part for: whether they are here, where they read scripts from, and what goes where.

Sources: Resolve's scripting README (scripts folder of one user), Foundry's "Loading Gizmos, NDK Plug-ins, and Python and Tcl
Scripts" (Nuke's folder; on Windows under HOME where that is set), Blender's manual, "Blender's Directory Layout", Qt's table of
QStandardPaths::AppDataLocation (Kdenlive's folder).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from uprez.installer.system import System

CODE = "uprez_host"
"""The folder that a host's part puts on Python's path."""
_VERSION = re.compile(r"(\d+)\.(\d+)")
_OLDEST_BLENDER = (4, 2)
"""The first Blender with extensions."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A folder of ours in a host's place."""

    path: str
    """Where in the place, with `/`."""
    front: bool
    """Whether it holds the files that the host itself reads."""
    code: str | None
    """Where in the folder the rest lies, `.` for the folder itself; None where it is in another piece."""


@dataclass(frozen=True, slots=True)
class Host:
    """A program with a part of uprez for it."""

    name: str
    """As on the command line."""
    title: str
    """As its makers write it."""
    signs: Callable[[System], tuple[PurePath, ...]]
    """Files or folders, with `*`, any of which shows that it is on a machine."""
    places: Callable[[System], tuple[PurePath, ...]]
    """Where this user's copy of it looks; several where several versions have a folder each."""
    pieces: tuple[Piece, ...]
    """The folders that are put there; none for a host that is given entries in its settings alone."""
    file: str = ""
    """A file in the place that gets lines, so that the host reads ours; the user may have it already."""
    lines: tuple[str, ...] = ()
    """These lines."""
    folder: str = ""
    """What --folder takes, in words."""
    then: str = ""
    """What the user does next."""

    def here(self, system: System) -> bool:
        """Whether it is on this machine, as far as can be seen."""
        return any(_matches(sign) for sign in self.signs(system))


def _matches(sign: PurePath) -> bool:
    try:
        return any(Path(str(sign.parent)).glob(sign.name))
    except (OSError, ValueError, NotImplementedError):  # no such folder, or none that may be read
        return False


# DaVinci Resolve


def _resolve_places(system: System) -> tuple[PurePath, ...]:
    return (_resolve_own(system) / ("Support" if system.windows else ".") / "Fusion",)


def _resolve_own(system: System) -> PurePath:
    """Resolve's folder of this user."""
    if system.windows:
        return system.given("APPDATA", system.home, "AppData", "Roaming") / "Blackmagic Design" / "DaVinci Resolve"
    if system.mac:
        return system.path(system.home, "Library", "Application Support", "Blackmagic Design", "DaVinci Resolve")
    return system.path(system.home, ".local", "share", "DaVinciResolve")


def _resolve_signs(system: System) -> tuple[PurePath, ...]:
    if system.windows:
        program = system.given("ProgramFiles", r"C:\Program Files") / "Blackmagic Design" / "DaVinci Resolve" / "Resolve.exe"
    else:
        program = system.path("/Applications/DaVinci Resolve/DaVinci Resolve*.app" if system.mac else "/opt/resolve/bin/resolve")
    return (program, _resolve_own(system))


# Nuke


def _nuke_places(system: System) -> tuple[PurePath, ...]:
    home = system.given("HOME", system.home) if system.windows else system.path(system.home)
    return (home / ".nuke",)


def _nuke_signs(system: System) -> tuple[PurePath, ...]:
    if system.windows:
        programs = [system.given("ProgramFiles", r"C:\Program Files") / "Nuke[0-9]*"]
    elif system.mac:
        programs = [system.path("/Applications/Nuke[0-9]*")]
    else:
        programs = [system.path(folder, "Nuke[0-9]*") for folder in ("/usr/local", "/opt")]
    return (*programs, *_nuke_places(system))


# Blender


def _blender_own(system: System) -> PurePath:
    """Blender's folder of this user, with a folder in it for each version."""
    if system.windows:
        return system.given("APPDATA", system.home, "AppData", "Roaming") / "Blender Foundation" / "Blender"
    if system.mac:
        return system.path(system.home, "Library", "Application Support", "Blender")
    return system.given("XDG_CONFIG_HOME", system.home, ".config") / "blender"


def _blender_places(system: System) -> tuple[PurePath, ...]:
    """The extensions of every version that has been started and knows extensions, or those that the environment names."""
    stated = system.given("BLENDER_USER_EXTENSIONS", ""), system.given("BLENDER_USER_RESOURCES", "") / "extensions"
    if found := [folder for folder in stated if folder.is_absolute()]:
        return (found[0] / "user_default",)
    own = _blender_own(system)
    try:
        names = [path.name for path in Path(str(own)).iterdir() if path.is_dir()]
    except OSError:
        names = []
    return tuple(own / name / "extensions" / "user_default" for name in sorted(filter(_knows_extensions, names), key=_version))


def _version(name: str) -> tuple[int, ...]:
    found = _VERSION.fullmatch(name)
    return tuple(map(int, found.groups())) if found else ()


def _knows_extensions(name: str) -> bool:
    return _version(name) >= _OLDEST_BLENDER


def _blender_signs(system: System) -> tuple[PurePath, ...]:
    if system.windows:
        program = system.given("ProgramFiles", r"C:\Program Files") / "Blender Foundation" / "Blender [0-9]*"
    else:
        program = system.path("/Applications/Blender*.app" if system.mac else "/usr/bin/blender")
    return (program, _blender_own(system))


# Kdenlive


def _kdenlive_places(system: System) -> tuple[PurePath, ...]:
    if system.windows:
        data = system.given("APPDATA", system.home, "AppData", "Roaming")
    elif system.mac:
        data = system.path(system.home, "Library", "Application Support")
    else:
        data = system.given("XDG_DATA_HOME", system.home, ".local", "share")
    return (data / "kdenlive",)


def _kdenlive_signs(system: System) -> tuple[PurePath, ...]:
    if system.windows:
        program = system.given("ProgramFiles", r"C:\Program Files") / "kdenlive" / "bin" / "kdenlive.exe"
    else:
        program = system.path("/Applications/kdenlive.app" if system.mac else "/usr/bin/kdenlive")
    return (program, *_kdenlive_places(system))


RESOLVE = Host(
    name="resolve",
    title="DaVinci Resolve",
    signs=_resolve_signs,
    places=_resolve_places,
    pieces=(Piece(CODE, front=False, code="."), Piece("Scripts/Utility/uprez", front=True, code=None)),
    folder="its folder Fusion, in which the folder Scripts lies",
    then="Start Resolve again; the scripts are in the menu Workspace > Scripts.",
)
NUKE = Host(
    name="nuke",
    title="Nuke",
    signs=_nuke_signs,
    places=_nuke_places,
    pieces=(Piece("uprez-nuke", front=True, code=CODE),),
    file="init.py",
    lines=("import nuke", 'nuke.pluginAddPath("./uprez-nuke")'),
    folder="a folder like ~/.nuke, one that NUKE_PATH names",
    then="Start Nuke again; there is a menu uprez.",
)
BLENDER = Host(
    name="blender",
    title="Blender",
    signs=_blender_signs,
    places=_blender_places,
    pieces=(Piece("uprez", front=True, code=CODE),),
    folder="a folder of extensions, as 4.5/extensions/user_default",
    then="Start Blender again, and turn it on once: Edit > Preferences > Add-ons > uprez.",
)
KDENLIVE = Host(
    name="kdenlive",
    title="Kdenlive",
    signs=_kdenlive_signs,
    places=_kdenlive_places,
    pieces=(),
    folder="its folder of data, as ~/.local/share/kdenlive",
    then="Start Kdenlive (24.12 or later) again; the jobs are in the menu of a clip in the bin: Clip Jobs > uprez.",
)
HOSTS = {host.name: host for host in (RESOLVE, NUKE, BLENDER, KDENLIVE)}
"""By name."""
