"""Colour tags, frames, clips, errors, events."""

import inspect
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from uprez.core import errors
from uprez.core.clip import ClipInfo, ReadOptions
from uprez.core.colour import Alpha, ColourTag, Primaries, Range, Transfer
from uprez.core.events import Event
from uprez.core.frame import Frame, Size
from uprez.core.time import FrameRange

CHILDREN = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.UprezError)]


def clip(pattern: str = "") -> ClipInfo:
    """A clip of 12 frames."""
    return ClipInfo(
        path=Path("a"),
        pattern=pattern,
        size=Size(64, 48),
        frames=12,
        rate=Fraction(24),
        variable_rate=False,
        tag=ColourTag(),
        guessed=(),
        bit_depth=8,
        is_float=False,
        pixel_format="yuv420p",
        codec="h264",
        alpha=Alpha.NONE,
    )


def test_hdr_is_pq_or_hlg():
    hdr = {transfer for transfer in Transfer if ColourTag(transfer=transfer).is_hdr}
    assert hdr == {Transfer.PQ, Transfer.HLG}


def test_naming_a_space_keeps_the_tags():
    tag = ColourTag(Primaries.BT2020, Transfer.PQ, range=Range.FULL)
    named = tag.with_space("ACEScct")
    assert named.space == "ACEScct"
    assert named.with_space("") == tag
    assert tag.space == ""


def test_a_size_reads_width_first():
    size = Size(1920, 1080)
    assert str(size) == "1920x1080"
    assert size.area == 2073600


def test_a_frame_knows_its_size():
    frame = Frame(np.zeros((3, 48, 64), np.float32), ColourTag(), 0, Fraction(0))
    assert frame.size == Size(64, 48)


def test_a_clip_knows_its_range_and_kind():
    assert clip().range == FrameRange(0, 11)
    assert not clip().is_sequence
    assert clip("a.%04d.exr").is_sequence


def test_a_reader_decides_nothing_by_itself():
    assert ReadOptions() == ReadOptions(deinterlace=False, colour="", alpha=None, rate=None)


def test_values_do_not_share_their_defaults():
    assert clip().metadata is not clip().metadata
    with pytest.raises(AttributeError):
        clip().frames = 3  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("kind", CHILDREN)
def test_an_error_says_what_why_and_what_to_do(kind: type[errors.UprezError]):
    error = kind("It broke.", why="It was old.", fix="Mend it.")
    assert (error.what, error.why, error.fix) == ("It broke.", "It was old.", "Mend it.")
    assert str(error) == "It broke. It was old. Mend it."
    assert str(kind("It broke.")) == "It broke."
    assert kind.__doc__


def test_exit_codes_tell_errors_apart():
    codes = {kind: kind.exit_code for kind in CHILDREN if kind is not errors.OutOfMemory}
    assert len(set(codes.values())) == len(codes)
    assert not {0, 2} & set(codes.values()), "0 is success and 2 a wrong command line"
    assert errors.Cancelled.exit_code == 130
    assert errors.OutOfMemory.exit_code == errors.ResourceError.exit_code


def test_an_event_alone_claims_nothing():
    event = Event("run")
    assert (event.done, event.total, event.shot, event.window, event.seconds_left) == (0, 0, None, None, None)
