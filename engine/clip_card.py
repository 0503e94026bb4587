"""What probing found, as plain values for programs and as remarks for people."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum, IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from uprez.core.clip import ClipInfo
from uprez.core.colour import Alpha, ColourTag
from uprez.core.job import Source
from uprez.core.time import Timecode
from uprez.engine.source_check import Check, checks, code_words


def clip_facts(clip: ClipInfo) -> dict[str, Any]:
    """Everything about a clip as JSON values: rates as `24000/1001`, code points by name, timecode as a label."""
    facts: dict[str, Any] = {each.name: _plain(getattr(clip, each.name)) for each in fields(clip)}
    return {**facts, "is_sequence": clip.is_sequence, "remarks": list(remarks(clip))}


def _plain(value: Any) -> Any:
    match value:
        case IntEnum():
            return value.name.lower()
        case Enum():
            return value.value
        case Fraction():
            return str(value)
        case Path() | Timecode():
            return str(value)
        case tuple() | list():
            return [_plain(each) for each in value]
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        case _:
            return value


def remarks(clip: ClipInfo) -> tuple[str, ...]:
    """What an editor should know before starting, and what can be done about it on the command line."""
    return tuple(_remark(check) for check in checks(clip, Source(path=str(clip.path))) if check.kind != "alpha")


def _remark(check: Check) -> str:
    if check.needs_choice:
        return f"{check.words} It is refused unless {check.flag} is given."
    hint = f"Name it with {check.flag} if that is wrong." if check.flag else check.outcome
    return f"{check.words} {hint}".strip()


def colour_words(tag: ColourTag) -> str:
    """A colour tag in one line."""
    if tag.space:
        return tag.space
    parts = [
        f"primaries {code_words(tag.primaries)}",
        f"transfer {code_words(tag.transfer)}",
        f"matrix {code_words(tag.matrix)}",
        f"{tag.range.value} range",
    ]
    return ", ".join(parts)


def alpha_words(alpha: Alpha) -> str:
    """Alpha in one word, `no` without any."""
    return "no" if alpha is Alpha.NONE else alpha.value
