"""What a model is trained on: a list of clips with captions, one JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from uprez.core.errors import InputError

_FIX = "Mend that line; docs/training.md names the fields."


class Cut(BaseModel):
    """A part of the picture, in pixels of the clip."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: int = Field(ge=0)
    left: int = Field(ge=0)
    height: int = Field(ge=1)
    width: int = Field(ge=1)


class Entry(BaseModel):
    """A clip, or a part of one, and what belongs to it. Paths are absolute once read; in the file they count from its folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clip: Path
    """Movie or sequence: what the model shall make."""
    caption: str = ""
    first: int = Field(default=0, ge=0)
    """Its first frame that is used, counted from 0."""
    frames: int | None = Field(default=None, ge=1)
    """Frames from there on that are used; None: to the end."""
    cut: Cut | None = None
    """The part of the picture that is used; None: a new one each time."""
    low: Path | None = None
    """A low-resolution version of exactly these frames and this cut; None: it is made of the clip."""
    low_finished: bool = True
    """`low` is used as it is; else degraded further."""
    references: tuple[Path, ...] = ()
    """Pictures of what the clip shows; alpha marks a cut-out. Without any, other frames of the clip serve."""
    reference_video: Path | None = None
    """A clip of as many frames as the whole of `clip`, nearly aligned with it: what it was edited from."""

    @model_validator(mode="after")
    def _low_has_frames(self) -> Entry:
        if self.low is not None and self.frames is None:
            raise ValueError("'low' needs 'frames': it shows exactly these")
        return self


def read_manifest(path: Path) -> list[Entry]:
    """All entries of a manifest, in order. Whether their files can be read shows when they are.

    Raises:
        InputError: it is missing, empty, or a line is not an entry; the line is named.
    """
    try:
        lines = path.read_text("utf-8").split("\n")  # others that end a line, U+2028 say, may stand in captions
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The manifest '{path}' cannot be read.", why=f"{error}.", fix="Give a file of JSON lines in UTF-8.") from error
    entries = [_entry(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not entries:
        raise InputError(f"The manifest '{path}' names no clip.", fix='Write a line for each clip: {"clip": "a.mov", "caption": "…"}.')
    return entries


def _entry(path: Path, number: int, line: str) -> Entry:
    try:
        given: Any = json.loads(line)
        entry = Entry.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"Line {number} of '{path}' is wrong.", why=f"{place}: {first['msg']}.".lstrip(": "), fix=_FIX) from error
    except ValueError as error:
        raise InputError(f"Line {number} of '{path}' is not JSON.", why=f"{error}.", fix=_FIX) from error
    home = path.absolute().parent
    found: dict[str, Any] = {"clip": home / entry.clip, "references": tuple(home / each for each in entry.references)}
    for name in ("low", "reference_video"):
        value: Path | None = getattr(entry, name)
        found[name] = None if value is None else home / value
    return entry.model_copy(update=found)


def write_lines(entries: list[Entry]) -> str:
    """Entries as the text of a manifest, with absolute paths."""
    return "".join(entry.model_dump_json(exclude_defaults=True) + "\n" for entry in entries)
