"""The record that a finished job leaves beside its results: what was made, of which frames, into which files.

The queue keeps requests only; the record says what became of one. It lies in `.uprez/<name>/` of the output folder.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from uprez.plugin.errors import ServiceError

_HOME = ".uprez"
_PICTURE = re.compile(r"^(.*\.)(\d+)(\.[^.]+)$")
_PICTURES = ("exr", "tiff", "png")
"""Formats that are folders of pictures."""
_SHOWN = 3


@dataclass(frozen=True)
class Result:
    """What a job made, in one format."""

    format: str
    """As in the job document."""
    path: str
    """A movie, or a pattern of pictures."""
    number: int | None
    """Number of the first picture; None for a movie."""
    files: tuple[str, ...]
    """All its files."""

    @property
    def gone(self) -> str:
        """Which of its files are not there any more, in words; empty when all are."""
        missing = [os.path.basename(path) for path in self.files if not os.path.isfile(path)]
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        verb = "is" if len(missing) == 1 else "are"
        return f"{', '.join(missing[:_SHOWN])}{more} {verb} not in {os.path.dirname(self.path)} any more." if missing else ""


@dataclass(frozen=True)
class Record:
    """A finished job."""

    first: int
    """First frame of the source that was made, from 0."""
    last: int
    """Last frame, included."""
    size: tuple[int, int]
    """Width and height of the results in pixels."""
    results: tuple[Result, ...]
    facts: dict[str, Any]
    """See `uprez.plugin.host_clips.Taken.facts`."""

    def result(self, formats: Sequence[str]) -> Result:
        """The result in the first of `formats` that there is, else the first."""
        order = {kind: at for at, kind in reversed(list(enumerate(formats)))}
        return min(self.results, key=lambda result: order.get(result.format, len(order)))


def record_of(entry: Mapping[str, Any]) -> Record:
    """Read the record of a finished entry.

    Raises:
        ServiceError: it is gone, or makes no sense.
    """
    try:
        home, folder, name = _place([str(path) for path in entry["files"]], entry["job"]["output"]["formats"])
        job = _read(os.path.join(home, "job.json"))
        written = [str(file["path"]) for file in _read(os.path.join(home, "finished.json"))]
        shots, (width, height) = job["plan"]["shots"], job["plan"]["output_size"]
        moved = _begin(entry["job"]) - _begin(job)
        results = tuple(_results(folder, name, written, job["output"]["formats"]))
        if not results:
            raise ValueError("it names no files")
        facts = {
            "model": str(job["recipe"]["model"]),
            "weights": str(job["plan"]["weights"]),
            "seed": str(job["recipe"]["seed"]),
            "recipe": json.dumps(entry["job"].get("recipe", job["recipe"]), sort_keys=True),
            "job": str(entry["id"]),
            "version": _version(os.path.join(home, "receipts")),
        }
        return Record(int(shots[0]["first"]) + moved, int(shots[-1]["last"]) + moved, (int(width), int(height)), results, facts)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ServiceError("The record beside its results cannot be read.", f"{error}.", "Run the job again.") from error


def _begin(job: Mapping[str, Any]) -> int:
    """The first frame that a job asks for. What is upscaled after an edit is the edit, whose frames are counted from its own first."""
    return int(job.get("source", {}).get("first") or 0)


def _place(files: Sequence[str], formats: Sequence[str]) -> tuple[str, str, str]:
    """The record's folder, the output folder, and the results' base name.

    Raises:
        ServiceError: it is nowhere.
    """
    for path in files:
        folder, bare = os.path.split(path)
        for stem in (bare, os.path.splitext(bare)[0]):
            for name in (*(stem[: -len(kind) - 1] for kind in formats if stem.endswith(f"_{kind}")), stem):
                home = os.path.join(folder, _HOME, name)
                if os.path.isfile(os.path.join(home, "finished.json")):
                    return home, folder, name
    raise ServiceError("Its results, or the record beside them, are gone.", "", "Run the job again.")


def _results(folder: str, name: str, written: Sequence[str], formats: Sequence[str]) -> list[Result]:
    """By format, in the job's order: movies are recorded in that order too."""
    movies = iter([path for path in written if "/" not in path])
    results: list[Result] = []
    for kind in formats:
        if kind in _PICTURES:
            names = [path.split("/", 1)[1] for path in written if path.startswith(f"{name}_{kind}/")]
            if names:
                results.append(_pictures(kind, os.path.join(folder, f"{name}_{kind}"), names))
        elif movie := next(movies, None):
            path = os.path.join(folder, movie)
            results.append(Result(kind, path, None, (path,)))
    return results


def _pictures(kind: str, folder: str, names: Sequence[str]) -> Result:
    """Numbers are zero-padded to the fewest digits that occur, as larger ones are written with more."""
    found = [match for match in map(_PICTURE.match, names) if match]
    if len(found) != len(names):
        raise ValueError(f"a picture in {folder} has no number")
    first = min(found, key=lambda match: int(match[2]))
    digits = min(len(match[2]) for match in found)
    pattern = f"{first[1].replace('%', '%%')}%0{digits}d{first[3].replace('%', '%%')}"
    return Result(kind, os.path.join(folder, pattern), int(first[2]), tuple(os.path.join(folder, name) for name in names))


def _version(receipts: str) -> str:
    """The version of uprez that made the last window; empty where no receipt tells."""
    try:
        return str(_read(os.path.join(receipts, max(os.listdir(receipts))))["uprez"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _read(path: str) -> Any:
    with open(path, encoding="utf-8") as file:
        return json.load(file)
