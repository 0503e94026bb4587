"""Where a take starts in a strip, against a model of what Blender shows. That Blender shows it so, tools/blender_check.py says."""

import math
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from uprez.plugin.blender.placing import Placed, moved, speed_of


def shown(frames, skip_start, skip_end, start, frame, speed, reverse):
    """The frame of its media that a strip shows at a frame of the timeline."""
    last = frames - 1 - skip_start - skip_end
    at = min(max(math.floor((frame - start) * speed + Fraction(1, 2)), 0), last)
    return skip_start + (last - at if reverse else at)


@st.composite
def strips(draw):
    speed = draw(st.sampled_from([Fraction(1), Fraction(1), Fraction(25, 24), Fraction(1, 2), Fraction(1000, 1001), Fraction(1250, 1001)]))
    frames = draw(st.integers(1, 120))
    before = draw(st.integers(0, frames - 1))
    after = draw(st.integers(0, frames - 1 - before))
    start = draw(st.integers(-50, 50))
    first = start + draw(st.integers(-10, 100))
    end = first + draw(st.integers(1, 120))
    return Placed(frames, before, after, start, first, end, speed, draw(st.booleans()), draw(st.integers(0, 5)) == 0)


@given(placed=strips(), before=st.integers(0, 40), after=st.integers(0, 40))
def test_a_take_shows_at_every_frame_what_was_there(placed, before, after):
    low, high = placed.needed
    assert placed.content[0] <= low <= high <= placed.content[1]
    first, last = max(0, low - before), min(placed.frames - 1, high + after)
    move = moved(placed, first, last)
    assert move is not None
    for frame in range(placed.shown_first, placed.shown_end):
        was = shown(placed.frames, placed.skip_start, placed.skip_end, placed.start, frame, placed.speed, placed.reverse)
        takes = last - first + 1
        start = placed.start + move.shift
        now = first + shown(takes, move.skip_start, move.skip_end, start, frame, placed.speed, placed.reverse)
        assert now == was


@given(placed=strips())
def test_a_take_that_lacks_a_frame_is_refused(placed):
    low, high = placed.needed
    assert moved(placed, low + 1, high + 5) is None
    assert moved(placed, max(0, low - 5), high - 1) is None


@given(placed=strips())
def test_content_that_must_stay_as_long_as_it_is_does(placed):
    assume(placed.all_of_it)
    first, last = placed.needed
    move = moved(placed, max(0, first - 2), last)
    assert move is not None
    assert last - max(0, first - 2) + 1 - move.skip_start - move.skip_end == last - first + 1 and move.shift == 0


def test_only_what_is_shown_is_needed():
    assert Placed(1000, 0, 0, 1, 101, 151).needed == (100, 149)
    assert Placed(1000, 0, 0, 1, 101, 151, reverse=True).needed == (850, 899)
    assert Placed(1000, 0, 0, 1, 101, 151, Fraction(25, 24)).needed == (100, 156)
    assert Placed(1000, 0, 0, 1, 110, 151, Fraction(25, 24)).needed[0] == 100


def test_the_speed_is_the_one_that_explains_the_length():
    assert speed_of(25, 24, 480, 500) == Fraction(25, 24)
    assert speed_of(25, 24, 500, 500) == 1
    assert speed_of(24, 24, 500, 500) == 1
    assert speed_of(0, 24, 500, 500) == 1
    assert speed_of(30000 / 1001, 24, 1000 * 24 * 1001 / 30000, 1000) == Fraction(1250, 1001)
    assert speed_of(25, 24, 250, 500) is None


def test_a_length_too_short_to_tell_is_right_both_ways():
    speed = speed_of(24, 24000 / 1001, 50, 50)
    assert speed == Fraction(1001, 1000)
    assert Placed(50, 0, 0, 1, 21, 41, speed).needed[0] == 0
