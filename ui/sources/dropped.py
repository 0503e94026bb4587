"""From what was dropped to what can be added: movies, sequences, timeline files. Told by names; the service looks inside."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from uprez.plugin.host_clips import PICTURES

TIMELINES = (".otio", ".otioz", ".otiod", ".fcpxml", ".fcpxmld", ".xml", ".edl", ".aaf", ".mlt", ".kdenlive")
"""Endings of timeline files; `.otiod` and `.fcpxmld` are folders."""
MOVIES = frozenset(
    {".3gp", ".avi", ".dv", ".flv", ".gif", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts"}
    | {".mxf", ".ogv", ".ts", ".vob", ".webm", ".wmv", ".y4m"}
)
"""Endings of movies that are taken from a folder; a file dropped by itself is tried whatever it is called."""
DEPTH = 4
"""Folders within folders that are looked into."""

_NUMBERED = re.compile(r"^(?P<prefix>.*?)(?P<number>\d+)(?P<suffix>\.[^.\d][^.]*)$", re.DOTALL)
_HOLES = frozenset("%#@[")


@dataclass(frozen=True)
class Dropped:
    """What was found."""

    sources: tuple[str, ...]
    """Paths for clips: movies, pictures, patterns of sequences."""
    timelines: tuple[str, ...]
    """Timeline files."""
    passed_over: tuple[str, ...]
    """Given paths in which there is nothing to add."""


def look_into(paths: Iterable[str]) -> Dropped:
    """Find what can be added in files and folders. Reads folders: not for the main thread."""
    sources: list[str] = []
    timelines: list[str] = []
    nothing: list[str] = []
    pictures: list[Path] = []
    for path in map(Path, paths):
        if path.suffix.lower() in TIMELINES:
            timelines.append(str(path))
        elif path.is_dir():
            found = list(_in_folder(path, DEPTH))
            sources += found
            nothing += [] if found else [str(path)]
        elif path.suffix.lower() in PICTURES:
            pictures.append(path)
        else:
            sources.append(str(path))
    for folder in dict.fromkeys(picture.parent for picture in pictures):
        sources += _sequences(folder, [picture.name for picture in pictures if picture.parent == folder])
    return Dropped(tuple(dict.fromkeys(sources)), tuple(timelines), tuple(nothing))


def _in_folder(folder: Path, depth: int) -> Iterator[str]:
    try:
        entries = sorted((entry for entry in os.scandir(folder) if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError:  # not ours to read; the service says so for what is added by name
        return
    pictures = [entry.name for entry in entries if Path(entry.name).suffix.lower() in PICTURES]
    yield from _sequences(folder, pictures)
    yield from (entry.path for entry in entries if Path(entry.name).suffix.lower() in MOVIES)
    if depth:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _in_folder(Path(entry.path), depth - 1)


def _sequences(folder: Path, names: list[str]) -> list[str]:
    """Numbered pictures as one pattern for each sequence; other pictures one by one."""
    groups: dict[tuple[str, str], list[re.Match[str]]] = {}
    alone: list[str] = []
    for name in names:
        match = _NUMBERED.match(name)
        if match is None:
            alone.append(str(folder / name))
        else:
            groups.setdefault((match["prefix"], match["suffix"]), []).append(match)
    return [path for group in groups.values() for path in _patterns(folder, group)] + alone


def _patterns(folder: Path, group: list[re.Match[str]]) -> Iterator[str]:
    """A pattern for each width of the number; numbers without leading zeros belong together."""
    bare = all(match["number"] == str(int(match["number"])) for match in group)
    widths = dict.fromkeys(0 if bare else len(match["number"]) for match in group)
    for width in widths:
        members = [match for match in group if not width or len(match["number"]) == width]
        first = members[0]
        if len(members) == 1 or _HOLES & set(str(folder) + first["prefix"] + first["suffix"]):
            yield str(folder / first.string)
        else:
            same = {len(match["number"]) for match in members}
            digits = f"%0{same.pop()}d" if len(same) == 1 else "%d"
            yield str(folder / f"{first['prefix']}{digits}{first['suffix']}")
