"""Colour tags from and to what FFmpeg, QuickTime and OpenEXR write."""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction
from typing import TypeVar

import av

from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.media.colour.coding import default_matrix, written_matrix
from uprez.media.colour.layout import Kind, layout_of

_D65 = (0.3127, 0.3290)
_C = (0.310, 0.316)
CHROMATICITIES: dict[Primaries, tuple[float, ...]] = {
    Primaries.BT709: (0.640, 0.330, 0.300, 0.600, 0.150, 0.060, *_D65),
    Primaries.BT470M: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, *_C),
    Primaries.BT470BG: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    Primaries.SMPTE170M: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    Primaries.SMPTE240M: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    Primaries.FILM: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, *_C),
    Primaries.BT2020: (0.708, 0.292, 0.170, 0.797, 0.131, 0.046, *_D65),
    Primaries.XYZ: (1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1 / 3, 1 / 3),
    Primaries.DCI_P3: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0.314, 0.351),
    Primaries.DISPLAY_P3: (0.680, 0.320, 0.265, 0.690, 0.150, 0.060, *_D65),
    Primaries.EBU3213: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}
"""Red x y, green x y, blue x y, white x y of each set of primaries (H.273 table 2)."""
_NEAR = 0.003
"""Chromaticities closer than this name the same primaries: files round to three decimals, the nearest two sets differ by 0.01."""
_UNSTATED = (0, 2, 3)
"""H.273 codes for reserved and unspecified; 0 is a value of its own for matrices."""

_Code = TypeVar("_Code", bound=IntEnum)


def tag_of_stream(
    context: av.VideoCodecContext, frame: av.VideoFrame | None = None, *, rate: Fraction | None = None
) -> tuple[ColourTag, tuple[str, ...]]:
    """The colour of a stream, and the names of the fields that it does not state and that were chosen by the usual rule.

    A frame's own fields go before the context's, as decoders fill them from the picture headers. The rule: width from 1280
    or height above 576 is BT.709; below, BT.601 in its 625-line form at 576 lines or 25 frames a second, else its 525-line
    form; BT.2020 where another field says so; limited range for Y'CbCr, full for R'G'B' and grey; linear for floats.

    Raises:
        InputError: the stream states a matrix that H.273 knows and uprez does not.
    """
    name = frame.format.name if frame is not None else (context.pix_fmt or "yuv420p")
    primaries = _stated(Primaries, context.color_primaries, None if frame is None else frame.color_primaries)
    transfer = _stated(Transfer, context.color_trc, None if frame is None else frame.color_trc)
    matrix = _matrix(int(context.colorspace), None if frame is None else int(frame.colorspace))
    span = {1: Range.LIMITED, 2: Range.FULL}.get(int(frame.color_range if frame is not None else 0) or int(context.color_range))
    kind, is_float = (Kind.RGB, False) if name in ("pal8", "monow", "monob") else (layout_of(name).kind, layout_of(name).is_float)
    size = Size(context.width, context.height) if frame is None else Size(frame.width, frame.height)
    if kind is Kind.RGB:
        matrix = Matrix.RGB
    elif matrix is Matrix.RGB:  # a Y'CbCr picture cannot be; some encoders write 0 for "unknown"
        matrix = None
    if name.startswith("yuvj"):
        span = Range.FULL
    guess = _guess(size, rate, kind, is_float, primaries, transfer, matrix)
    stated = {"primaries": primaries, "transfer": transfer, "matrix": matrix, "range": span}
    guessed = tuple(field for field, value in stated.items() if value is None and not (field == "range" and kind is Kind.RGB))
    return (
        ColourTag(
            primaries or guess.primaries, transfer or guess.transfer, guess.matrix if matrix is None else matrix, span or guess.range
        ),
        guessed,
    )


def _guess(
    size: Size,
    rate: Fraction | None,
    kind: Kind,
    is_float: bool,
    primaries: Primaries | None,
    transfer: Transfer | None,
    matrix: Matrix | None,
) -> ColourTag:
    """The tag of a stream that states nothing more than these."""
    usual = default_matrix(size.width, size.height, None if rate is None else float(rate))
    wide = primaries is Primaries.BT2020 or matrix in (Matrix.BT2020_NCL, Matrix.BT2020_CL, Matrix.ICTCP)
    if wide or transfer in (Transfer.PQ, Transfer.HLG):
        found = ColourTag(Primaries.BT2020, Transfer.BT2020_10, Matrix.BT2020_NCL)
    elif kind is Kind.RGB or usual is Matrix.BT709:
        found = ColourTag(Primaries.BT709, Transfer.BT709, usual)
    else:
        found = ColourTag(Primaries(int(usual)), Transfer.SMPTE170M, usual)
    return ColourTag(
        found.primaries,
        Transfer.LINEAR if is_float else found.transfer,
        found.matrix,
        Range.LIMITED if kind is Kind.YUV else Range.FULL,
    )


def _stated(kind: type[_Code], context: int, frame: int | None) -> _Code | None:
    """The frame's code, else the context's; None when neither is a known one."""
    for value in (frame, context):
        if value is not None and int(value) not in _UNSTATED and int(value) in kind.__members__.values():
            return kind(int(value))
    return None


def _matrix(context: int, frame: int | None) -> Matrix | None:
    for value in (frame, context):
        if value is None or value in (Matrix.UNSPECIFIED, 3):
            continue
        if value not in Matrix.__members__.values():
            raise InputError(
                f"The clip states colour matrix {value} of ITU-T H.273, which uprez cannot decode.",
                fix="Convert the clip to R'G'B' (EXR or ProRes 4444 from the grading system) first.",
            )
        return Matrix(value)
    return None


def chromaticities(primaries: Primaries) -> tuple[float, ...]:
    """Red x y, green x y, blue x y, white x y, as an EXR header takes them; empty when unspecified."""
    return CHROMATICITIES.get(primaries, ())


def primaries_of(values: tuple[float, ...]) -> Primaries:
    """The known primaries that an EXR's eight chromaticities mean; UNSPECIFIED when none is near."""
    if len(values) != 8:
        return Primaries.UNSPECIFIED
    distances = {known: max(abs(a - b) for a, b in zip(values, xy, strict=True)) for known, xy in CHROMATICITIES.items()}
    nearest = min(distances, key=lambda known: distances[known])
    return nearest if distances[nearest] <= _NEAR else Primaries.UNSPECIFIED


def nclc(tag: ColourTag, size: Size) -> tuple[int, int, int]:
    """Primaries, transfer and matrix codes of a Y'CbCr movie of this tag and size, as QuickTime's `colr` atom and FFmpeg take them."""
    return int(tag.primaries), int(tag.transfer), int(written_matrix(tag, size.width, size.height))
