"""HDR10's static metadata, from FFmpeg's frames and into the three forms that results state it in.

FFmpeg's mastering data are 10 ratios and 2 flags in the machine's own byte order (libavutil's
mastering_display_metadata.h); decoders put them on frames, whether the pictures or the container state them.
"""

from __future__ import annotations

import struct
from fractions import Fraction

from av.video.frame import VideoFrame

from uprez.core.mastering import CHROMATICITY, LUMINANCE, ContentLight, MasteringDisplay
from uprez.media.side_data import side_data_of

_RATIOS = 10
"""Red, green, blue and white x y; darkest, brightest."""
_MASTERING = struct.Struct(f"={2 * _RATIOS}i2i")
_LIGHT = struct.Struct("=2I")
_LARGEST = {CHROMATICITY: 0xFFFF, LUMINANCE: 0xFFFFFFFF}
"""What ST 2086's fields hold."""

INCOMPLETE = "Its mastering display is described in part only, which is left out."


def mastering_of(frame: VideoFrame) -> tuple[MasteringDisplay | None, ContentLight | None, str]:
    """What a decoded frame says of its grading display and of its brightness, and a sentence when some of it is of no use."""
    held = side_data_of(frame)
    display, note = _display(held.get("MASTERING_DISPLAY_METADATA"))
    return display, _light(held.get("CONTENT_LIGHT_LEVEL")), note


def _display(data: bytes | None) -> tuple[MasteringDisplay | None, str]:
    if data is None or len(data) < _MASTERING.size:
        return None, ""
    *numbers, has_primaries, has_luminance = _MASTERING.unpack_from(data)
    if not has_primaries or not has_luminance:
        return None, INCOMPLETE
    units = [CHROMATICITY] * (_RATIOS - 2) + [LUMINANCE] * 2
    ratios = zip(numbers[::2], numbers[1::2], units, strict=True)
    values = [round(Fraction(over, under) * unit) if under else -1 for over, under, unit in ratios]
    if not all(0 <= value <= _LARGEST[unit] for value, unit in zip(values, units, strict=True)) or values[-1] == 0:
        return None, INCOMPLETE
    red, green, blue, white = ((values[place], values[place + 1]) for place in range(0, 8, 2))
    return MasteringDisplay(red, green, blue, white, values[8], values[9]), ""


def _light(data: bytes | None) -> ContentLight | None:
    if data is None or len(data) < _LIGHT.size:
        return None
    pixel, picture = _LIGHT.unpack_from(data)
    return ContentLight(pixel, picture) if 0 < max(pixel, picture) <= 0xFFFF else None


def x265_settings(display: MasteringDisplay | None, light: ContentLight | None) -> str:
    """The same for x265, which writes it into the pictures (H.265 annexes D.2.28 and D.2.35); empty without any."""
    words: list[str] = []
    if display is not None:
        corners = zip("GBR", (display.green, display.blue, display.red), strict=True)
        places = "".join(f"{name}({x},{y})" for name, (x, y) in corners)
        words.append(f"master-display={places}WP({display.white[0]},{display.white[1]})L({display.brightest},{display.darkest})")
    if light is not None:
        words.append(f"max-cll={light.pixel},{light.picture}")
    return ":".join([*words, "hdr10=1"]) if words else ""
