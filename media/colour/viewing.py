"""The colour space that a viewer should take a clip's pixels to be in, by its name in OpenColorIO's configuration.

Display-referred video goes by the screens that it is made for: ITU-R BT.1886 for SDR, whatever camera curve its tag names, sRGB
for computer pictures. HDR goes by ITU-R BT.2100, scene-linear by its primaries.
"""

from __future__ import annotations

from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.media.colour.ocio import find_space, first_space, linear_space_of
from uprez.media.colour.tags import CHROMATICITIES

_P3 = (Primaries.DCI_P3, Primaries.DISPLAY_P3)
_REC709 = ("Rec.1886 Rec.709 - Display", "Gamma 2.4 Encoded Rec.709", "g24_rec709", "Output - Rec.709", "Rec.709")
_SRGB = ("sRGB - Display", "sRGB Encoded Rec.709 (sRGB)", "srgb_texture", "Output - sRGB", "sRGB")
_GAMMA22 = ("Gamma 2.2 Rec.709 - Display", "Gamma 2.2 Encoded Rec.709", "g22_rec709", *_REC709)
_DISPLAY_P3 = ("Display P3 - Display", "sRGB Encoded P3-D65", "srgb_displayp3", *_SRGB)
_CINEMA_P3 = ("Gamma 2.6 P3-D65 - Display", "p3d65_display", *_DISPLAY_P3)
_PQ = ("Rec.2100-PQ - Display", "rec2100_pq_display", *_REC709)
_P3_PQ = ("ST2084-P3-D65 - Display", "st2084_p3d65_display", *_PQ)
_HLG = ("Rec.2100-HLG - Display", "rec2100_hlg_display", *_REC709)
_CURVES: dict[Transfer, tuple[str, ...]] = {
    Transfer.SRGB: _SRGB,
    Transfer.GAMMA22: _GAMMA22,
    Transfer.PQ: _PQ,
    Transfer.HLG: _HLG,
    Transfer.DCI: _CINEMA_P3,
}
"""Names to look for, the first that a configuration has; every other curve is video for a BT.1886 screen."""


def viewing_space(tag: ColourTag, *, is_float: bool) -> str:
    """The name of the space that R'G'B' pixels of this tag (0 black, 1 white, unclipped) are in.

    The space that the user named, as the configuration calls it; else the nearest one to the tag. Where no space has the clip's
    primaries, that of BT.709 stands for SDR video, and the one with the nearest primaries for scene-linear pictures.

    Raises:
        InputError: the user's space is not in the configuration, or that cannot be read.
    """
    if tag.space:
        return str(find_space(tag.space).getName())
    if tag.transfer is Transfer.LINEAR or (is_float and tag.transfer is Transfer.UNSPECIFIED):
        xy = tag.chromaticities or CHROMATICITIES.get(tag.primaries, CHROMATICITIES[Primaries.BT709])
        return linear_space_of(xy)
    if tag.primaries in _P3:
        wide = {Transfer.PQ: _P3_PQ, Transfer.HLG: _HLG, Transfer.DCI: _CINEMA_P3}
        return first_space(wide.get(tag.transfer, _DISPLAY_P3))
    return first_space(_CURVES.get(tag.transfer, _REC709))
