"""Edits within edits that change speed: every frame that is shown lies in the clip that shows it, where it shows it."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeline.edits import clip, movie, saved, schema, span, timeline, touched
from tests.timeline.writing import take
from uprez.core.errors import InputError
from uprez.timeline.fcp7_nested import with_nested
from uprez.timeline.nested import Lens
from uprez.timeline.read import read_edit
from uprez.timeline.retime import Retime, mapped
from uprez.timeline.span import Span
from uprez.timeline.write_back import switch, write_back

RATE = 24
ZERO = Fraction(0)
PLAN = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.sampled_from([1, 1, 2, Fraction(1, 2)])), min_size=1, max_size=4)
"""First frame, length and speed of clips in a row."""


def moments(begin, speed, length):
    """Time of the inner edit at each frame of the outer one."""
    return [begin + speed * number for number in range(length)]


def shown_at(plan, moment):
    """Number of the inner clip at a moment, in frames, and the frame of its media."""
    at = 0
    for number, (first, length, speed) in enumerate(plan):
        if at <= moment < at + length:
            return number, first + (moment - at) * speed
        at += length
    return None


def holds(edit, plan, seen, start):
    """Every frame of the outer edit is in the clip that lies there."""
    wanted = set()
    for number, moment in enumerate(seen, start):
        found = shown_at(plan, moment)
        if found is None:
            continue
        which, frame = found
        wanted.add(which)
        held = [each for each in edit.clips if each.name == f"c{which}"]
        (only,) = held
        assert only.record - 1 <= number <= only.record + only.record_length + 1  # a cut may lie between two frames
        assert only.first <= frame < only.last + 1
    return wanted


@settings(max_examples=60, deadline=None)
@given(PLAN, st.sampled_from([1, 2, 3, Fraction(1, 2), Fraction(3, 2), Fraction(2, 3), 0]), st.integers(0, 20), st.integers(1, 40))
def test_a_nested_edit_at_a_speed(tmp_path_factory, plan, speed, begin, length):
    folder = tmp_path_factory.mktemp("nested")
    items = [
        clip(movie(f"/m/{number}.mov", 0, 200, RATE), first, count, RATE, f"c{number}", [schema.LinearTimeWarp(time_scalar=float(pace))])
        for number, (first, count, pace) in enumerate(plan)
    ]
    inner = schema.Track("in", items, source_range=span(begin, length, RATE), kind="Video")
    if speed != 1:
        inner.effects.append(schema.LinearTimeWarp(time_scalar=float(speed)) if speed else schema.FreezeFrame())
    before = schema.Gap(source_range=span(0, 5, RATE))
    edit = read_edit(saved(timeline(before, inner), folder))
    speed = Fraction(speed).limit_denominator(10_000)
    exact = Fraction(float(speed)).limit_denominator(10_000)
    wanted = holds(edit, plan, moments(Fraction(begin), exact, length), 5)
    if speed:
        assert {int(each.name[1:]) for each in edit.clips} >= wanted
        inside = (Fraction(begin), begin + exact * length)
        at = 0
        for number, (first, count, pace) in enumerate(plan):  # and no more is taken than what is touched
            for each in (each for each in edit.clips if each.name == f"c{number}"):
                low, high = max(inside[0], Fraction(at)), min(inside[1], Fraction(at + count))
                assert each.first >= int(first + (low - at) * pace) and each.last < first + (high - at) * pace + 1
                assert each.speed == exact * pace
            at += count
    else:
        assert {each.speed for each in edit.clips} <= {0}
        assert len(edit.clips) == len(wanted)
        assert all((each.record, each.record_length, each.first) == (5, length, each.last) for each in edit.clips)


def fcpxml(plan, points, length):
    def seconds(frames):
        return f"{Fraction(frames)}/{RATE}s" if Fraction(frames).denominator == 1 else f"{Fraction(frames) / RATE}s"

    assets = "".join(
        f'<asset id="a{number}" name="c{number}" start="0s" duration="{seconds(200)}" hasVideo="1" format="r1">'
        f'<media-rep kind="original-media" src="file:///m/{number}.mov"/></asset>'
        for number in range(len(plan))
    )
    rows, at = [], 0
    for number, (first, count, _) in enumerate(plan):
        rows.append(
            f'<asset-clip ref="a{number}" name="c{number}" offset="{seconds(at)}" start="{seconds(first)}" duration="{seconds(count)}"/>'
        )
        at += count
    map_ = "".join(f'<timept time="{seconds(time)}" value="{seconds(value)}" interp="linear"/>' for time, value in points)
    return (
        f'<fcpxml version="1.11"><resources><format id="r1" frameDuration="1/{RATE}s"/>{assets}<media id="m" name="m">'
        f'<sequence format="r1" duration="{seconds(at)}"><spine>{"".join(rows)}</spine></sequence></media></resources>'
        f'<library><event><project name="p"><sequence format="r1" tcStart="0s"><spine><gap offset="0s" duration="{seconds(5)}"/>'
        f'<ref-clip ref="m" name="n" offset="{seconds(5)}" start="0s" duration="{seconds(length)}"><timeMap>{map_}</timeMap></ref-clip>'
        f"</spine></sequence></project></event></library></fcpxml>"
    )


@settings(max_examples=40, deadline=None)
@given(PLAN, st.integers(0, 40), st.integers(1, 30), st.sampled_from([2, 1, -1, -2, Fraction(-1, 2)]))
def test_a_compound_clip_forwards_and_backwards(tmp_path_factory, plan, value, length, speed):
    plan = [(first, count, 1) for first, count, _ in plan]
    path = tmp_path_factory.mktemp("compound") / "cut.fcpxml"
    path.write_text(fcpxml(plan, [(0, value), (length, value + length * speed)], length))
    edit = read_edit(path)
    seen = [value + speed * number for number in range(length)]
    wanted = holds(edit, plan, seen, 5)
    assert {int(each.name[1:]) for each in edit.clips} >= wanted
    if speed < 0:
        assert all(each.speed is None and each.effects[0].startswith("reverse") for each in edit.clips)


def test_a_compound_clip_whose_speed_varies(tmp_path):
    path = tmp_path / "cut.fcpxml"
    plan = [(0, 30, 1), (50, 30, 1), (100, 30, 1)]
    path.write_text(fcpxml(plan, [(0, 10), (10, 40), (20, 20)], 20))
    edit = read_edit(path)
    assert [(each.name, each.first, each.last) for each in edit.clips] == [("c0", 10, 29), ("c1", 50, 60)]
    assert all((each.record, each.record_length, each.effects) == (5, 20, ("variable speed",)) for each in edit.clips)


def test_a_nested_edit_that_does_not_say_how_it_runs_gives_all_that_it_holds(tmp_path):
    inner = schema.Track("in", [clip(movie("/m/0.mov", 0, 200), 10, 30, name="c0")], source_range=span(0, 10), kind="Video")
    inner.effects.append(schema.TimeEffect("ramp", "ramp"))
    edit = read_edit(saved(timeline(inner), tmp_path))
    assert [(each.first, each.last, each.record, each.record_length) for each in edit.clips] == [(10, 39, 0, 10)]
    assert any("all that it holds was taken" in note for note in edit.notes)


@pytest.mark.parametrize(("outer", "inner", "total"), [(2, 3, 6), (-2, 3, -6), (-2, -1, 2), (0, 5, 0)])
def test_speeds_multiply(outer, inner, total):
    lens = Lens(Span(ZERO, Fraction(0 if outer == 0 else 10)), Span(ZERO, Fraction(5)), Fraction(outer))
    own = Span(ZERO, lens.shown.length)
    steady = Retime(Fraction(inner)) if inner > 0 else mapped([(ZERO, Fraction(9)), (Fraction(9), ZERO)], own, frame=Fraction(1))
    assert lens.into(lens.shown, own, steady, own).pace == total


def test_what_a_reversed_lens_shows_lies_from_its_end():
    lens = Lens(Span(Fraction(10), Fraction(20)), Span(Fraction(100), Fraction(105)), Fraction(-2))
    assert lens.at(Span(Fraction(18), Fraction(20))) == Span(Fraction(100), Fraction(101))
    seen = lens.seen(Span(Fraction(18), Fraction(20)), Span(ZERO, Fraction(2)), Retime(), (Fraction(1), ZERO))
    assert (seen.record, seen.used, seen.head, seen.tail) == (100, Span(ZERO, Fraction(2)), 0, Fraction(1, 2))


RATED = "<rate><timebase>25</timebase><ntsc>FALSE</ntsc></rate>"


def item(name, start, first, length, inside):
    times = f"<start>{start}</start><end>{start + length}</end><in>{first}</in><out>{first + length}</out>"
    return f'<clipitem id="{name}"><name>{name}</name><duration>400</duration>{RATED}{times}{inside}</clipitem>'


def sequence(name, *items):
    inside = f"<media><video><track>{''.join(items)}</track></video></media>"
    return f'<sequence id="{name}"><name>{name}</name><duration>60</duration>{RATED}{inside}</sequence>'


def test_nested_sequences_of_final_cut_7_are_opened_and_given_takes(tmp_path):
    touched(tmp_path, "a.mov")
    address = (tmp_path / "a.mov").as_uri()
    file = f'<file id="f"><name>a.mov</name><pathurl>{address}</pathurl>{RATED}<duration>400</duration></file>'
    speed = "<parameter><parameterid>speed</parameterid><value>200</value></parameter>"
    faster = f"<filter><effect><name>Time Remap</name><effectid>timeremap</effectid>{speed}</effect></filter>"
    deep = sequence("deep", item("x", 0, 100, 50, file))
    middle = sequence("middle", item("y", 0, 20, 10, deep), item("z", 10, 200, 40, '<file id="f"/>'))
    outer = sequence("s", item("n", 0, 5, 10, middle), item("m", 10, 10, 5, '<sequence id="middle"/>' + faster))
    edit, target = tmp_path / "cut.xml", tmp_path / "up.xml"
    edit.write_text(f'<?xml version="1.0"?><xmeml version="4">{outer}</xmeml>')
    before = read_edit(edit).clips
    found = [(each.name, each.first, each.last, each.record, each.record_length, each.speed) for each in before]
    assert found == [("x", 125, 129, 0, 5, 1), ("z", 200, 204, 5, 5, 1), ("z", 210, 219, 10, 5, 2)]
    made = take(tmp_path / "a.mov", 90, 260, tmp_path / "a_4x.mov", 25)
    assert not write_back(edit, [made], target)
    after = read_edit(target).clips
    assert [(each.path, each.first + 90, each.last + 90, each.record) for each in after] == [
        (made.path, each.first, each.last, each.record) for each in before
    ]
    switch(target, "original")
    assert read_edit(target).clips == before


def test_a_sequence_that_stands_by_itself_is_opened_where_it_is_used(tmp_path):
    file = f'<file id="f"><name>a.mov</name><pathurl>file:///v/a.mov</pathurl>{RATED}<duration>400</duration></file>'
    apart = sequence("apart", item("x", 0, 100, 50, file))
    outer = sequence("s", item("n", 0, 5, 10, '<sequence id="apart"/>'))
    text = f"<xmeml>{outer}<bin><name>b</name>{apart}</bin></xmeml>"  # in no `children`: no edit that is meant
    (tmp_path / "cut.xml").write_text(text)
    assert [(each.name, each.first, each.last) for each in read_edit(tmp_path / "cut.xml").clips] == [("x", 105, 114)]


def test_sequences_within_themselves_are_refused():
    apart = sequence("a", *(item(name, 0, 0, 5, '<sequence id="a"/>') for name in "xyz"))
    outer = sequence("s", item("n", 0, 0, 5, '<sequence id="a"/>'))
    with pytest.raises(InputError, match="nested without end"):
        with_nested(f"<xmeml>{outer}<bin>{apart}</bin></xmeml>")


def varying(name, *items):
    inner = schema.Track(name, list(items), kind="Video")
    inner.effects.append(schema.TimeEffect("ramp", "ramp"))
    return inner


@pytest.mark.parametrize("deep", [False, True])
def test_what_stands_still_within_an_edit_of_varying_speed_shows_one_frame(tmp_path, deep):
    still = schema.FreezeFrame()
    held = clip(movie("/m/0.mov", 0, 200, RATE), 10, 20, RATE, "c0", [] if deep else [still])
    if deep:
        held = schema.Track("hold", [held], source_range=span(5, 10, RATE), kind="Video")
        held.effects.append(still)
    after = clip(movie("/m/1.mov", 0, 200, RATE), 0, 20, RATE, "c1")
    edit = read_edit(saved(timeline(varying("in", held, after)), tmp_path))
    frame = 15 if deep else 10
    assert [(each.name, each.first, each.last, each.speed) for each in edit.clips] == [("c0", frame, frame, 0), ("c1", 0, 19, None)]
    assert edit.clips[0].effects == ("freeze",)


def test_a_moment_of_an_edit_whose_speed_is_not_known_is_visible():
    lens = Lens(Span(Fraction(5), Fraction(5)), Span(ZERO, Fraction(3)), None)
    assert lens.visible(Span(ZERO, Fraction(9))) == lens.shown
    assert lens.visible(Span(Fraction(5, 2), Fraction(5))) is None
    seen = lens.seen(lens.shown, lens.shown, Retime(Fraction(2)), (ZERO, ZERO))
    assert (seen.shown, seen.speed, seen.record) == (Span(Fraction(5), Fraction(8)), 0, 0)
