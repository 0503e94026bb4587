"""What a user decided about the media of an edit, from the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from uprez.core.clip import ReadOptions
from uprez.core.errors import InputError
from uprez.core.job import Source
from uprez.timeline.span import exact_rate

_DECISIONS = ("missing", "deinterlace", "colour", "alpha")
"""Fields of a job's source that hold for every media of an edit."""


def read_options(fields: Mapping[str, Any]) -> ReadOptions:
    """The decisions about sources among the fields of `uprez.engine.request.make_job`, for every media of an edit."""
    chosen = {name: fields[name] for name in _DECISIONS if fields.get(name) is not None}
    return Source(path="edit", **chosen).options


def edit_rate(text: str | None) -> Fraction | None:
    """Frames a second as `24`, `23.976` or `24000/1001`.

    Raises:
        InputError: it is none.
    """
    if text is None:
        return None
    try:
        top, _, bottom = text.partition("/")
        return Fraction(int(top), int(bottom)) if bottom else exact_rate(float(text))
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(f"'{text}' is no number of frames a second.", fix="Give it as 25, 23.976 or 24000/1001.") from error
