"""HDR10's metadata as FFmpeg puts it on frames."""

import struct
from types import SimpleNamespace

import pytest

from uprez.core.mastering import ContentLight, MasteringDisplay
from uprez.media.mastering import INCOMPLETE, mastering_of, x265_settings

P3 = MasteringDisplay(red=(34000, 16000), green=(13250, 34500), blue=(7500, 3000), white=(15635, 16450), darkest=50, brightest=10_000_000)
RATIOS = [(34, 50), (16, 50), (265, 1000), (69, 100), (15, 100), (6, 100), (3127, 10000), (329, 1000), (5, 1000), (1000, 1)]


def frame(**data):
    return SimpleNamespace(side_data=[_Data(name, value) for name, value in data.items()])


class _Data(bytes):
    def __new__(cls, name, value):
        made = super().__new__(cls, value)
        made.type = SimpleNamespace(name=name)
        return made


def mastering(ratios=RATIOS, primaries=1, luminance=1):
    return struct.pack("=22i", *(number for ratio in ratios for number in ratio), primaries, luminance)


def test_ratios_of_any_kind_become_whole_units():
    display, light, note = mastering_of(
        frame(MASTERING_DISPLAY_METADATA=mastering(), CONTENT_LIGHT_LEVEL=struct.pack("=2I", 1000, 400), SEI_UNREGISTERED=b"x")
    )
    assert (display, light, note) == (P3, ContentLight(1000, 400), "")


def test_frames_without_it():
    assert mastering_of(frame()) == (None, None, "")


@pytest.mark.parametrize(
    "data",
    [
        mastering(primaries=0),
        mastering(luminance=0),
        mastering([(1, 0), *RATIOS[1:]]),
        mastering([(-1, 50), *RATIOS[1:]]),
        mastering([*RATIOS[:-1], (0, 1)]),
    ],
)
def test_what_is_incomplete_is_left_out_and_said(data):
    assert mastering_of(frame(MASTERING_DISPLAY_METADATA=data)) == (None, None, INCOMPLETE)


def test_unknown_brightness_is_none():
    assert mastering_of(frame(CONTENT_LIGHT_LEVEL=bytes(8)))[1] is None


def test_words_for_x265():
    assert x265_settings(None, None) == ""
    assert x265_settings(None, ContentLight(1000, 400)) == "max-cll=1000,400:hdr10=1"
    assert x265_settings(P3, None) == ("master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50):hdr10=1")
