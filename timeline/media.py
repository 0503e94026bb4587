"""What a clip's media reference means on this machine's disks."""
# pyright: reportUnknownParameterType=false
# OpenTimelineIO has no types.

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit

import opentimelineio as otio

from uprez.timeline.span import Span, exact_rate, span_of

_PICTURES = frozenset(
    {".bmp", ".cin", ".dpx", ".exr", ".hdr", ".jp2", ".jpeg", ".jpg", ".jxl", ".png", ".psd", ".sgi", ".sxr", ".tga", ".tif", ".tiff"}
    | {".webp"}
)
"""Endings of files that hold one picture each."""
NUMBERED = re.compile(r"^(?P<prefix>.*?)(?P<number>\d+)(?P<suffix>\.[^.\d][^.]*)$", re.DOTALL)
"""A file name with a number in it."""
HOLE = re.compile(r"%(?:0\d+)?d|#+|@+|\[-?\d+-\d+\]")
"""What stands for the number in a pattern."""
_ZEROS = re.compile(r"(%0\dd)")
"""`%04d` in an address is a number's place, though `%04` would stand for a control character."""
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:")


@dataclass(frozen=True, slots=True)
class Media:
    """Where a clip's frames come from."""

    path: str
    """A movie, or a pattern of numbered pictures; empty when the edit does not say."""
    there: bool = False
    """True when it is on the disk."""
    whole: Span | None = None
    """Time that the media covers, as the edit counts it (often its timecode); None when the edit does not say."""
    rate: Fraction | None = None
    """Frames a second; None when the edit does not say."""
    sequence: bool = False
    """True for numbered pictures."""
    still: bool = False
    """True for one picture that is held as long as the edit shows it."""
    fault: str = ""
    """Why it cannot be used, as the end of a sentence; empty when nothing is wrong."""


def media_of(reference: otio.core.MediaReference, folder: Path) -> Media:
    """The media of a reference; relative paths start at `folder`.

    Raises:
        InputError: a time or a rate in it makes no sense.
    """
    available = reference.available_range
    whole = span_of(available) if available else None
    rate = exact_rate(available.duration.rate) if available else None
    if isinstance(reference, otio.schema.ImageSequenceReference):
        return _pictures(reference, folder, whole, rate)
    if isinstance(reference, otio.schema.ExternalReference):
        return media_at(reference.target_url, folder, whole, rate)
    if isinstance(reference, otio.schema.GeneratorReference):
        return Media("", fault="is made by the editor and has no media")
    return Media("", whole=whole, rate=rate)


def media_at(url: str, folder: Path, whole: Span | None, rate: Fraction | None) -> Media:
    """The media at an address or a path; relative ones start at `folder`."""
    path = path_of(url, folder)
    if not path:
        return Media(url, whole=whole, rate=rate, fault="is not a file on a disk" if url else "")
    name = os.path.basename(path)
    if not is_picture(name):
        return Media(path, os.path.isfile(path), whole, rate)
    match = NUMBERED.match(name)
    if not HOLE.search(name) and (match is None or _alone(path, match)):
        there = os.path.isfile(path)
        if match is not None:  # by its number, so that no sibling is meant
            number = int(match["number"])
            path = os.path.join(os.path.dirname(path), pattern_of(match["prefix"], number, number, match["suffix"]))
        return Media(path, there, whole, rate, sequence=True, still=True)
    if not HOLE.search(name) and match and whole and rate:
        # The first picture stands for all: from its number on, as many as the edit says.
        number = int(match["number"])
        name = pattern_of(match["prefix"], number, number + round(whole.length * rate) - 1, match["suffix"])
    path = os.path.join(os.path.dirname(path), name)
    return Media(path, _there(path), whole, rate, sequence=True)


def _alone(path: str, match: re.Match[str]) -> bool:
    """Whether a numbered picture has no other after it: then the edit holds it."""
    number = str(int(match["number"]) + 1).zfill(len(match["number"]))
    following = os.path.join(os.path.dirname(path), f"{match['prefix']}{number}{match['suffix']}")
    return os.path.isfile(path) and not os.path.isfile(following)


def path_of(url: str, folder: Path) -> str:
    """The path that an address or a path means; empty when it is none on a disk."""
    if _DRIVE.match(url):
        return url
    if url.lower().startswith("file:"):
        parts = urlsplit(url.replace("#", "%23").replace("?", "%3F"))
        path = _unquoted(parts.path)
        if parts.netloc.lower() not in ("", "localhost"):
            return f"//{_unquoted(parts.netloc)}{path}"
        path = path[1:] if _DRIVE.match(path[1:]) else path
        return path if _DRIVE.match(path) else _absolute(path, folder)
    if not url or _SCHEME.match(url) or "\0" in url:
        return ""
    plain = _absolute(url, folder)
    quoted = _absolute(_unquoted(url), folder)
    return quoted if quoted != plain and not _there(plain) else plain


def _pictures(reference: otio.schema.ImageSequenceReference, folder: Path, whole: Span | None, rate: Fraction | None) -> Media:
    base = path_of(reference.target_url_base or ".", folder)
    rate = exact_rate(reference.rate) if reference.rate else rate
    if not base:
        return Media(reference.target_url_base, whole=whole, rate=rate, fault="is not a file on a disk")
    if reference.frame_step != 1:
        return Media(base, whole=whole, rate=rate, fault=f"has a picture for every {reference.frame_step} frames only")
    if HOLE.search(reference.name_prefix) or HOLE.search(reference.name_suffix):
        return Media(base, whole=whole, rate=rate, fault="has a sign in its files' names that stands for a number, such as '#'")
    if whole is None or rate is None:
        name = f"{reference.name_prefix}%0{max(1, reference.frame_zero_padding)}d{reference.name_suffix}"
    else:
        first = reference.start_frame
        name = pattern_of(reference.name_prefix, first, first + round(whole.length * rate) - 1, reference.name_suffix)
    path = os.path.join(base, name)
    one = whole is not None and rate is not None and round(whole.length * rate) <= 1
    return Media(path, _there(path), whole, rate, sequence=True, still=one)


def pattern_of(prefix: str, first: int, last: int, suffix: str) -> str:
    """Names with these numbers: frame 0 is `first`, whatever else lies in the folder."""
    return f"{prefix.replace('%', '%%')}[{first}-{max(first, last)}]{suffix.replace('%', '%%')}"


def _unquoted(text: str) -> str:
    return "".join(part if _ZEROS.fullmatch(part) else unquote(part) for part in _ZEROS.split(text))


def _absolute(path: str, folder: Path) -> str:
    return os.path.normpath(os.path.join(folder, path))


def _there(path: str) -> bool:
    """True when a file, or for a pattern any file that fits, is on the disk."""
    folder, name = os.path.split(path)
    try:
        hole = HOLE.search(name)
        if hole is None or not is_picture(name):
            return os.path.isfile(path)
        prefix, suffix = name[: hole.start()].replace("%%", "%"), name[hole.end() :].replace("%%", "%")
        with os.scandir(folder) as entries:
            return any(_is_number(entry.name, prefix, suffix) for entry in entries)
    except (OSError, ValueError):
        return False


def is_picture(name: str) -> bool:
    """Whether a file of this name holds one picture."""
    return os.path.splitext(name)[1].lower() in _PICTURES


def _is_number(name: str, prefix: str, suffix: str) -> bool:
    """Whether a name is a number between these two."""
    middle = name[len(prefix) : len(name) - len(suffix)]
    return name.startswith(prefix) and name.endswith(suffix) and middle.lstrip("-").isdigit()
