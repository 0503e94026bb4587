"""What goes out of a host and what comes back, as plain values."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

HOLE = re.compile(r"%0?\d*d|#+|@+|\[-?\d+-\d+\]")
"""Where a pattern has its number."""
PICTURES = frozenset(
    {".bmp", ".cin", ".dpx", ".exr", ".hdr", ".j2c", ".j2k", ".jp2", ".jpeg", ".jpg", ".jxl", ".pam", ".pbm"}
    | {".pgm", ".png", ".pnm", ".ppm", ".psd", ".rla", ".sgi", ".sxr", ".tga", ".tif", ".tiff", ".webp"}
)
"""Endings of files that hold one picture each."""


def is_movie(path: str) -> bool:
    """True for the path of one file that holds all frames."""
    pure = PurePath(path)
    return bool(pure.suffix) and pure.suffix.lower() not in PICTURES and not HOLE.search(pure.name)


def beside(path: str) -> str:
    """The folder that a movie lies in, or that the folder of a sequence lies in, which takes no results itself."""
    path = os.path.normpath(path)
    in_folder = not is_movie(path) and (PurePath(path).suffix or HOLE.search(PurePath(path).name))
    return os.path.dirname(os.path.dirname(path) if in_folder else path)


@dataclass(frozen=True)
class Sent:
    """A clip that was chosen in a host."""

    key: str
    """The host's own name of the place where it is used; unlike all others that are sent with it."""
    name: str
    """What the user knows it by."""
    path: str
    """A movie, or numbered pictures by a pattern: `%04d`, `####` or `[1-100]` for the number. Absolute."""
    first: int | None = None
    """First frame of the media that is wanted, from 0; None for the media's first."""
    last: int | None = None
    """Last frame that is wanted, included; None for the media's last."""
    rate: str | None = None
    """Frames a second that the host plays it at, `24` or `24000/1001`; None to leave it to the files."""
    frames: int | None = None
    """Frames of the whole media, where the host knows: handles end there."""

    @property
    def is_movie(self) -> bool:
        """True for one file that holds all frames."""
        return is_movie(self.path)


@dataclass(frozen=True)
class Taken:
    """A finished take of a clip."""

    key: str
    """The clip's."""
    path: str
    """A movie, or a pattern of pictures, `/shots/uprez/a_2x_exr/a_2x.%04d.exr`; only the name is a pattern, not its folder."""
    number: int | None
    """Number of the first picture; None for a movie."""
    first: int
    """The frame of the original media that it begins with, from 0."""
    last: int
    """The frame of the original media that it ends with, included."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    rate: str
    """Frames a second, as `Sent` or the job had it; empty when neither did: the media's own."""
    facts: dict[str, Any] = field(default_factory=dict)  # pyright: ignore[reportUnknownVariableType]
    """What made it: `model`, `weights` (SHA-256), `seed`, `recipe` (JSON), `job` (id), `version` of uprez. All text."""

    @property
    def frames(self) -> int:
        """How many it holds."""
        return self.last - self.first + 1

    def picture(self, frame: int) -> str:
        """The file that holds a frame of the original media; the movie itself for a movie.

        Raises:
            ValueError: the take does not hold it.
        """
        if not self.first <= frame <= self.last:
            raise ValueError(f"frame {frame} is not in {self.first}-{self.last}")
        if self.number is None:
            return self.path
        folder, name = os.path.split(self.path)
        return os.path.join(folder, name % (self.number + frame - self.first))
