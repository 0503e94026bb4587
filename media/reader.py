"""Opening any source for reading: one call for movies and sequences."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from uprez.core.clip import ClipInfo, ReadOptions
from uprez.core.frame import Frame
from uprez.media.movie import MovieReader
from uprez.media.movie_info import MovieSurvey
from uprez.media.probe import survey
from uprez.media.sequence import SequenceReader


class ClipReader(Protocol):
    """Frames of one clip, any range, any number of times; usable from one thread at a time."""

    @property
    def info(self) -> ClipInfo:
        """What probing found."""
        ...

    def frames(self, first: int, last: int) -> Iterator[Frame]:
        """Frames `first` to `last`, both included, counted from 0; each is the same whatever the range.

        Raises:
            InputError: the range is not inside the clip, or a frame cannot be read; the error names it.
        """
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def open_clip(path: str | Path, options: ReadOptions = ReadOptions()) -> ClipReader:  # noqa: B008 - frozen
    """Open a movie or a sequence, as `uprez.media.locate.locate` understands the path.

    Raises:
        InputError: as `probe`; or the clip is interlaced and `options.deinterlace` is off; or a
            sequence lacks frames and `options.missing` is ERROR.
    """
    found = survey(path, options)
    if isinstance(found, MovieSurvey):
        return MovieReader(found, options)
    return SequenceReader(found, options)
