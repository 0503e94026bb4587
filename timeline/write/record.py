"""What uprez leaves in an edit that it changed, so that it can change it back: a comment at the end of the text.

It holds the way back to the original text, and the takes. It counts only for the text that it was written for.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from uprez.core.errors import InputError
from uprez.timeline.take import Take
from uprez.timeline.write.patch import Change, changed

_XML = re.compile(r"\r?\n?<!-- uprez (\{.*?\}) -->\s*$", re.DOTALL)
_EDL_LINE = "* UPREZ "
_EDL = re.compile(r"(?:^\* UPREZ [^\r\n]*\r?\n?)+\Z", re.MULTILINE)
_EDL_WIDTH = 100
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Record:
    """What was done to a text."""

    back: tuple[Change, ...]
    """The changes that undo it."""
    takes: tuple[Take, ...]
    places: Mapping[int, int]
    """Which take belongs to which place."""
    shown: tuple[int, ...]
    """Places that show their take now."""


def with_record(text: str, record: Record, *, edl: bool) -> str:
    """The text with the record at its end."""
    takes = [{**asdict(take), "rate": str(take.rate), "facts": dict(take.facts)} for take in record.takes]
    said = {
        "version": _VERSION,
        "sha256": _hash(text),
        "back": [[change.start, change.end, change.text] for change in record.back],
        "takes": takes,
        "places": {str(place): take for place, take in record.places.items()},
        "shown": list(record.shown),
    }
    line = json.dumps(said, separators=(",", ":"), ensure_ascii=True).replace("-", "\\u002d")
    end = "\r\n" if "\r\n" in text else "\n"
    lead = "" if text.endswith("\n") else end
    if not edl:
        return f"{text}{lead}<!-- uprez {line} -->{end}"
    parts = [line[start : start + _EDL_WIDTH] for start in range(0, len(line), _EDL_WIDTH)]
    return text + lead + "".join(f"{_EDL_LINE}{part}{end}" for part in parts)


def parted(text: str, *, edl: bool) -> tuple[str, Record | None]:
    """The text without its record, and the record.

    Raises:
        InputError: the text was changed since the record was written, or the record makes no sense.
    """
    match = (_EDL if edl else _XML).search(text)
    if match is None:
        return text, None
    body = text[: match.start()]
    line = "".join(part.removeprefix(_EDL_LINE) for part in match[0].splitlines()) if edl else match[1]
    try:
        said = json.loads(line)
        record = _record(said)
        version, written = said["version"], said["sha256"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("What uprez left in the edit is damaged.", why=f"{error}.", fix="Use the edit from before the takes.") from error
    if version != _VERSION:
        raise InputError("A newer uprez wrote takes into this edit.", fix="Update uprez.")
    for candidate in (body, body + "\n", body + "\r\n"):
        if _hash(candidate) == written:
            return candidate, record
    raise InputError(
        "The edit was changed since uprez wrote takes into it.",
        why="Going back would undo those changes too.",
        fix="Switch in the editor, or use the .otio file beside the takes.",
    )


def original(text: str, record: Record) -> str:
    """The text before uprez changed it."""
    return changed(text, record.back)


def _record(said: dict[str, Any]) -> Record:
    fields: list[dict[str, Any]] = [{**each, "rate": Fraction(each["rate"])} for each in said["takes"]]
    takes = [Take(**each) for each in fields]
    back = [Change(int(start), int(end), str(text)) for start, end, text in said["back"]]
    places = {int(place): int(take) for place, take in said["places"].items()}
    if any(not 0 <= take < len(takes) for take in places.values()):
        raise ValueError("a clip has a take that is not there")
    return Record(tuple(back), tuple(takes), places, tuple(int(place) for place in said["shown"]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
