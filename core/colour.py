"""What a pixel's numbers mean: code points of ITU-T H.273, and the tag that travels with every frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntEnum


class Primaries(IntEnum):
    """Colour primaries, H.273 table 2."""

    BT709 = 1
    UNSPECIFIED = 2
    BT470M = 4
    BT470BG = 5
    SMPTE170M = 6
    SMPTE240M = 7
    FILM = 8
    BT2020 = 9
    XYZ = 10
    DCI_P3 = 11
    DISPLAY_P3 = 12
    EBU3213 = 22


class Transfer(IntEnum):
    """Transfer characteristics, H.273 table 3."""

    BT709 = 1
    UNSPECIFIED = 2
    GAMMA22 = 4
    GAMMA28 = 5
    SMPTE170M = 6
    SMPTE240M = 7
    LINEAR = 8
    LOG100 = 9
    LOG316 = 10
    XVYCC = 11
    BT1361 = 12
    SRGB = 13
    BT2020_10 = 14
    BT2020_12 = 15
    PQ = 16
    DCI = 17
    HLG = 18


class Matrix(IntEnum):
    """Matrix coefficients between R'G'B' and Y'CbCr, H.273 table 4."""

    RGB = 0
    BT709 = 1
    UNSPECIFIED = 2
    FCC = 4
    BT470BG = 5
    SMPTE170M = 6
    SMPTE240M = 7
    YCGCO = 8
    BT2020_NCL = 9
    BT2020_CL = 10
    ICTCP = 14


class Range(Enum):
    """Quantisation range of the integer code values in the file."""

    LIMITED = "limited"
    """Black at 16, white at 235, of 255 (BT.709 section 5)."""
    FULL = "full"
    """Black at 0, white at the largest code."""


class Alpha(Enum):
    """How a clip's alpha relates to its colour."""

    NONE = "none"
    STRAIGHT = "straight"
    """Colour is not multiplied by alpha (ProRes 4444, PNG, TIFF unassociated)."""
    PREMULTIPLIED = "premultiplied"
    """Colour is multiplied by alpha (EXR)."""


@dataclass(frozen=True, slots=True)
class ColourTag:
    """The colour of a clip as its file states it, or as `--colour` names it.

    Pixels in memory are always R'G'B' (or linear RGB) with 0 at black and 1 at reference white;
    `matrix` and `range` say how the file stores them, and how a result should be stored.
    """

    primaries: Primaries = Primaries.UNSPECIFIED
    transfer: Transfer = Transfer.UNSPECIFIED
    matrix: Matrix = Matrix.UNSPECIFIED
    range: Range = Range.LIMITED
    space: str = ""
    """OpenColorIO colour space named by the user; empty when the tags alone speak."""
    chromaticities: tuple[float, ...] = ()
    """Red x y, green x y, blue x y, white x y as an EXR header gives them; empty when absent."""

    @property
    def is_hdr(self) -> bool:
        """True for PQ and HLG."""
        return self.transfer in (Transfer.PQ, Transfer.HLG)

    def with_space(self, space: str) -> ColourTag:
        """The same tag with an OpenColorIO space named by the user."""
        return replace(self, space=space)
