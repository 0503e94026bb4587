"""Paths that several systems write differently: `Z:\\show`, `\\\\server\\show`, `/mnt/show`, `/Volumes/show` are one place.

All are compared as their own system does: Windows without regard to case or to which slash, the others as written; and every name
with its accents composed, since macOS takes them apart.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from uprez.core.errors import JobError

_WINDOWS = re.compile(r"[A-Za-z]:([\\/]|$)|[\\/]{2}[^\\/]")
SYSTEMS = ("linux", "macos", "windows")
"""Names of the systems that workers run."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A place and where it is found instead."""

    source: str
    destination: str


def is_windows(path: str) -> bool:
    """True for a path with a drive letter, or on a server: `\\\\server\\share`, `//server/share`."""
    return _WINDOWS.match(path) is not None


def is_absolute(path: str) -> bool:
    """True for a path from a root, on whichever system."""
    return is_windows(path) or path.startswith("/")


def pure(path: str) -> PurePath:
    """The path by the rules of the system that it is written for."""
    if is_windows(path):
        return PureWindowsPath(path + "\\" if len(path) == 2 else path)  # `Z:` alone would be wherever one is on that drive
    return PurePosixPath(path)


def mapped(path: str, rules: Sequence[Rule]) -> str | None:
    """The path by the rule with the longest source that it lies under, in the destination's own spelling; None without one."""
    for rule in sorted(rules, key=lambda rule: len(pure(rule.source).parts), reverse=True):
        rest = _below(path, rule.source)
        if rest is not None:
            return str(pure(rule.destination).joinpath(*rest))
    return None


def _below(path: str, root: str) -> tuple[str, ...] | None:
    """The parts of `path` below `root`; None when it does not lie there."""
    whole, above = pure(path), pure(root)
    if type(whole) is not type(above) or _compared(whole)[: len(above.parts)] != _compared(above):
        return None
    return whole.parts[len(above.parts) :]


def _compared(path: PurePath) -> list[str]:
    parts = [unicodedata.normalize("NFC", part) for part in path.parts]
    return [part.casefold().replace("/", "\\") for part in parts] if isinstance(path, PureWindowsPath) else parts


def rules_of(document: Mapping[str, Any]) -> list[Rule]:
    """The rules of a file of OpenJD's `pathmapping-1.0`; none of an empty one."""
    rows: list[dict[str, str]] = document.get("path_mapping_rules") or []
    return [Rule(row["source_path"], row["destination_path"]) for row in rows]


def parse_root(text: str) -> tuple[str, ...]:
    """Read the names of one place: `Z:\\show=/mnt/show=/Volumes/show`.

    Raises:
        JobError: fewer than two, or one is not a path from a root.
    """
    names = tuple(name.strip() for name in text.split("="))
    if len(names) < 2 or not all(map(is_absolute, names)):
        raise JobError(
            f"'{text}' does not name one place twice.", fix=r"Give its full paths with = between, for example --same Z:\show=/mnt/show."
        )
    return names


def system() -> str:
    """The name of this machine's system."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def for_system(path: str, roots: Sequence[Sequence[str]], wanted: str) -> str:
    """The path as a machine of the wanted system names it; as written where no root says so."""
    for names in roots:
        fitting = [name for name in names if _fits(name, wanted)]
        rules = [Rule(name, fitting[0]) for name in names if name not in fitting] if fitting else []
        found = mapped(path, rules)
        if found is not None:
            return found
    return path


def _fits(name: str, wanted: str) -> bool:
    if is_windows(name) or wanted == "windows":
        return is_windows(name) and wanted == "windows"
    return name.startswith("/Volumes/") is (wanted == "macos")


def found_here(path: str, roots: Sequence[Sequence[str]]) -> str:
    """The path as this machine knows it: by the first name of a root that is a folder here; as written where there is none."""
    for names in roots:
        for name in names:
            found = mapped(path, [Rule(other, name) for other in names])
            if found is not None and Path(name).is_dir():
                return found
    return path
