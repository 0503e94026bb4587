"""Frame ranges, and SMPTE timecode against an independent count of labels."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.errors import InputError
from uprez.core.time import FrameRange, Timecode, nominal_rate

F24, F25, F2397, F2997, F5994 = Fraction(24), Fraction(25), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60000, 1001)
RATES = [F24, F25, F2397, F2997, F5994, Fraction(30), Fraction(50), Fraction(60), Fraction(120)]


def drop_labels(rate: Fraction, minutes: range) -> Iterator[str]:
    """Every label that SMPTE ST 12-1 leaves, one after the other: the first labels of a minute are
    skipped unless the minute is a tenth."""
    nominal, dropped = (30, 2) if rate == F2997 else (60, 4)
    for minute in minutes:
        for second in range(60):
            for frame in range(nominal):
                if minute % 10 and second == 0 and frame < dropped:
                    continue
                yield f"{minute // 60:02}:{minute % 60:02}:{second:02};{frame:02}"


@pytest.mark.parametrize("rate", [F2997, F5994])
def test_drop_frame_labels_equal_an_enumeration_of_eleven_minutes(rate: Fraction):
    for frame, label in enumerate(drop_labels(rate, range(11))):
        assert str(Timecode(frame, rate, drop=True)) == label
        assert Timecode.parse(label, rate).frame == frame


@pytest.mark.parametrize(("rate", "last"), [(F2997, 2589407), (F5994, 5178815)])
def test_drop_frame_ends_the_day_where_it_should(rate: Fraction, last: int):
    nominal = nominal_rate(rate)
    assert str(Timecode(last, rate, drop=True)) == f"23:59:59;{nominal - 1}"
    assert Timecode.parse(f"23:59:59;{nominal - 1}", rate).frame == last
    assert str(Timecode(last, rate, drop=True) + 1) == "00:00:00;00"
    minutes = range(24 * 60 - 11, 24 * 60)
    labels = list(drop_labels(rate, minutes))
    for back, label in enumerate(reversed(labels)):
        assert str(Timecode(last - back, rate, drop=True)) == label


def test_a_drop_frame_hour_is_an_hour_of_real_time():
    hour = Timecode.parse("01:00:00;00", F2997)
    assert abs(hour.frame / F2997 - 3600) < Fraction(1, 100)


@given(st.sampled_from(RATES), st.integers(0, 24 * 3600 - 1), st.data())
def test_plain_labels_come_back(rate: Fraction, second: int, data: st.DataObject):
    frame = second * nominal_rate(rate) + data.draw(st.integers(0, nominal_rate(rate) - 1))
    code = Timecode(frame, rate)
    assert Timecode.parse(str(code), rate) == code


@given(st.sampled_from([F2997, F5994]), st.integers(0, 2589407))
def test_drop_labels_come_back(rate: Fraction, frame: int):
    code = Timecode(frame, rate, drop=True)
    assert Timecode.parse(str(code), rate) == code


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("", F24),
        ("bogus", F24),
        ("1:2:3:4", F24),
        ("01:02:03", F24),
        ("00:60:00:00", F24),
        ("00:00:60:00", F24),
        ("00:00:00:24", F24),
        ("00:00:00:24", F2397),
        ("00:00:00;00", F2397),
        ("00:00:00;00", F25),
        ("00:00:00;00", Fraction(30)),
        ("00:01:00;00", F2997),
        ("00:01:00;01", F2997),
        ("00:59:00;03", F5994),
        ("-0:00:00:01", F24),
    ],
)
def test_labels_that_do_not_exist_are_refused(text: str, rate: Fraction):
    with pytest.raises(InputError):
        Timecode.parse(text, rate)


def test_every_tenth_minute_keeps_its_labels():
    assert Timecode.parse("00:10:00;00", F2997).frame == 17982
    assert Timecode.parse("00:01:00;02", F2997).frame == 1800


def test_three_digits_above_a_hundred_frames():
    assert str(Timecode(119, Fraction(120))) == "00:00:00:119"
    assert Timecode.parse("00:00:01:119", Fraction(120)).frame == 239


def test_plain_count_at_an_ntsc_rate_has_no_skips():
    assert str(Timecode(1800, F2997)) == "00:01:00:00"


@given(st.integers(0, 10_000), st.integers(0, 500))
def test_a_range_counts_iterates_and_reads_itself(first: int, more: int):
    frames = FrameRange(first, first + more)
    assert len(frames) == more + 1 == len(list(frames))
    assert FrameRange.parse(str(frames)) == frames
    assert all(frame in frames for frame in frames)
    assert first - 1 not in frames
    assert first + more + 1 not in frames


def test_a_range_of_one_frame():
    assert FrameRange.parse("12") == FrameRange(12, 12)
    assert FrameRange.parse(" 3 - 5 ") == FrameRange(3, 5)


@pytest.mark.parametrize("text", ["", "a-b", "5-3", "-3", "1-2-3", "1.5-2", "1..3"])
def test_what_is_no_range_is_refused(text: str):
    with pytest.raises(InputError, match="range"):
        FrameRange.parse(text)
