"""What an EXR's header says besides pixels: the take's time and colour, and the source's own attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import OpenImageIO

from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.core.frame import Frame
from uprez.core.time import Timecode, nominal_rate
from uprez.media.colour.tags import CHROMATICITIES
from uprez.media.take import TakeSpec

_OLD_PICTURE = re.compile(
    r"""(oiio|openexr|tiff|png|dpx|cineon|jpeg|targa|bmp|heif|exif|gps|iptc|photoshop|uprez):.*
    |compression|chunkCount|type|version|name|lineOrder|tiles|dataWindow|displayWindow|channels|preview|thumbnail.*
    |PixelAspectRatio|FramesPerSecond|smpte:TimeCode|chromaticities|CICP|Software|reelName|DateTime
    |Orientation|XResolution|YResolution|ResolutionUnit|xDensity|BitsPerSample|planarconfig|ICCProfile
    |nuke/input/(width|height|bitsperchannel|filesize|filename)|ImageDescription:.*|HistoryCommands
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Attributes that describe the old file or its samples, or that the take states itself."""

_D65 = (0.3127, 0.3290)
_GAMUTS: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("aces20651|ap0", (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767)),  # SMPTE ST 2065-1
    ("acescg|acescct|acescc|ap1", (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767)),  # S-2014-004
    ("logc4|awg4|widegamut4", (0.7347, 0.2653, 0.1424, 0.8576, 0.0991, -0.0308, *_D65)),  # ARRI LogC4 specification
    ("logc3|awg3|widegamut3|logcwidegamut", (0.6840, 0.3130, 0.2210, 0.8480, 0.0861, -0.1020, *_D65)),  # ARRI LogC3
    ("sgamut3cine", (0.766, 0.275, 0.225, 0.800, 0.089, -0.087, *_D65)),  # Sony S-Gamut3.Cine/S-Log3
    ("sgamut3|sgamut", (0.730, 0.280, 0.140, 0.855, 0.100, -0.050, *_D65)),  # Sony S-Gamut3/S-Log3
    ("vgamut", (0.730, 0.280, 0.165, 0.840, 0.100, -0.030, *_D65)),  # Panasonic V-Log/V-Gamut
    ("redwidegamut|log3g10", (0.780308, 0.304253, 0.121595, 1.493994, 0.095612, -0.084589, *_D65)),  # RED white paper 915-0187
    ("davinci", (0.8000, 0.3130, 0.1682, 0.9877, 0.0790, -0.1155, *_D65)),  # Blackmagic DaVinci Wide Gamut
    ("rec2020|bt2020|applelog", CHROMATICITIES[Primaries.BT2020]),
    ("p3d65|displayp3", CHROMATICITIES[Primaries.DISPLAY_P3]),
    ("rec709|bt709|srgb", CHROMATICITIES[Primaries.BT709]),
)
"""Parts of an OpenColorIO space's name, in lower-case letters and digits, and the gamut they mean."""


def gamut_of(tag: ColourTag) -> tuple[float, ...] | None:
    """Red, green, blue and white x y of a clip: of the space its user names, else its own, else its tag's; None when unknown."""
    plain = re.sub(r"[^a-z0-9]", "", tag.space.lower())
    if plain:
        for pattern, gamut in _GAMUTS:
            if re.search(pattern, plain):
                return gamut
    if len(tag.chromaticities) == 8:
        return tag.chromaticities
    return None if tag.space else CHROMATICITIES.get(tag.primaries)


def timecode_bits(timecode: Timecode, user_bits: int = 0) -> tuple[int, int] | None:
    """SMPTE ST 12-1 binary groups as OpenEXR's `timeCode` holds them; None above 60 frames a second.

    Above 30 frames a second the address counts pairs of frames, and the field mark tells the second
    of a pair (ST 12-1 section 12).
    """
    nominal = nominal_rate(timecode.rate)
    if nominal > 60:
        return None
    hours, minutes, seconds, frames = (int(part) for part in re.split("[:;]", str(timecode)))
    pair, second = divmod(frames, 2) if nominal > 30 else (frames, 0)
    bits = _bcd(pair) | _bcd(seconds) << 8 | _bcd(minutes) << 16 | _bcd(hours) << 24
    return bits | int(timecode.drop) << 6 | second << 15, user_bits


def _bcd(number: int) -> int:
    return number // 10 << 4 | number % 10


def put_take(spec: OpenImageIO.ImageSpec, take: TakeSpec, frame: Frame, software: str) -> None:
    """Write what the take itself states: time, rate, aspect, colour, reel."""
    spec.attribute("Software", software)
    spec.attribute("DateTime", str(frame.attributes.get("DateTime", "")))  # empty keeps the clock out: the same job, the same bytes
    spec.attribute("PixelAspectRatio", float(take.pixel_aspect))
    if not take.source.variable_rate:
        _put_rate(spec, take.rate)
    bits = _timecode(take, frame)
    if bits is not None:
        spec.attribute("smpte:TimeCode", OpenImageIO.TypeDesc("timecode"), bits)
    gamut = gamut_of(take.tag)
    if gamut is not None:
        spec.attribute("chromaticities", OpenImageIO.TypeDesc("float[8]"), gamut)
    if take.reel:
        spec.attribute("reelName", take.reel)
    spec.attribute("uprez:colour", _colour_words(take.tag))


def _put_rate(spec: OpenImageIO.ImageSpec, rate: Fraction) -> None:
    rate = rate.limit_denominator(1_000_000)
    spec.attribute("FramesPerSecond", OpenImageIO.TypeDesc("rational"), (rate.numerator, rate.denominator))


def _timecode(take: TakeSpec, frame: Frame) -> tuple[int, int] | None:
    """The frame's own address on the take's clock; without a clock, what the source's header says."""
    own: Any = frame.attributes.get("smpte:TimeCode")
    held = (int(own[0]) & 0xFFFFFFFF, int(own[1])) if isinstance(own, tuple) and len(own) == 2 else None
    if take.timecode is None:
        return held
    return timecode_bits(take.timecode + (frame.number - take.range.first), held[1] if held else 0)


def _colour_words(tag: ColourTag) -> str:
    """For people and for reading back: the named space, or H.273's names."""
    if tag.space:
        return tag.space
    transfer = "unspecified" if tag.transfer is Transfer.UNSPECIFIED else tag.transfer.name
    primaries = "unspecified" if tag.primaries is Primaries.UNSPECIFIED else tag.primaries.name
    return f"primaries {primaries}, transfer {transfer}"


def read_colour_words(text: str) -> ColourTag | None:
    """The tag that `uprez:colour` tells of; None for other words. A named space may be missing here, which its reader finds out."""
    words = re.fullmatch(r"primaries (\w+), transfer (\w+)", text)
    if words is None:
        return ColourTag(space=text) if text else None
    primaries, transfer = (word.upper() for word in words.groups())
    if primaries not in Primaries.__members__ or transfer not in Transfer.__members__:
        return None
    return ColourTag(Primaries[primaries], Transfer[transfer])


def put_source(spec: OpenImageIO.ImageSpec, attributes: Mapping[str, Any]) -> None:
    """Carry the source's own attributes over, but those that describe its old file and picture."""
    for name, value in attributes.items():
        if _OLD_PICTURE.fullmatch(name) is None:
            spec.attribute(name, OpenImageIO.TypeDesc(_type_of(value)), tuple(value) if isinstance(value, tuple) else value)


def _type_of(value: Any) -> str:
    """OpenImageIO's name of an attribute's type: the reader's own word, else what the value looks like."""
    stated = getattr(value, "type", None)
    if isinstance(stated, str):
        return stated
    items: list[Any] = list(value) if isinstance(value, (tuple, list)) else [value]
    base = "string" if isinstance(items[0], str) else "float" if any(isinstance(item, float) for item in items) else "int"
    return base if len(items) == 1 else f"{base}[{len(items)}]"
