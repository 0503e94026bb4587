"""A job from plain names and values: what the command line and the Python API share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from uprez.core.errors import JobError
from uprez.core.job import Job, Output, Recipe, Source, validated
from uprez.core.time import FrameRange

ALPHA_BY = "alpha_by"
"""Name of `Recipe.alpha` here, where `alpha` is the source's."""
FILES = ("reference_video", "mask", "take")
"""Recipe fields that hold the path of a file, or of a folder."""

Frames = FrameRange | tuple[int, int] | str | None
"""A range of frames: as such, as (first, last), as `12-48`, or all."""


def make_job(source: str | Path, folder: str | Path, *, frames: Frames = None, **fields: Any) -> Job:
    """A request from the fields of `Source`, `Recipe` and `Output` by their names.

    `alpha` is the source's; the recipe's goes by `alpha_by`. A field that is None is left at its
    default. Paths are made absolute, so that the document means the same wherever it is read.

    Raises:
        JobError: a field is unknown or impossible.
        InputError: `frames` is not a range.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    parts: dict[type, dict[str, Any]] = {Source: {"path": absolute(source)}, Recipe: {}, Output: {"folder": absolute(folder)}}
    chosen = frame_range(frames)
    if chosen is not None:
        parts[Source] |= {"first": chosen.first, "last": chosen.last}
    for name, value in given.items():
        kind, field = _place(name)
        parts[kind][field] = _plain(field, value)
    return Job(source=validated(Source, parts[Source]), recipe=validated(Recipe, parts[Recipe]), output=validated(Output, parts[Output]))


def frame_range(frames: Frames) -> FrameRange | None:
    """Read a range in any of its forms.

    Raises:
        InputError: it is not a range.
    """
    if frames is None or isinstance(frames, FrameRange):
        return frames
    return FrameRange.parse(frames) if isinstance(frames, str) else FrameRange(*frames)


def absolute(path: str | Path) -> str:
    """The path from the root; patterns stay patterns, links stay links."""
    return os.path.abspath(os.path.expanduser(path))


def _place(name: str) -> tuple[type, str]:
    """The part of the document that a field belongs to, and its name there."""
    if name == ALPHA_BY:
        return Recipe, "alpha"
    for kind in (Source, Output, Recipe):
        if name in kind.model_fields and name not in ("path", "folder", "first", "last"):
            return kind, name
    raise JobError(f"A job has no field '{name}'.", fix="The fields are listed in docs/job.md; `alpha_by` is the recipe's `alpha`.")


def _model(value: Any) -> Any:
    """A name as it is, the path of a weights file absolute."""
    from uprez.models.open import names_file

    return absolute(value) if isinstance(value, str | Path) and str(value) and names_file(str(value)) else value


def _plain(field: str, value: Any) -> Any:
    """The value as the document holds it; paths absolute."""
    if field in ("model", "base"):
        return _model(value)
    if field == "mask" and value == "auto":
        return value
    if field == "reference_images":
        return tuple(absolute(path) for path in value)
    if field in FILES and value:
        return absolute(value)
    if field == "rate":
        return str(value)
    return tuple(value) if isinstance(value, list) else value
