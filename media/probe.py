"""Finding out what a clip is before anything is done with it."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from uprez.core.clip import ClipInfo, ReadOptions
from uprez.core.errors import InputError
from uprez.media.locate import Movie, Sequence, locate
from uprez.media.movie_info import MovieSurvey, survey_movie
from uprez.media.sequence_info import SequenceSurvey, survey_sequence

_MEBIBYTE = 1 << 20


def probe(path: str | Path, options: ReadOptions = ReadOptions()) -> ClipInfo:  # noqa: B008 - frozen
    """What the clip at `path` is: a movie, or a sequence as `locate` understands the path.

    Frames are counted from the packets, and the ends tried, not believed from the header. An interlaced clip and a
    sequence with gaps are described, not refused; `open_clip` refuses them.

    Raises:
        InputError: nothing is there, it cannot be read, it has no picture, no frame, or frames that differ.
    """
    return survey(path, options).info


def survey(path: str | Path, options: ReadOptions) -> MovieSurvey | SequenceSurvey:
    """Everything that reading the clip needs; remembered while its files stay the same.

    Raises:
        InputError: as `probe`.
    """
    found = locate(path)
    try:
        if isinstance(found, Movie):
            state = found.path.stat()
            return _movie(found.path.absolute(), state.st_size, state.st_mtime_ns, options)
        return survey_sequence(found, options, _sequence_fingerprint(found))
    except OSError as error:
        raise InputError(f"{path} cannot be read.", why=f"{error.strerror}.", fix="Check the drive and the permissions.") from error


@lru_cache(maxsize=8)
def _movie(path: Path, size: int, changed: int, options: ReadOptions) -> MovieSurvey:
    """`size` and `changed` (nanoseconds) make a changed file a new one."""
    return survey_movie(path, options, _movie_fingerprint(path, size))


def _movie_fingerprint(path: Path, size: int) -> str:
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        digest.update(file.read(_MEBIBYTE))
        file.seek(max(0, size - _MEBIBYTE))
        digest.update(file.read(_MEBIBYTE))
    return digest.hexdigest()


def _sequence_fingerprint(files: Sequence) -> str:
    digest = hashlib.sha256()
    for number in sorted(files.files):
        digest.update(f"{files.files[number]}\0{os.path.getsize(files.path(number))}\0".encode())
    return digest.hexdigest()
