"""Entries `name=value` in the groups of a settings file of KDE, changed so that all else in it stays to the last letter.

Source: KDE, "KConfig Entry Options" (one entry a line, groups in brackets, `\\\\` for a backslash).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_GROUP = re.compile(r"^\[(?P<name>.*)\]\s*$")
_ENTRY = re.compile(r"^(?P<name>[^=\[#]+?)(?:\[[^\]]*\])*\s*=(?P<value>.*)$")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"s": " ", "t": "\t", "n": "\n", "r": "\r"}
Groups = Mapping[str, Mapping[str, str]]
"""Values by group and name."""


def read(text: str) -> dict[str, dict[str, str]]:
    """All entries."""
    groups: dict[str, dict[str, str]] = {}
    group = ""
    for line in text.splitlines():
        if (head := _GROUP.match(line)) is not None:
            group = head["name"]
        elif (entry := _ENTRY.match(line)) is not None:
            value = _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[1]), entry["value"].strip())
            groups.setdefault(group, {})[entry["name"].strip()] = value
    return groups


def put(text: str, groups: Groups) -> str:
    """The text with entries at the ends of their groups, which are made at its end where there are none; no name stands there yet."""
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    for group, held in groups.items():
        new = [f"{name}={_said(value)}{end}" for name, value in held.items()]
        at = _end_of(lines, group)
        if at is None:
            if lines and not lines[-1].endswith("\n"):
                lines[-1] += end
            lines += [*([end] if lines else []), f"[{group}]{end}", *new]
        else:
            if at and not lines[at - 1].endswith("\n"):
                lines[at - 1] += end
            lines[at:at] = new
    return "".join(lines)


def without(text: str, prefix: str) -> str:
    """The text without entries whose name begins with `prefix`, and without the groups that hold no other."""
    kept: list[str] = []
    group: list[str] = []
    for line in [*text.splitlines(keepends=True), None]:
        if line is None or _GROUP.match(line):
            kept += _rest(group, prefix)
            group = []
        if line is not None:
            group.append(line)
    if kept and kept != text.splitlines(keepends=True):
        while kept and not kept[-1].strip():  # the empty line before a group that is gone
            kept.pop()
    return "".join(kept)


def _rest(group: list[str], prefix: str) -> list[str]:
    """The lines of a group that stay; none where it held nothing but ours."""
    left = [line for line in group if not line.startswith(prefix)]
    empty = all(not line.strip() or _GROUP.match(line) for line in left)
    return [] if empty and len(left) < len(group) else left


def _end_of(lines: list[str], group: str) -> int | None:
    """Where a group's last entry ends; None without such a group."""
    at = None
    inside = False
    for number, line in enumerate(lines):
        if (head := _GROUP.match(line)) is not None:
            inside = head["name"] == group
            at = number + 1 if inside else at
        elif inside and line.strip():
            at = number + 1
    return at


def _said(value: str) -> str:
    return value.replace("\\", "\\\\")
