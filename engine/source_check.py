"""What an editor should know of a clip before it is upscaled, and where a choice is needed first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

from uprez.core.clip import ClipInfo, Fields, Missing
from uprez.core.colour import Alpha
from uprez.core.job import Source
from uprez.media.colour.ocio import space_names


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to decide."""

    value: str | bool | None
    """What the source's field becomes."""
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing about a clip."""

    kind: str
    """`interlaced`, `missing_frames`, `untagged`, `variable_rate`, `anamorphic`, `rotated`, `hdr`,
    `alpha`, `odd_size`, `channels` or `note`."""
    words: str
    """What it is, a sentence."""
    outcome: str = ""
    """What is done about it, a sentence; empty where `options` say so."""
    needs_choice: bool = False
    """The clip is refused until a choice is made."""
    field: str | None = None
    """Field of the job's source that decides; None where there is nothing to decide."""
    flag: str = ""
    """The same decision on the command line."""
    options: tuple[Choice, ...] = ()
    chosen: str | bool | None = None
    """The value that stands now."""


COLOURS = (
    ("Camera Rec.709", "Rec.709"),
    ("sRGB Encoded Rec.709 (sRGB)", "sRGB"),
    ("Gamma 2.2 Encoded Rec.709", "Gamma 2.2"),
    ("ARRI LogC4", "ARRI LogC4"),
    ("ARRI LogC3 (EI800)", "ARRI LogC3"),
    ("S-Log3 S-Gamut3.Cine", "Sony S-Log3"),
    ("V-Log V-Gamut", "Panasonic V-Log"),
    ("Log3G10 REDWideGamutRGB", "RED Log3G10"),
    ("BMDFilm WideGamut Gen5", "Blackmagic Film"),
    ("Linear Rec.709 (sRGB)", "Linear Rec.709"),
    ("ACEScg", "ACEScg"),
)
"""Spaces that are offered for a clip that does not state its own; any other can be named in a job."""
LINEAR = (
    ("ACEScg", "ACEScg"),
    ("ACES2065-1", "ACES2065-1"),
    ("Linear Rec.709 (sRGB)", "Linear Rec.709"),
    ("Linear P3-D65", "Linear P3"),
    ("Linear Rec.2020", "Linear Rec.2020"),
)
"""Those that are offered for pictures of floats."""


def checks(clip: ClipInfo, source: Source) -> tuple[Check, ...]:
    """Everything that is worth a word, what needs a choice first."""
    found = [
        *_interlaced(clip, source),
        *_missing(clip, source),
        *_untagged(clip, source),
        *_time_and_shape(clip),
        *_alpha(clip, source),
        *(Check("note", note) for note in clip.notes),
    ]
    return tuple(sorted(found, key=lambda check: not check.needs_choice))


def plain(check: Check) -> dict[str, Any]:
    """A check as JSON values; `words` hold the outcome too."""
    facts = asdict(check)
    facts["words"] = f"{check.words} {check.outcome}".strip()
    del facts["outcome"], facts["flag"]
    return facts


def _interlaced(clip: ClipInfo, source: Source) -> list[Check]:
    if clip.fields is Fields.PROGRESSIVE:
        return []
    return [
        Check(
            "interlaced",
            f"Interlaced, {clip.fields.value}.",
            needs_choice=not source.deinterlace,
            field="deinterlace",
            flag="--deinterlace",
            options=(Choice(True, "Deinterlace it"),),
            chosen=source.deinterlace or None,
        )
    ]


def _missing(clip: ClipInfo, source: Source) -> list[Check]:
    if not clip.missing:
        return []
    options = (Choice(Missing.HOLD.value, "Repeat the frame before"), Choice(Missing.BLACK.value, "Put black frames"))
    chosen = None if source.missing is Missing.ERROR else source.missing.value
    return [
        Check(
            "missing_frames",
            f"Frames are missing: {ranges(clip.missing)}.",
            needs_choice=chosen is None,
            field="missing",
            flag="--missing hold or black",
            options=options,
            chosen=chosen,
        )
    ]


def _untagged(clip: ClipInfo, source: Source) -> list[Check]:
    if not clip.guessed and not source.colour:
        return []
    here = space_names()
    offered = [each for each in (LINEAR if clip.is_float else COLOURS) if each[0] in here]
    options = (Choice("", "As it seems to be"), *(Choice(value, words) for value, words in offered))
    if source.colour:
        return [Check("untagged", f"Its colour is taken as {source.colour}.", field="colour", options=options, chosen=source.colour)]
    taken = ", ".join(f"{name} (taken as {_guess(clip, name)})" for name in clip.guessed)
    return [Check("untagged", f"The file does not state its {taken}.", field="colour", flag="--colour", options=options, chosen="")]


def _time_and_shape(clip: ClipInfo) -> list[Check]:
    found: list[Check] = []
    if clip.variable_rate:
        found.append(Check("variable_rate", "The frame rate varies.", "Every frame keeps its own time in movies."))
    if clip.pixel_aspect != 1:
        found.append(Check("anamorphic", f"Pixels are not square ({clip.pixel_aspect}).", "The result keeps their shape."))
    if clip.rotation:
        found.append(Check("rotated", f"Stored turned by {clip.rotation} degrees.", "The result is upright."))
    if clip.tag.is_hdr:
        found.append(Check("hdr", f"HDR ({clip.tag.transfer.name}).", "The result keeps it."))
    if clip.size.width % 2 or clip.size.height % 2:
        outcome = "ProRes 422 and H.265 need even sides, as a scale of 2 or 4 gives them; other formats take any."
        found.append(Check("odd_size", f"Its size is odd, {clip.size}.", outcome))
    if clip.extra_channels:
        found.append(Check("channels", f"It has more channels: {', '.join(clip.extra_channels)}.", "They are upscaled in register."))
    return found


def _alpha(clip: ClipInfo, source: Source) -> list[Check]:
    if clip.alpha is Alpha.NONE and source.alpha is None:
        return []
    options = (
        Choice(Alpha.STRAIGHT.value, "Straight: colour is not multiplied by it"),
        Choice(Alpha.PREMULTIPLIED.value, "Premultiplied: colour is multiplied by it"),
        Choice(Alpha.NONE.value, "Leave it out"),
    )
    return [Check("alpha", f"It has alpha, {clip.alpha.value}.", field="alpha", options=options, chosen=clip.alpha.value)]


def _guess(clip: ClipInfo, name: str) -> str:
    value = getattr(clip.tag, name)
    return code_words(value) if isinstance(value, IntEnum) else str(getattr(value, "value", value))


def code_words(value: IntEnum) -> str:
    """A code point of H.273 in words."""
    return value.name.lower().replace("_", " ")


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
