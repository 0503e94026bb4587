"""From what a user typed to the files it means: one movie, or the numbered pictures of a sequence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from uprez.core.errors import InputError

PICTURES = frozenset(
    {".bmp", ".cin", ".dpx", ".exr", ".hdr", ".j2c", ".j2k", ".jp2", ".jpeg", ".jpg", ".jxl", ".pam", ".pbm"}
    | {".pgm", ".png", ".pnm", ".ppm", ".psd", ".rla", ".sgi", ".sxr", ".tga", ".tif", ".tiff", ".webp"}
)
"""Endings of files that hold one picture each; everything else is tried as a movie."""

# A minus sign counts as one only at the start or after '.' or '_': 'shot-0001' is frame 1 of 'shot-', 'shot.-0001' is frame -1 of 'shot.'.
_NUMBERED = re.compile(r"^(?P<prefix>.*?)(?P<number>(?:(?<![^._])-)?\d+)(?P<suffix>\.[^.\d][^.]*)$", re.DOTALL)
_HOLE = re.compile(r"%(?:0?(?P<printf>\d+))?d|(?P<marks>#+|@+)|\[(?P<first>-?\d+)-(?P<last>-?\d+)\]")
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Movie:
    """A file that holds all its frames."""

    path: Path


@dataclass(frozen=True, slots=True)
class Sequence:
    """Pictures in one folder whose names differ in a number; or one picture without a number."""

    folder: Path
    pattern: str
    """File name with `%0Nd` for the number; a lone picture's own name when it has no number."""
    files: Mapping[int, str]
    """File name of every number that is there."""
    first: int
    """Number of frame 0."""
    last: int

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers between first and last, both included, that have no file."""
        return tuple(number for number in range(self.first, self.last + 1) if number not in self.files)

    @property
    def frames(self) -> int:
        """Frames from first to last, missing ones included."""
        return self.last - self.first + 1

    def path(self, number: int) -> Path:
        """The file of a number that is there."""
        return self.folder / self.files[number]


@dataclass(frozen=True, slots=True)
class _Name:
    """A file name taken apart at its frame number."""

    text: str
    prefix: str
    digits: str
    """The number as written, with its sign."""
    suffix: str

    @property
    def number(self) -> int:
        return int(self.digits)

    @property
    def width(self) -> int:
        """Digits without the sign."""
        return len(self.digits.lstrip("-"))

    def fits(self, padding: int) -> bool:
        """Whether the number would be written this way with zeros up to `padding` digits (sign counted or not)."""
        sign = "-" if self.digits.startswith("-") else ""
        plain = str(abs(self.number))
        return self.digits in (sign + plain.zfill(padding), sign + plain.zfill(padding - len(sign)))


def locate(source: str | Path) -> Movie | Sequence:
    """Find the files that a path or a pattern means.

    A folder means the one sequence in it; one frame brings its numbered siblings; `%04d`, `####`
    and `@@@@` stand for all numbers, `[1-100]` for those numbers. Zero padding is what the disk has.

    Raises:
        InputError: nothing is there, a folder holds no picture or several sequences, or the
            numbers of one sequence are padded in two ways.
    """
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(path)
        if path.is_file():
            return _file(path)
        if path.exists():
            raise InputError(f"{path} is no file.", why="It is a pipe, a socket or a device.", fix="Give a movie or pictures on a disk.")
        if hole := _HOLE.search(path.name):
            return _pattern(path, hole)
    except OSError as error:
        raise InputError(f"{path} cannot be read.", why=f"{error.strerror}.", fix="Check the drive and the permissions.") from error
    raise InputError(f"{path} does not exist.", fix="Check the path; give a movie, a folder of frames, one frame, or a pattern.")


def _folder(folder: Path) -> Sequence:
    pictures = _pictures(folder)
    if not pictures:
        others = sorted(name for name in os.listdir(folder) if not name.startswith("."))
        why = f"It holds {_few(others)}." if others else "It is empty."
        raise InputError(f"The folder {folder} holds no picture.", why=why, fix="Give a folder of frames, or a movie file itself.")
    groups: dict[tuple[str, str], list[_Name]] = {}
    for text in pictures:
        name = _taken_apart(text)
        groups.setdefault((name.prefix, name.suffix) if name else (text, ""), []).extend([name] if name else [])
    if len(groups) > 1:
        named = [f"{prefix}{'#' if names else ''}{suffix}" for (prefix, suffix), names in sorted(groups.items())]
        fix = "Give one of them, by one of its frames or by its pattern."
        raise InputError(f"The folder {folder} holds {len(groups)} sequences.", why=f"They are {_few(named)}.", fix=fix)
    (names,) = groups.values()
    return _sequence(folder, names, _padding(folder, names)) if names else _lone(folder / pictures[0])


def _file(path: Path) -> Movie | Sequence:
    if path.suffix.lower() not in PICTURES:
        return Movie(path)
    given = _taken_apart(path.name)
    if given is None:
        return _lone(path)
    siblings = _names(path.parent, given.prefix, given.suffix)
    # Of two paddings under one name ('7' beside '0007'), the frame that was given decides.
    padding = _commonest(siblings, {name.width for name in siblings if given.fits(name.width)})
    return _sequence(path.parent, [name for name in siblings if name.fits(padding)], padding)


def _pattern(path: Path, hole: re.Match[str]) -> Sequence:
    prefix, suffix = path.name[: hole.start()].replace("%%", "%"), path.name[hole.end() :].replace("%%", "%")
    folder = path.parent
    if not folder.is_dir():
        raise InputError(f"The folder {folder} does not exist.", fix="Check the path.")
    names = _names(folder, prefix, suffix)
    asked = int(hole["printf"]) if hole["printf"] else len(hole["marks"] or "")
    if asked > 1 and (hole["printf"] or any(name.fits(asked) for name in names)):
        names, padding = [name for name in names if name.fits(asked)], asked
    else:
        padding = _padding(folder, names) if names else 1
    bounds = (int(hole["first"]), int(hole["last"])) if hole["first"] else None
    if bounds:
        names = [name for name in names if bounds[0] <= name.number <= bounds[1]]
    if not names:
        raise InputError(f"No file fits {path.name} in {folder}.", fix="Check the name, the padding and the numbers of the pattern.")
    return _sequence(folder, names, padding, bounds)


def _lone(path: Path) -> Sequence:
    return Sequence(path.parent, path.name, {0: path.name}, 0, 0)


def _sequence(folder: Path, names: list[_Name], padding: int, bounds: tuple[int, int] | None = None) -> Sequence:
    files = {name.number: name.text for name in sorted(names, key=lambda name: name.number)}
    first, last = bounds or (min(files), max(files))
    prefix, suffix = names[0].prefix.replace("%", "%%"), names[0].suffix.replace("%", "%%")
    return Sequence(folder, f"{prefix}%0{padding}d{suffix}", files, first, last)


def _padding(folder: Path, names: list[_Name]) -> int:
    padding = _commonest(names, {name.width for name in names})
    strays = [name.text for name in names if not name.fits(padding)]
    if strays:
        regular = next(name.text for name in names if name.fits(padding))
        raise InputError(
            f"The numbers in {folder} are padded in two ways.",
            why=f"{regular} beside {_few(strays)}.",
            fix="Give one of the two by one of its frames, or by a pattern such as %04d.",
        )
    return padding


def _commonest(names: list[_Name], widths: set[int]) -> int:
    return max(sorted(widths), key=lambda width: sum(name.fits(width) for name in names))


def _pictures(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        found = [entry.name for entry in entries if entry.is_file() and not entry.name.startswith(".")]
    return sorted(name for name in found if os.path.splitext(name)[1].lower() in PICTURES)


def _names(folder: Path, prefix: str, suffix: str) -> list[_Name]:
    length = len(prefix), len(suffix)
    found: list[_Name] = []
    for text in _pictures(folder):
        digits = text[length[0] : len(text) - length[1]]
        if text.startswith(prefix) and text.endswith(suffix) and re.fullmatch(r"-?\d+", digits):
            found.append(_Name(text, prefix, digits, suffix))
    return found


def _taken_apart(text: str) -> _Name | None:
    match = _NUMBERED.match(text)
    return _Name(text, match["prefix"], match["number"], match["suffix"]) if match else None


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
