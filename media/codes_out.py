"""One frame as a TIFF or PNG of 16-bit codes: 0 to 1 only, for that is all these formats hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import OpenImageIO
from numpy.typing import NDArray

from uprez import __version__
from uprez.core.colour import Alpha, ColourTag, Primaries, Transfer
from uprez.core.frame import Frame
from uprez.media.alpha import straight
from uprez.media.exr_header import put_source
from uprez.media.picture_out import Part, save
from uprez.media.take import TakeSpec

_TOP = 65535
_FAST = 1
"""zlib's level: a third faster than the usual one for a few per cent more bytes."""


def write_codes(path: Path, take: TakeSpec, frame: Frame) -> str:
    """Write a frame; empty when the file is whole, else the reason why not.

    Values are clipped to 0 to 1 and rounded half to even. A TIFF keeps the clip's alpha as it is and says
    which; a PNG's is straight by definition, so premultiplied colour is divided. Other channels have no place.
    """
    png = path.suffix == ".png"
    rgb, alpha = frame.rgb, None
    if take.alpha is not Alpha.NONE:
        alpha = frame.alpha if frame.alpha is not None else np.ones(rgb.shape[1:], np.float32)
        rgb = straight(rgb, alpha) if png and take.alpha is Alpha.PREMULTIPLIED else rgb
    planes = [*rgb, *([alpha] if alpha is not None else [])]

    def band(top: int, bottom: int) -> NDArray[Any]:
        return np.stack([_codes(plane[top:bottom]) for plane in planes], -1)

    return save(path, [Part(_spec(take, frame, len(planes), png=png), band)])


def _codes(values: NDArray[np.float32]) -> NDArray[np.uint16]:
    scaled = np.multiply(values, _TOP, dtype=np.float64)
    return np.clip(np.rint(scaled, out=scaled), 0, _TOP, out=scaled).astype(np.uint16)


def _spec(take: TakeSpec, frame: Frame, channels: int, *, png: bool) -> OpenImageIO.ImageSpec:
    spec = OpenImageIO.ImageSpec(frame.size.width, frame.size.height, channels, OpenImageIO.UINT16)
    put_source(spec, frame.attributes)
    profile = frame.attributes.get("ICCProfile")
    if profile is not None and not take.tag.space:
        spec.attribute("ICCProfile", OpenImageIO.TypeDesc(f"uint8[{len(profile)}]"), profile)
    spec.attribute("Software", f"uprez {__version__}")
    spec.attribute("DateTime", str(frame.attributes.get("DateTime", "")))  # empty keeps the clock out: the same job, the same bytes
    spec.attribute("PixelAspectRatio", float(take.pixel_aspect))
    if channels == 4:
        spec.alpha_channel = 3
        spec.attribute("oiio:UnassociatedAlpha", int(png or take.alpha is Alpha.STRAIGHT))
    if png:
        spec.attribute("png:compressionLevel", _FAST)
        _put_png_colour(spec, take.tag)
    else:
        spec.attribute("compression", "zip")
    return spec


def _put_png_colour(spec: OpenImageIO.ImageSpec, tag: ColourTag) -> None:
    """A cICP chunk where the tag is known, and sRGB's chunks only for sRGB: OpenImageIO calls every PNG sRGB if let."""
    srgb = (tag.primaries, tag.transfer) == (Primaries.BT709, Transfer.SRGB) and not tag.space
    spec.attribute("oiio:ColorSpace", "srgb_rec709_display" if srgb else "unknown")
    if tag.primaries != Primaries.UNSPECIFIED and tag.transfer != Transfer.UNSPECIFIED and not tag.space:
        spec.attribute("CICP", OpenImageIO.TypeDesc("int[4]"), (int(tag.primaries), int(tag.transfer), 0, 1))
