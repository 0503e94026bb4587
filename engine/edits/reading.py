"""What a user decided about the media of an edit, from the words of the command line."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from uprez.core.clip import Missing, ReadOptions
from uprez.core.colour import Alpha
from uprez.core.errors import InputError
from uprez.timeline.span import exact_rate


def read_options(fields: Mapping[str, Any]) -> ReadOptions:
    """The decisions about sources among the fields of `uprez.engine.request.make_job`, for every media of an edit."""
    missing, alpha = fields.get("missing"), fields.get("alpha")
    return ReadOptions(
        missing=Missing.ERROR if missing is None else Missing(missing),
        deinterlace=bool(fields.get("deinterlace")),
        colour=fields.get("colour") or "",
        alpha=None if alpha is None else Alpha(alpha),
    )


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
