"""What is known of a clip, in the words of the interface."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication

from uprez.ui.draft_clip import DraftClip, Values
from uprez.ui.told import told

_PRIMARIES = {
    "bt709": "Rec.709",
    "bt2020": "Rec.2020",
    "smpte170m": "Rec.601",
    "bt470bg": "Rec.601",
    "dci_p3": "DCI-P3",
    "display_p3": "P3",
}
_TRANSFERS = {"pq": "PQ", "hlg": "HLG", "srgb": "sRGB", "gamma22": "gamma 2.2", "gamma28": "gamma 2.8"}


DOT = " · "
"""Between words of one line."""


def tr(text: str) -> str:
    """The words in the user's language."""
    return QCoreApplication.translate("SourceWords", text)


def size_words(clip: DraftClip) -> str:
    """`1920 × 1080`."""
    return f"{clip.size[0]} × {clip.size[1]}" if clip.size else ""


def rate_words(clip: DraftClip) -> str:
    """`23.976 fps`."""
    if clip.rate is None or clip.facts is None:
        return ""
    number = f"{float(clip.rate):.3f}".rstrip("0").rstrip(".")
    words = tr("{} fps").format(number)
    return tr("{}, varying").format(words) if clip.facts.get("variable_rate") else words


def length_words(frames: int) -> str:
    """`240 frames`."""
    return tr("1 frame") if frames == 1 else tr("{} frames").format(frames)


def range_words(clip: DraftClip) -> str:
    """`240 frames`, or `48 of 240 frames`."""
    if not clip.facts:
        return ""
    whole = clip.frames
    return length_words(whole) if clip.length == whole else tr("{} of {}").format(clip.length, length_words(whole))


def colour_words(clip: DraftClip) -> str:
    """`Rec.709`, `Rec.2020 PQ`, `Linear Rec.709`, or the space that was chosen; `assumed` where the file does not say."""
    if clip.facts is None:
        return ""
    tag: Values = clip.facts.get("tag") or {}
    if tag.get("space"):
        return str(tag["space"])
    transfer, primaries = str(tag.get("transfer", "")), str(tag.get("primaries", ""))
    gamut = _PRIMARIES.get(primaries, primaries.replace("_", " ").upper() if primaries != "unspecified" else tr("no tags"))
    if transfer == "linear":
        words = tr("Linear {}").format(gamut)
    elif transfer == "srgb" and primaries == "bt709":
        words = "sRGB"
    else:
        words = f"{gamut} {_TRANSFERS.get(transfer, '')}".strip()
    guessed = {"primaries", "transfer"} & set(clip.facts.get("guessed") or ())
    return tr("{}, assumed").format(words) if guessed else words


def alpha_words(clip: DraftClip) -> str:
    """`no alpha`, `straight alpha`, `premultiplied alpha`."""
    if clip.facts is None:
        return ""
    kinds = {"none": tr("no alpha"), "straight": tr("straight alpha"), "premultiplied": tr("premultiplied alpha")}
    return kinds.get(str(clip.facts.get("alpha", "none")), "")


def sound_words(clip: DraftClip) -> str:
    """`no sound`, `stereo sound`, `2 sound tracks`."""
    if clip.facts is None:
        return ""
    tracks: list[dict[str, Any]] = list(clip.facts.get("audio") or ())
    if not tracks:
        return tr("no sound")
    if len(tracks) > 1:
        return tr("{} sound tracks").format(len(tracks))
    channels = int(tracks[0].get("channels", 0))
    names = {1: tr("mono sound"), 2: tr("stereo sound")}
    return names.get(channels, tr("{}-channel sound").format(channels))


def depth_words(clip: DraftClip) -> str:
    """`prores, 10 bits`, `exr, 16-bit float`."""
    if clip.facts is None:
        return ""
    words = tr("{}-bit float") if clip.facts.get("is_float") else tr("{} bits")
    return f"{clip.facts.get('codec', '')}, {words.format(clip.facts.get('bit_depth', ''))}".strip(", ")


def summary(clip: DraftClip) -> tuple[str, str, str]:
    """Three lines for a row: what it measures, how long it is, what is in it. What it has not is left out."""
    facts: Values = clip.facts or {}
    alpha = alpha_words(clip) if facts.get("alpha", "none") != "none" else ""
    sound = sound_words(clip) if facts.get("audio") else ""
    lines = (
        (size_words(clip), rate_words(clip)),
        (range_words(clip), str(clip.start + clip.first)),
        (colour_words(clip), alpha, sound),
    )
    size, length, colour = (DOT.join(filter(None, line)) for line in lines)
    return size, length, colour


def spoken(clip: DraftClip) -> str:
    """A row for a screen reader."""
    if clip.error is not None:
        said = (told(part) for part in (clip.error.what, clip.error.why, clip.error.fix))
        return ". ".join(part.rstrip(".") for part in (clip.title, *said) if part)
    if not clip.facts:
        return tr("{}, being read").format(clip.title)
    words = (size_words(clip), rate_words(clip), range_words(clip), colour_words(clip), alpha_words(clip), sound_words(clip))
    choice = tr("a choice is needed") if clip.choices_open else ""
    return ", ".join(filter(None, (clip.title, *words, choice)))
