"""What probing found, as plain values for programs and as remarks for people."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum, IntEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from uprez.core.clip import ClipInfo, Fields
from uprez.core.colour import Alpha, ColourTag
from uprez.core.time import Timecode


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
    """What an editor should know before starting, and what can be done about it."""
    said: list[str] = []
    if clip.fields is not Fields.PROGRESSIVE:
        said.append(f"Interlaced, {clip.fields.value}: it is refused unless --deinterlace is given.")
    if clip.missing:
        said.append(f"Frames are missing: {ranges(clip.missing)}. It is refused unless --missing hold or black is given.")
    if clip.guessed:
        taken = ", ".join(f"{name} (taken as {_guess(clip.tag, name)})" for name in clip.guessed)
        said.append(f"The file does not state its {taken}; name a space with --colour if that is wrong.")
    if clip.variable_rate:
        said.append("The frame rate varies: every frame keeps its own time in movies.")
    if clip.pixel_aspect != 1:
        said.append(f"Pixels are not square ({clip.pixel_aspect}): the result keeps their shape.")
    if clip.rotation:
        said.append(f"Stored turned by {clip.rotation} degrees: the result is upright.")
    if clip.tag.is_hdr:
        said.append(f"HDR ({clip.tag.transfer.name}): the result keeps it.")
    if clip.extra_channels:
        said.append(f"Extra channels are upscaled in register: {', '.join(clip.extra_channels)}.")
    return tuple(said)


def colour_words(tag: ColourTag) -> str:
    """A colour tag in one line."""
    if tag.space:
        return tag.space
    parts = [
        f"primaries {_code(tag.primaries)}",
        f"transfer {_code(tag.transfer)}",
        f"matrix {_code(tag.matrix)}",
        f"{tag.range.value} range",
    ]
    return ", ".join(parts)


def _guess(tag: ColourTag, name: str) -> str:
    value = getattr(tag, name)
    return _code(value) if isinstance(value, IntEnum) else str(getattr(value, "value", value))


def _code(value: IntEnum) -> str:
    return value.name.lower().replace("_", " ")


def alpha_words(alpha: Alpha) -> str:
    """Alpha in one word, `no` without any."""
    return "no" if alpha is Alpha.NONE else alpha.value


def ranges(numbers: tuple[int, ...]) -> str:
    """Numbers as `3, 7-9`; at most ten parts."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in parts[:10]]
    return ", ".join(shown) + (", …" if len(parts) > 10 else "")
