"""What the files of a sequence say of themselves, and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from uprez.core.clip import ClipInfo, ReadOptions
from uprez.core.colour import Alpha, ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError
from uprez.core.time import Timecode, nominal_rate
from uprez.media.colour.tags import primaries_of
from uprez.media.exr_header import read_colour_words
from uprez.media.locate import Sequence
from uprez.media.picture import Header, read_header

_USUAL_RATE = Fraction(24)
_NTSC = tuple(Fraction(base * 1000, 1001) for base in (24, 30, 48, 60, 120))
_HEADERS_AT_ONCE = 8
_DPX_VIDEO = {
    "Linear": Transfer.LINEAR,
    "Unspecified video": Transfer.BT709,
    "SMPTE 274M": Transfer.BT709,
    "ITU-R 709-4": Transfer.BT709,
    "ITU-R 601-5 system B or G": Transfer.SMPTE170M,
    "ITU-R 601-5 system M": Transfer.SMPTE170M,
}
"""Transfer characteristics of SMPTE ST 268, as OpenImageIO names them, that are a video curve or none."""
_DPX_FILM = frozenset({"Printing density", "Logarithmic"})


@dataclass(frozen=True, slots=True)
class SequenceSurvey:
    """Everything that reading a sequence needs to know."""

    info: ClipInfo
    files: Sequence
    header: Header
    """Of the first file; the others agree with it."""


def survey_sequence(files: Sequence, options: ReadOptions, fingerprint: str) -> SequenceSurvey:
    """Read the headers of all files.

    Raises:
        InputError: a header cannot be read, or a file differs in size or channels from the first.
    """
    numbers = sorted(files.files)
    paths = [files.path(number) for number in numbers]
    with ThreadPoolExecutor(min(_HEADERS_AT_ONCE, len(paths))) as pool:
        shapes = pool.map(read_header, paths)
        header = next(shapes)
        for path, other in zip(paths[1:], shapes, strict=True):
            same_shape(header, other, path)
    return SequenceSurvey(_described(files, numbers[0], header, options, fingerprint), files, header)


def same_shape(first: Header, other: Header, path: Path) -> None:
    """Refuse a frame that differs from the first.

    Raises:
        InputError: it has another size, depth or other channels.
    """
    if other.shape == first.shape:
        return
    raise InputError(
        f"{path} differs from the first frame.",
        why=f"It is {_in_words(other)}; the first is {_in_words(first)}.",
        fix="Render it again like the others, or give the parts as two clips.",
    )


def _in_words(header: Header) -> str:
    names = [channel.name for channel in (*header.colour, *filter(None, [header.alpha]), *header.extra)]
    return f"{header.size}, {header.bit_depth}-bit {'float' if header.is_float else 'integer'}, channels {', '.join(names)}"


def _described(files: Sequence, first: int, header: Header, options: ReadOptions, fingerprint: str) -> ClipInfo:
    attributes = header.attributes
    tag, guessed = tag_of_picture(header)
    stated = _rate(attributes)
    rate = options.rate or stated or _USUAL_RATE
    timecode, timecode_note = _timecode(attributes, rate, first - files.first)
    notes = [timecode_note] if timecode_note else []
    if not (options.rate or stated) and files.frames > 1:
        notes.append(f"The files state no frame rate; {_USUAL_RATE} is taken.")
    if attributes.get("dpx:Transfer") in _DPX_FILM and not options.colour:
        notes.append("The files hold film or camera log; name its colour space for exact colour.")
    if header.orientation.mirrored:
        notes.append("The pictures are stored mirrored and are turned back.")
    aspect = Fraction(float(attributes.get("PixelAspectRatio") or 1)).limit_denominator(1000)
    return ClipInfo(
        path=files.folder,
        pattern=files.pattern,
        size=header.size,
        frames=files.frames,
        rate=rate,
        variable_rate=False,
        tag=tag.with_space(options.colour) if options.colour else tag,
        guessed=guessed,
        bit_depth=header.bit_depth,
        is_float=header.is_float,
        pixel_format=header.stored,
        codec=header.kind,
        alpha=_alpha(header, options),
        first_number=files.first,
        missing=files.missing,
        extra_channels=tuple(channel.name for channel in header.extra),
        pixel_aspect=(1 / aspect if header.orientation.swap else aspect) if aspect > 0 else Fraction(1),
        rotation=header.orientation.degrees,
        timecode=timecode,
        reel=str(attributes.get("reelName", "")),
        metadata={name: value for name, value in attributes.items() if isinstance(value, str) and not name.startswith("oiio:")},
        fingerprint=fingerprint,
        notes=tuple(notes),
    )


def _alpha(header: Header, options: ReadOptions) -> Alpha:
    if header.alpha is None:
        return Alpha.NONE
    return options.alpha or (Alpha.STRAIGHT if header.straight else Alpha.PREMULTIPLIED)


def tag_of_picture(header: Header) -> tuple[ColourTag, tuple[str, ...]]:
    """The colour of a picture file, and which fields of it were chosen by the usual rule.

    uprez's own EXR as it says, other EXR and float pictures linear, DPX as its header says, other integers sRGB; full-range R'G'B'.
    """
    attributes = header.attributes
    if (own := read_colour_words(str(attributes.get("uprez:colour", "")))) is not None:
        return replace(own, matrix=Matrix.RGB, range=Range.FULL, chromaticities=tuple(attributes.get("chromaticities", ()))), ()
    if xy := tuple(attributes.get("chromaticities", ())):
        return _rgb(primaries_of(xy), Transfer.LINEAR, xy), ()
    if header.is_float or header.kind == "hdr":
        return _rgb(Primaries.BT709, Transfer.LINEAR), ("primaries",)
    if coded := tuple(attributes.get("CICP", ())):
        primaries, transfer = Primaries.__members__.values(), Transfer.__members__.values()
        if coded[0] in primaries and coded[1] in transfer:
            return _rgb(Primaries(coded[0]), Transfer(coded[1])), ()
    if header.kind in ("dpx", "cineon"):
        stated = str(attributes.get("dpx:Transfer", ""))
        if stated in _DPX_FILM or header.kind == "cineon":
            return _rgb(Primaries.BT709, Transfer.UNSPECIFIED), ("primaries",)
        transfer = _DPX_VIDEO.get(stated)
        return _rgb(Primaries.BT709, transfer or Transfer.BT709), ("primaries",) if transfer else ("primaries", "transfer")
    return _rgb(Primaries.BT709, Transfer.SRGB), ("primaries", "transfer")


def _rgb(primaries: Primaries, transfer: Transfer, xy: tuple[float, ...] = ()) -> ColourTag:
    return ColourTag(primaries, transfer, Matrix.RGB, Range.FULL, chromaticities=xy)


def _rate(attributes: Mapping[str, Any]) -> Fraction | None:
    value = attributes.get("FramesPerSecond") or attributes.get("dpx:TemporalFrameRate") or attributes.get("dpx:FrameRate")
    if isinstance(value, tuple):
        top, bottom = value
        return Fraction(int(top), int(bottom)) if top > 0 and bottom > 0 else None
    if not value or not math.isfinite(float(value)) or not 0 < float(value) <= 1000:
        return None
    return next((rate for rate in _NTSC if abs(float(value) / rate - 1) < 2e-4), Fraction(float(value)).limit_denominator(1001))


def _timecode(attributes: Mapping[str, Any], rate: Fraction, lead: int) -> tuple[Timecode | None, str]:
    """Timecode of frame 0 from the first file, `lead` frames later, packed as SMPTE ST 12-1 has it (OpenEXR's TimeCode)."""
    packed = attributes.get("smpte:TimeCode")
    if not packed:
        return None, ""
    word = int(packed[0] if isinstance(packed, tuple) else packed)
    pairs = [10 * (word >> shift + 4 & tens) + (word >> shift & 15) for shift, tens in ((24, 3), (16, 7), (8, 7), (0, 3))]
    if nominal_rate(rate) > 30:  # the address counts pairs of frames, the field mark tells the second of a pair (ST 12-1 section 12)
        pairs[3] = 2 * pairs[3] + (word >> 15 & 1)
    text = "{:02}:{:02}:{:02}".format(*pairs[:3]) + f"{';' if word >> 6 & 1 else ':'}{pairs[3]:02}"
    try:
        return Timecode.parse(text, rate) + -lead, ""
    except InputError as error:
        return None, f"Its timecode is left out. {error.what}"
