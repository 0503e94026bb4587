"""What a run leaves: where its results stand, and what keeps them from being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from uprez.core.errors import OutputError
from uprez.core.events import Event, Listen
from uprez.core.job import Format, Job
from uprez.engine.record import Record, WrittenFile
from uprez.media.atomic import check_not_source
from uprez.media.movie_out import check_format, suffix_of
from uprez.media.take import TakeSpec


@dataclass(frozen=True, slots=True)
class Result:
    """What a run leaves behind."""

    job: Job
    """The submitted job, with its plan."""
    files: tuple[Path, ...]
    """Finished movies and picture folders; empty while windows are missing."""
    frames_done: int
    """Of the job, or of the part of it that was run."""
    frames_total: int
    seconds: float
    """Wall seconds of this run."""


def check_take(take: TakeSpec, folder: Path, listen: Listen) -> None:
    """Refuse now what a writer would refuse after the first frames; say what a format cannot keep.

    Raises:
        OutputError: a format cannot hold the take, or the results would stand in the source.
    """
    check_not_source(folder, take.source)
    for kind in take.output.formats:
        check_format(take, kind)
        if take.source.is_float and kind is not Format.EXR:
            listen(Event("note", f"The source holds floats; {kind} keeps what its codes can hold and clips the rest. EXR keeps it all."))


def result_paths(record: Record, formats: Sequence[Format]) -> dict[Format, Path]:
    """Where each format's result stands: a folder of pictures, or a movie."""
    suffixes = [suffix_of(kind) for kind in formats if kind.is_movie]
    paths: dict[Format, Path] = {}
    for kind in formats:
        shared = kind.is_movie and suffixes.count(suffix_of(kind)) > 1
        mark = f"_{kind}" if shared or not kind.is_movie else ""
        paths[kind] = record.folder / f"{record.home.name}{mark}{suffix_of(kind) if kind.is_movie else ''}"
    return paths


def check_free(record: Record, job: Job) -> None:
    """Refuse to write over files that are no earlier result of `job`.

    Raises:
        OutputError: such files stand where results would go.
    """
    for path in result_paths(record, job.output.formats).values():
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise OutputError(
                f"'{path}' stands already, and is no result of this job.",
                fix="Choose another --output or --name, or give --overwrite to replace it.",
            )


def tops(folder: Path, files: Sequence[WrittenFile]) -> tuple[Path, ...]:
    """Files that stand in the output folder itself, and the folders of the others; each once, in order."""
    return tuple(dict.fromkeys(folder / Path(file.path).parts[0] for file in files))
