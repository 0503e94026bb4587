"""The numbers of Y'CbCr: matrices, quantisation ranges, chroma positions (ITU-T H.273)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from uprez.core.colour import ColourTag, Matrix, Primaries, Range
from uprez.core.errors import InputError

_LUMA: dict[Matrix, tuple[float, float]] = {
    Matrix.BT709: (0.2126, 0.0722),
    Matrix.FCC: (0.30, 0.11),
    Matrix.BT470BG: (0.299, 0.114),
    Matrix.SMPTE170M: (0.299, 0.114),
    Matrix.SMPTE240M: (0.212, 0.087),
    Matrix.BT2020_NCL: (0.2627, 0.0593),
}
"""KR and KB, H.273 table 4."""


def forward_matrix(matrix: Matrix) -> NDArray[np.float64]:
    """R'G'B' to Y'CbCr, (3, 3) float64; Y' 0 to 1, Cb and Cr −0.5 to 0.5.

    Raises:
        InputError: constant luminance, ICtCp, or no matrix at all.
    """
    if matrix is Matrix.YCGCO:
        return np.array([[0.25, 0.5, 0.25], [-0.25, 0.5, -0.25], [0.5, 0.0, -0.5]])
    if matrix not in _LUMA:
        raise InputError(
            f"The clip's colour matrix, {matrix.name}, cannot be decoded exactly.",
            why="Constant-luminance and ICtCp signals mix channels after a non-linear step.",
            fix="Convert the clip to R'G'B' (EXR or ProRes 4444 from the grading system) first.",
        )
    kr, kb = _LUMA[matrix]
    luma = np.array([kr, 1 - kr - kb, kb])
    return np.stack([luma, (np.array([0, 0, 1]) - luma) / (2 * (1 - kb)), (np.array([1, 0, 0]) - luma) / (2 * (1 - kr))])


def default_matrix(width: int, height: int, rate: float | None = None) -> Matrix:
    """The usual guess for an untagged clip: BT.709 for HD, BT.601 below (its 625-line name for PAL)."""
    if width >= 1280 or height > 576:
        return Matrix.BT709
    pal = height in (576, 288) or (rate is not None and abs(rate - 25) < 0.01) or (rate is not None and abs(rate - 50) < 0.01)
    return Matrix.BT470BG if pal else Matrix.SMPTE170M


def written_matrix(tag: ColourTag, width: int, height: int) -> Matrix:
    """The matrix of a Y'CbCr picture of this tag: its own, else the one that goes with its primaries, else the usual guess."""
    if tag.matrix not in (Matrix.UNSPECIFIED, Matrix.RGB):
        return tag.matrix
    return _WITH.get(tag.primaries) or default_matrix(width, height)


_WITH = {
    Primaries.BT709: Matrix.BT709,
    Primaries.DISPLAY_P3: Matrix.BT709,
    Primaries.BT470BG: Matrix.BT470BG,
    Primaries.SMPTE170M: Matrix.SMPTE170M,
    Primaries.SMPTE240M: Matrix.SMPTE240M,
    Primaries.BT2020: Matrix.BT2020_NCL,
}
"""Matrices that standards pair with primaries."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers become codes: code = value · span + zero."""

    luma_zero: float
    luma_span: float
    chroma_zero: float
    chroma_span: float
    lowest: int
    """Smallest legal code; limited range keeps 0 and the top for timing references (BT.709 section 5)."""
    highest: int

    @classmethod
    def of(cls, bits: int, span: Range) -> Scale:
        """The scale of a bit depth, H.273 equations 20 to 30."""
        top = (1 << bits) - 1
        if span is Range.FULL:
            return cls(0, top, 1 << (bits - 1), top, 0, top)
        unit = 1 << (bits - 8)
        return cls(16 * unit, 219 * unit, 128 * unit, 224 * unit, unit, top - unit)


class Siting(Enum):
    """Where chroma samples sit among luma samples: fraction of the way across and down a group (H.273 figure 1)."""

    LEFT = (0.0, 0.5)
    """MPEG-2, H.264, H.265 at 4:2:0; 4:2:2 everywhere."""
    CENTRE = (0.5, 0.5)
    """MPEG-1, JPEG."""
    TOP_LEFT = (0.0, 0.0)
    """BT.2020 4:2:0, DV."""
    TOP = (0.5, 0.0)
    BOTTOM_LEFT = (0.0, 1.0)
    BOTTOM = (0.5, 1.0)


def default_siting(sub: tuple[int, int], matrix: Matrix, jpeg: bool) -> Siting:
    """Where chroma sits when the stream does not say."""
    if sub[1] == 1:
        return Siting.LEFT
    if jpeg:
        return Siting.CENTRE
    return Siting.TOP_LEFT if matrix is Matrix.BT2020_NCL else Siting.LEFT
