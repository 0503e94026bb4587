"""Names of takes: what a finished one is called, and the next free name after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from uprez.ui.draft_clip import Values

_VERSION = re.compile(r"_v(\d+)$")
_MOVIES = (".mov", ".mkv", ".mp4")


def take_path(files: Iterable[str]) -> str:
    """The best of a take's results to work on: pictures before movies; empty when there are none."""
    found = list(files)
    return next((path for path in found if PurePath(path).suffix.lower() not in _MOVIES), found[0] if found else "")


def take_name(job: Values, files: Iterable[str]) -> str:
    """Base name of a job's results: the one that was asked for, else the one that its files have."""
    output = job["output"]
    if output.get("name"):
        return str(output["name"])
    for path in map(PurePath, files):
        formats = "|".join(map(re.escape, output.get("formats", ())))
        return path.stem if path.suffix.lower() in _MOVIES else re.sub(rf"_(?:{formats})$", "", path.name)
    return PurePath(str(job["source"]["path"])).stem


def next_name(name: str, taken: Iterable[str]) -> str:
    """The name with the first version, from `_v2`, that is higher than all that are taken."""
    base = _VERSION.sub("", name)
    versions = [1]
    for other in (name, *taken):
        found = _VERSION.search(other)
        if found and other[: found.start()] == base:
            versions.append(int(found[1]))
    return f"{base}_v{max(versions) + 1}"
