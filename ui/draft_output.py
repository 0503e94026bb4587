"""Where a clip's results go and what they are called, where the user leaves that to uprez."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import PurePath

from uprez.plugin.host_clips import HOLE, beside
from uprez.ui.draft_clip import Item, Values

OUTPUT_FOLDER = "uprez"
"""Folder of the results, beside a movie or the folder of a sequence, where none is chosen."""


def absolute(path: str) -> str:
    """A full path of what the user wrote."""
    return os.path.abspath(os.path.expanduser(path))


def folder_of(item: Item | None, output: Values) -> str:
    """Absolute folder of a clip's results: the chosen one, the one that a host sent it with, or one beside its source."""
    chosen = str(output["folder"])
    if chosen or item is None:
        return absolute(chosen or OUTPUT_FOLDER)
    sent = str(item.output.get("folder") or "")
    return absolute(sent) if sent else os.path.join(beside(absolute(str(item.source["path"]))), OUTPUT_FOLDER)


def name_of(item: Item, items: Iterable[Item], output: Values, factor: float) -> str:
    """Base name of a clip's results; empty for uprez's usual one, which parts of one media would share: these name their frames."""
    given = str(output["name"] or item.output.get("name") or "")
    first, last = item.source.get("first"), item.source.get("last")
    path = absolute(str(item.source["path"]))
    alone = all(other.id == item.id or absolute(str(other.source["path"])) != path for other in items)
    if given or alone or (first is None and last is None):
        return given
    name = PurePath(path).name
    hole = HOLE.search(name)
    stem = name[: hole.start()].rstrip("._- ") if hole else PurePath(path).stem
    return f"{stem or 'clip'}_{first or 0}-{'' if last is None else last}_{factor:.4g}x"
