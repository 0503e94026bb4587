"""Where a viewer takes a clip's pixels to be: checked by the numbers that a screen would get."""

import numpy as np
import PyOpenColorIO as ocio
import pytest

from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.core.errors import InputError
from uprez.media.colour.ocio import _config
from uprez.media.colour.tags import CHROMATICITIES
from uprez.media.colour.viewing import viewing_space

ACES_WHITE = (0.32168, 0.33767)
AP1 = (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, *ACES_WHITE)
AP0 = (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, *ACES_WHITE)


def shown(tag, rgb, display="sRGB - Display", *, is_float=False):
    """What a display gets for a colour: without a tone curve."""
    transform = ocio.DisplayViewTransform(src=viewing_space(tag, is_float=is_float), display=display, view="Un-tone-mapped")
    return np.array(_config("").getProcessor(transform).getDefaultCPUProcessor().applyRGB(list(rgb)))


def srgb(light):
    """IEC 61966-2-1."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 1e-9) ** (1 / 2.4) - 0.055)


def tag(primaries=Primaries.BT709, transfer=Transfer.BT709, xy=()):
    return ColourTag(primaries, transfer, chromaticities=xy)


@pytest.mark.parametrize("transfer", [Transfer.BT709, Transfer.SMPTE170M, Transfer.BT2020_10, Transfer.UNSPECIFIED])
def test_video_is_for_a_screen_of_gamma_2_4(transfer):
    values = np.array([0.1, 0.4, 0.8])
    np.testing.assert_allclose(shown(tag(transfer=transfer), values), srgb(values**2.4), atol=1e-4)


def test_screen_pictures_come_out_as_they_are():
    values = [0.2, 0.5, 0.9]
    np.testing.assert_allclose(shown(tag(transfer=Transfer.SRGB), values), values, atol=1e-5)
    np.testing.assert_allclose(shown(tag(transfer=Transfer.GAMMA22), values), srgb(np.array(values) ** 2.2), atol=1e-4)
    p3 = tag(Primaries.DISPLAY_P3, Transfer.SRGB)
    np.testing.assert_allclose(shown(p3, values, "Display P3 - Display"), values, atol=1e-5)
    cinema = tag(Primaries.DCI_P3, Transfer.DCI)
    np.testing.assert_allclose(shown(cinema, values, "Gamma 2.6 P3-D65 - Display"), values, atol=1e-5)


@pytest.mark.parametrize(("transfer", "display"), [(Transfer.PQ, "Rec.2100-PQ - Display"), (Transfer.HLG, "Rec.2100-HLG - Display")])
def test_hdr_comes_out_as_it_is_on_its_own_screen(transfer, display):
    values = [0.3, 0.4, 0.5]
    np.testing.assert_allclose(shown(tag(Primaries.BT2020, transfer), values, display), values, atol=2e-3)


def test_pq_s_levels_are_light():
    """58 % PQ is 203 cd/m², ITU-R BT.2408's white, about twice the 100 cd/m² of an SDR screen's white."""
    code = 0.5806
    to_light = _config("").getProcessor(viewing_space(tag(Primaries.BT2020, Transfer.PQ), is_float=False), "CIE XYZ-D65 - Display-referred")
    assert to_light.getDefaultCPUProcessor().applyRGB([code] * 3)[1] == pytest.approx(2.03, rel=0.01)


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        (tag(Primaries.UNSPECIFIED, Transfer.LINEAR, AP1), "ACEScg"),
        (tag(Primaries.UNSPECIFIED, Transfer.LINEAR, AP0), "ACES2065-1"),
        (tag(Primaries.BT709, Transfer.LINEAR), "Linear Rec.709 (sRGB)"),
        (tag(Primaries.BT2020, Transfer.LINEAR), "Linear Rec.2020"),
        (tag(Primaries.DISPLAY_P3, Transfer.LINEAR), "Linear P3-D65"),
        (tag(Primaries.UNSPECIFIED, Transfer.LINEAR), "Linear Rec.709 (sRGB)"),
        (tag(Primaries.BT709, Transfer.LINEAR, CHROMATICITIES[Primaries.BT2020]), "Linear Rec.2020"),
    ],
)
def test_scene_linear_goes_by_its_primaries(colour, name):
    assert viewing_space(colour, is_float=True) == name


def test_linear_light_is_shown_through_the_screen_s_curve():
    values = np.array([0.01, 0.18, 0.7])
    np.testing.assert_allclose(shown(tag(transfer=Transfer.LINEAR), values, is_float=True), srgb(values), atol=1e-4)
    np.testing.assert_allclose(shown(tag(transfer=Transfer.UNSPECIFIED), values, is_float=True), srgb(values), atol=1e-4)


def test_a_named_space_is_itself_by_its_own_name():
    assert viewing_space(tag().with_space("ARRI LogC4"), is_float=False) == "ARRI LogC4"
    assert viewing_space(tag().with_space("acescct"), is_float=True) == "ACEScct"
    with pytest.raises(InputError, match="knows no colour space"):
        viewing_space(tag().with_space("Nothing"), is_float=False)


def test_every_tag_has_a_space():
    for primaries in Primaries:
        for transfer in Transfer:
            assert _config("").getColorSpace(viewing_space(tag(primaries, transfer), is_float=False)) is not None


def test_a_configuration_of_few_spaces_does(tmp_path, monkeypatch):
    config = ocio.Config.CreateRaw()
    config.addColorSpace(ocio.ColorSpace(name="mine"))
    config.setRole("color_picking", "mine")
    path = tmp_path / "config.ocio"
    path.write_text(config.serialize())
    monkeypatch.setenv("OCIO", str(path))
    assert viewing_space(tag(), is_float=False) == "mine"
    assert viewing_space(tag(transfer=Transfer.LINEAR), is_float=True) in ("mine", "raw")
