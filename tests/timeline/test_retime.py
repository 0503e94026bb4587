"""Speed changes: every frame that is shown is among those taken."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.edits import clip, movie, saved, schema, timeline
from uprez.timeline.read import read_edit
from uprez.timeline.retime import backwards, mapped, slope, steady
from uprez.timeline.span import Span

FRAMES = st.integers(-200, 200).map(Fraction)


@given(FRAMES, st.integers(1, 100), st.integers(0, 50), st.fractions(Fraction(1, 4), 4, max_denominator=8))
def test_backwards_holds_both_ways_of_counting(start, length, gone, pace):
    whole = Span(start, start + length + gone)
    own = Span(start + min(gone, length - 1), start + length)
    used = backwards(own, whole, -pace).used
    for step in range(int(own.length)):
        place = own.start - whole.start + step
        assert used.start <= whole.start - (place + 1) * pace and whole.start - place * pace <= used.end
        assert used.start <= whole.start + (whole.length - place - 1) * pace and whole.start + (whole.length - place) * pace <= used.end


@given(
    st.lists(st.tuples(st.integers(1, 50), st.integers(-80, 80)), min_size=2, max_size=6),
    st.integers(-20, 300),
    st.integers(1, 100),
    st.booleans(),
)
def test_a_map_of_times_holds_all_that_it_shows(steps, first, length, curved):
    points, time, value = [], Fraction(0), Fraction(0)
    for more, further in steps:
        points.append((time, value))
        time, value = time + more, value + further
    points.append((time, value))
    own = Span(Fraction(first), Fraction(first + length))
    found = mapped(points, own, frame=Fraction(1), curved=curved)
    for moment in (own.start + Fraction(part, 7) * own.length for part in range(8)):
        pairs = list(pairwise(points))
        one, two = next(((one, two) for one, two in pairs if moment <= two[0]), pairs[-1])
        shown = one[1] + (moment - one[0]) * (two[1] - one[1]) / (two[0] - one[0])
        if found.speed is not None:
            assert found.start + (moment - own.start) * found.speed == shown
        else:
            assert found.used.start <= shown < found.used.end


def test_a_curve_may_use_all_between_its_points():
    points = [(Fraction(0), Fraction(0)), (Fraction(10), Fraction(40)), (Fraction(20), Fraction(10))]
    own = Span(Fraction(4), Fraction(6))
    assert mapped(points, own, frame=Fraction(1)).used == Span(Fraction(16), Fraction(25))
    assert mapped(points, own, frame=Fraction(1), curved=True).used == Span(Fraction(0), Fraction(41))


def test_maps_that_say_nothing():
    assert mapped([(Fraction(0), Fraction(0))], Span(Fraction(0), Fraction(1)), frame=Fraction(1)).used is None
    assert mapped([(Fraction(0), Fraction(0)), (Fraction(0), Fraction(3))], Span(Fraction(0), Fraction(1)), frame=Fraction(1)).used is None


def test_words():
    assert [steady(Fraction(each)).effects for each in (1, 0, 2)] == [(), ("freeze",), ("speed 2",)]
    own = Span(Fraction(0), Fraction(10))
    assert backwards(own, own, Fraction(-2)).effects == ("reverse, speed 2",)
    falling = [(Fraction(0), Fraction(10)), (Fraction(10), Fraction(0))]
    assert mapped(falling, own, frame=Fraction(1)).effects == ("reverse",)
    assert mapped([*falling, (Fraction(20), Fraction(5))], own, frame=Fraction(1)).effects == ("variable speed",)
    assert slope(falling) is None


@pytest.mark.parametrize("scalar", [float("nan"), float("inf"), 1e9, -1e9])
def test_speeds_that_are_none_take_all(tmp_path, scalar):
    item = clip(movie("a.mov"), 10, 20, effects=[schema.LinearTimeWarp(time_scalar=scalar)])
    (found,) = read_edit(saved(timeline(item), tmp_path)).clips
    assert (found.first, found.last, found.speed) == (None, None, None)


def test_other_effects_are_named_and_change_nothing(tmp_path):
    effects = [schema.Effect("Blur", "Gaussian"), schema.LinearTimeWarp(time_scalar=2.0)]
    (found,) = read_edit(saved(timeline(clip(movie("a.mov"), 10, 20, effects=effects)), tmp_path)).clips
    assert (found.effects, found.first, found.last) == (("speed 2", "Blur"), 10, 49)


XML = """<?xml version="1.0"?><!DOCTYPE xmeml><xmeml version="5"><sequence><name>s</name><duration>{length}</duration>
<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><media><video><track><clipitem id="c1"><name>a</name><duration>1000</duration>
<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><start>0</start><end>{length}</end><in>{first}</in><out>{last}</out>
<file id="f1"><name>a.mov</name><pathurl>file:///v/a.mov</pathurl><rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate>
<duration>1000</duration><timecode><string>01:00:00:00</string><frame>86400</frame>
<rate><timebase>24</timebase><ntsc>FALSE</ntsc></rate><reel><name>A001</name></reel></timecode></file>
<filter><effect><name>Time Remap</name><effectid>timeremap</effectid><effecttype>motion</effecttype>{parameters}</effect></filter>
</clipitem></track></video></media></sequence></xmeml>"""


def parameter(name, value):
    return f"<parameter><parameterid>{name}</parameterid><name>{name}</name><value>{value}</value></parameter>"


def graph(*points):
    keys = "".join(f"<keyframe><when>{when}</when><value>{value}</value></keyframe>" for when, value in points)
    return f"<parameter><parameterid>graphdict</parameterid><name>graphdict</name>{keys}</parameter>"


@pytest.mark.parametrize(
    ("parameters", "frames", "speed", "effects"),
    [
        (parameter("speed", 200) + parameter("reverse", "FALSE"), (20, 59), 2, ("speed 2",)),
        (parameter("speed", 50) + parameter("variablespeed", 0), (5, 14), Fraction(1, 2), ("speed 0.5",)),
        (parameter("speed", 100), (10, 29), 1, ()),
        (parameter("speed", 100) + parameter("reverse", "TRUE"), (None, None), None, ("reverse",)),
        (parameter("variablespeed", 1), (None, None), None, ("variable speed",)),
        (graph((0, 0), (500, 1000)), (20, 59), 2, ("speed 2",)),
        (graph((0, 900), (900, 0)), (870, 890), None, ("reverse",)),
        (graph((0, 0), (20, 20), (40, 60)), (0, 60), None, ("variable speed",)),
        (graph((0, 7), (1000, 7)), (7, 7), 0, ("freeze",)),
    ],
)
def test_final_cut_7_counts_in_time_that_is_remapped(tmp_path, parameters, frames, speed, effects):
    (tmp_path / "cut.xml").write_text(XML.format(length=20, first=10, last=30, parameters=parameters))
    (found,) = read_edit(tmp_path / "cut.xml").clips
    assert ((found.first, found.last), found.speed, found.effects) == (frames, speed, effects)
    assert (found.start, found.frames, found.reel) == (3600, 1000, "A001")
