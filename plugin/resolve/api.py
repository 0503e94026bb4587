"""Resolve itself: found, asked what it can do, and its project with the timeline that is open.

Resolve's objects answer to any name in some versions, so that what they can do is read from `dir`.
Source: the scripting documents that come with Resolve (README of July 2026), as published in the package fusionscript-stubs 21.0.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from uprez.plugin.errors import ServiceError

UNTITLED = "Untitled Project"
"""Name of a project that was never saved. Saving it asks the user, and never ends where there is no window."""
_API = "RESOLVE_SCRIPT_API"
_LIBRARY = "RESOLVE_SCRIPT_LIB"


@dataclass(frozen=True)
class Session:
    """Resolve with the timeline that the user works on."""

    resolve: Any
    manager: Any
    project: Any
    pool: Any
    """The project's media pool."""
    timeline: Any

    @property
    def is_studio(self) -> bool:
        """Whether this is the Studio edition."""
        return "studio" in str(ask(self.resolve, "GetProductName") or "").lower()

    @property
    def is_saved(self) -> bool:
        """Whether the project has a place of its own."""
        return str(ask(self.project, "GetName") or UNTITLED) != UNTITLED


def can(thing: Any, name: str) -> bool:
    """Whether an object of Resolve's has that method in this version."""
    return thing is not None and name in dir(thing)


def ask(thing: Any, name: str, *arguments: Any) -> Any:
    """What a method gives; None where this version has none."""
    return getattr(thing, name)(*arguments) if can(thing, name) else None


def find_resolve(given: Mapping[str, Any]) -> Any:
    """Resolve, as the script's own globals name it, or through its scripting module from outside.

    Raises:
        ServiceError: it does not run, or does not let this script in.
    """
    if given.get("resolve") is not None:
        return given["resolve"]
    for name in ("bmd", "fusionscript"):
        if (found := ask(given.get(name), "scriptapp", "Resolve")) is not None:
            return found
    if (found := ask(given.get("fusion"), "GetResolve")) is not None:
        return found
    if (found := _outside()) is not None:
        return found
    raise ServiceError(
        "Resolve does not answer.",
        "It does not run, or lets no script in: from outside, only the Studio edition does, and only when told to.",
        "Start this from Workspace > Scripts, or set Preferences > System > General > External scripting using to Local.",
        kind="HostError",
    )


def open_session(given: Mapping[str, Any]) -> Session:
    """Resolve with its open timeline.

    Raises:
        ServiceError: Resolve does not answer, or no project or timeline is open.
    """
    resolve = find_resolve(given)
    manager = ask(resolve, "GetProjectManager")
    project = ask(manager, "GetCurrentProject")
    if project is None:
        raise ServiceError("No project is open.", "", "Open one, then start this again.", kind="HostError")
    timeline = ask(project, "GetCurrentTimeline")
    pool = ask(project, "GetMediaPool")
    if timeline is None or pool is None:
        raise ServiceError("No timeline is open.", "", "Open one on the Edit page, then start this again.", kind="HostError")
    return Session(resolve, manager, project, pool, timeline)


def _outside() -> Any:
    api, library = _places(sys.platform)
    os.environ.setdefault(_API, api)
    os.environ.setdefault(_LIBRARY, library)
    folder = os.path.join(os.environ[_API], "Modules")
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        module = importlib.import_module("DaVinciResolveScript")
    except (ImportError, OSError):  # it loads a library of Resolve's that may be missing, or too old for this Python
        return None
    return ask(module, "scriptapp", "Resolve")


def _places(platform: str) -> tuple[str, str]:
    """Folder of the scripting files, and the library, where the installer of Resolve puts them."""
    if platform == "win32":
        data = os.environ.get("PROGRAMDATA", r"C:\ProgramData")
        programs = os.environ.get("PROGRAMFILES", r"C:\Program Files")
        api = os.path.join(data, "Blackmagic Design", "DaVinci Resolve", "Support", "Developer", "Scripting")
        return api, os.path.join(programs, "Blackmagic Design", "DaVinci Resolve", "fusionscript.dll")
    if platform == "darwin":
        return (
            "/Library/Application Support/Blackmagic Design/DaVinci Resolve/Developer/Scripting",
            "/Applications/DaVinci Resolve/DaVinci Resolve.app/Contents/Libraries/Fusion/fusionscript.so",
        )
    return "/opt/resolve/Developer/Scripting", "/opt/resolve/libs/Fusion/fusionscript.so"
