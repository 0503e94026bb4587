from __future__ import annotations

import io
from fractions import Fraction
from types import SimpleNamespace

import av
import pytest

from uprez.core.colour import ColourTag, Matrix, Primaries, Range, Transfer
from uprez.core.errors import InputError
from uprez.core.frame import Size
from uprez.media.colour.tags import CHROMATICITIES, chromaticities, nclc, primaries_of, tag_of_stream


def context(width=1920, height=1080, pix_fmt="yuv420p", primaries=2, trc=2, space=2, span=0):
    return SimpleNamespace(
        width=width, height=height, pix_fmt=pix_fmt, color_primaries=primaries, color_trc=trc, colorspace=space, color_range=span
    )


@pytest.mark.parametrize(
    ("size", "rate", "primaries", "transfer", "matrix"),
    [
        ((1920, 1080), None, Primaries.BT709, Transfer.BT709, Matrix.BT709),
        ((1280, 544), None, Primaries.BT709, Transfer.BT709, Matrix.BT709),
        ((1024, 768), None, Primaries.BT709, Transfer.BT709, Matrix.BT709),
        ((720, 576), None, Primaries.BT470BG, Transfer.SMPTE170M, Matrix.BT470BG),
        ((720, 400), Fraction(25), Primaries.BT470BG, Transfer.SMPTE170M, Matrix.BT470BG),
        ((720, 480), Fraction(30000, 1001), Primaries.SMPTE170M, Transfer.SMPTE170M, Matrix.SMPTE170M),
        ((640, 360), None, Primaries.SMPTE170M, Transfer.SMPTE170M, Matrix.SMPTE170M),
    ],
)
def test_an_untagged_stream_gets_the_usual_colour_and_says_so(size, rate, primaries, transfer, matrix):
    tag, guessed = tag_of_stream(context(*size), rate=rate)
    assert tag == ColourTag(primaries, transfer, matrix, Range.LIMITED)
    assert guessed == ("primaries", "transfer", "matrix", "range")


def test_stated_fields_are_believed_and_not_called_guessed():
    tag, guessed = tag_of_stream(context(primaries=9, trc=16, space=9, span=1))
    assert tag == ColourTag(Primaries.BT2020, Transfer.PQ, Matrix.BT2020_NCL, Range.LIMITED)
    assert guessed == ()


def test_one_stated_field_steers_the_guess_of_the_others():
    tag, guessed = tag_of_stream(context(trc=18))
    assert (tag.primaries, tag.matrix) == (Primaries.BT2020, Matrix.BT2020_NCL)
    assert guessed == ("primaries", "matrix", "range")


@pytest.mark.parametrize("name", ["rgb24", "gbrp10le", "pal8", "rgba64be"])
def test_rgb_is_full_range_and_has_no_matrix(name):
    tag, guessed = tag_of_stream(context(320, 200, pix_fmt=name))
    assert tag == ColourTag(Primaries.BT709, Transfer.BT709, Matrix.RGB, Range.FULL)
    assert guessed == ("primaries", "transfer")


def test_full_range_formats_and_floats():
    assert tag_of_stream(context(pix_fmt="yuvj420p"))[0].range is Range.FULL
    assert tag_of_stream(context(pix_fmt="gray"))[0].range is Range.FULL
    assert tag_of_stream(context(pix_fmt="gbrpf32le"))[0].transfer is Transfer.LINEAR


def test_a_yuv_stream_that_claims_the_rgb_matrix_is_guessed():
    tag, guessed = tag_of_stream(context(space=0))
    assert tag.matrix is Matrix.BT709
    assert "matrix" in guessed


def test_a_matrix_that_is_not_known_is_refused():
    with pytest.raises(InputError, match="17"):
        tag_of_stream(context(space=17))


def test_the_frame_goes_before_the_context():
    frame = av.VideoFrame(720, 576, "yuv422p10le")
    frame.color_primaries, frame.color_trc, frame.colorspace = 9, 2, 9
    tag, guessed = tag_of_stream(context(1920, 1080, primaries=1, trc=1, space=1), frame)
    assert tag == ColourTag(Primaries.BT2020, Transfer.BT709, Matrix.BT2020_NCL, Range.LIMITED)
    assert guessed == ("range",)


@pytest.mark.parametrize("codes", [(9, 16, 9), (12, 13, 1), (6, 6, 6), (5, 1, 5)])
def test_tags_come_back_from_a_real_file(codes):
    file = io.BytesIO()
    with av.open(file, "w", format="mov") as movie:
        stream = movie.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        coder = stream.codec_context
        coder.color_primaries, coder.color_trc, coder.colorspace, coder.color_range = *codes, 1
        movie.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        movie.mux(stream.encode(None))
    file.seek(0)
    with av.open(file) as movie:
        video = movie.streams.video[0]
        tag, guessed = tag_of_stream(video.codec_context, next(movie.decode(video)))
    assert nclc(tag, Size(64, 48)) == codes
    assert guessed == ()


def test_chromaticities_name_their_primaries_and_back():
    for primaries, values in CHROMATICITIES.items():
        back = primaries_of(tuple(round(value, 3) for value in values))
        assert CHROMATICITIES[back] == values
        assert chromaticities(primaries) == values
    assert primaries_of((0.713, 0.293, 0.165, 0.83, 0.128, 0.044, 0.32168, 0.33767)) is Primaries.UNSPECIFIED
    assert primaries_of(()) is Primaries.UNSPECIFIED
    assert chromaticities(Primaries.UNSPECIFIED) == ()


def test_nclc_of_rgb_takes_the_matrix_of_its_primaries():
    assert nclc(ColourTag(Primaries.BT2020, Transfer.PQ, Matrix.RGB), Size(64, 64)) == (9, 16, 9)
    assert nclc(ColourTag(Primaries.BT709, Transfer.SRGB, Matrix.RGB), Size(64, 64)) == (1, 13, 1)
    assert nclc(ColourTag(), Size(720, 576))[2] == 5
