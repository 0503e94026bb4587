"""Where a take lies, in the ways in which edits say it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from uprez.timeline.media import path_of
from uprez.timeline.take import Take

_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_PLACE = re.compile(r"%0?(\d*)d")


def first_file(take: Take) -> str:
    """The movie, or the first picture."""
    if take.number is None:
        return take.path
    folder, name = os.path.split(take.path)
    return os.path.join(folder, file_name(name, take.number))


def file_name(pattern: str, number: int) -> str:
    """The name of a picture; `pattern` is the name with `%04d` in it."""
    parts = _name_parts(pattern)
    return f"{parts[0]}{number:0{parts[1]}d}{parts[2]}"


def name_parts(take: Take) -> tuple[str, int, str]:
    """What stands before the number in a picture's name, how many digits it has, and what stands after it."""
    return _name_parts(os.path.basename(take.path))


def url(take: Take, host: str = "") -> str:
    """The address of the movie, or of the first picture; `host` may be `localhost`."""
    return file_url(first_file(take), host)


def file_url(path: str, host: str = "") -> str:
    """The address of a file of this machine."""
    return Path(path).as_uri().replace("file://", f"file://{host}", 1)


def home_url(said: str, folder: Path) -> str:
    """The address of what an edit in `folder` names relatively; empty for what it names in full, and for what is no file."""
    if not said or _SCHEME.match(said) or os.path.isabs(said) or said.startswith("\\\\"):
        return ""
    path = path_of(said, folder)
    return file_url(path) if path else ""


def shown_name(take: Take) -> str:
    """What a person calls it: the movie's name, or `a.[1001-1100].exr`."""
    if take.number is None:
        return os.path.basename(take.path)
    before, digits, after = name_parts(take)
    return f"{before}[{take.number:0{digits}d}-{take.number + take.frames - 1:0{digits}d}]{after}"


def _name_parts(pattern: str) -> tuple[str, int, str]:
    place = _PLACE.search(pattern)
    if place is None:
        return pattern, 0, ""
    before, after = pattern[: place.start()], pattern[place.end() :]
    return before.replace("%%", "%"), int(place[1] or 1), after.replace("%%", "%")
