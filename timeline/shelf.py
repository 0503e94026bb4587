"""The media files in some folders, by name: what a search picks from."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from uprez.core.errors import InputError
from uprez.timeline.labels import file_name
from uprez.timeline.media import HOLE, NUMBERED, is_picture, pattern_of

_MOVIES = frozenset(
    {".avi", ".dv", ".flv", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".mxf", ".ogv", ".ts", ".vob"}
    | {".webm", ".wmv", ".y4m"}
)
"""Endings of files that a name without ending may mean."""
_MOST = 500_000
"""Files that are looked through; more than an archive of many shows has."""


@dataclass(frozen=True, slots=True)
class Held:
    """A movie, or pictures numbered in a row, in one of the folders."""

    path: str
    """The movie, or a pattern with the numbers that are there, `a.[1-100].exr`."""
    key: str
    """File name as it is compared: without case, the number a `#`."""
    stem: str
    """The same without its ending, and without the number of pictures."""
    folder: str
    """Name of its folder, without case; pictures often lie in one that is called after the reel."""
    first: int | None = None
    """Number of the first picture; None for a movie."""
    last: int | None = None
    """Number of the last picture."""
    still: bool = False
    """A picture without a number."""

    @property
    def is_movie(self) -> bool:
        """False for pictures."""
        return self.first is None


def held_in(folders: Sequence[Path]) -> tuple[Held, ...]:
    """All movies and pictures in these folders and below; a file given itself counts too.

    Raises:
        InputError: a folder does not exist, or they hold too many files to look through.
    """
    found: dict[str, Held] = {}
    count = 0
    for folder in folders:
        if not folder.exists():
            raise InputError(f"{folder} does not exist.", why="Media was to be looked for there.", fix="Check the path of --media.")
        for place, names in _listed(folder.absolute()):
            count += len(names)
            if count > _MOST:
                why = f"They hold more than {_MOST} files."
                raise InputError(
                    "There is too much to look through in the folders of --media.", why=why, fix="Give the folder of this show."
                )
            found |= {held.path: held for held in _held(place, names)}
    return tuple(found.values())


def key_of(name: str) -> str:
    """A file name, or a pattern, as names are compared."""
    name = file_name(name).casefold()
    if not is_picture(name):
        return name
    if hole := HOLE.search(name):
        return f"{name[: hole.start()]}#{name[hole.end() :]}".replace("%%", "%")
    match = NUMBERED.match(name)
    return f"{match['prefix']}#{match['suffix']}" if match else name


def stem_of(name: str) -> str:
    """A name without the ending of a media file and without a picture's number."""
    key = key_of(name)
    root, suffix = os.path.splitext(key)
    if is_picture(key):
        return root.partition("#")[0].rstrip("._- ") or root
    return root if suffix in _MOVIES else key


def _listed(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Folders and the names of their files, in the same order everywhere; links to folders are not followed, nor hidden ones."""
    if folder.is_file():
        yield str(folder.parent), [folder.name]
        return
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield place, sorted(name for name in names if not name.startswith("."))


def _held(place: str, names: list[str]) -> Iterator[Held]:
    rows: dict[tuple[str, str], list[int]] = {}
    folder = os.path.basename(place).casefold()
    for name in names:
        if not is_picture(name):
            yield Held(os.path.join(place, name), key_of(name), stem_of(name), folder)
        elif (match := NUMBERED.match(name)) is None:
            yield Held(os.path.join(place, name), key_of(name), stem_of(name), folder, 0, 0, still=True)
        else:
            rows.setdefault((match["prefix"], match["suffix"]), []).append(int(match["number"]))
    for (prefix, suffix), numbers in rows.items():
        key = f"{prefix}#{suffix}".casefold()
        path = os.path.join(place, pattern_of(prefix, min(numbers), max(numbers), suffix))
        yield Held(path, key, stem_of(f"{prefix}#{suffix}"), folder, min(numbers), max(numbers))


def named_by(text: str) -> re.Pattern[str]:
    """What begins with a reel's name and then ends or goes on with something else: a camera adds dates and serial numbers."""
    return re.compile(rf"{re.escape(text.casefold())}(?![a-z0-9])")
