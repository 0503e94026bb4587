"""Clip items of Final Cut Pro 7 XML whose time runs by a graph: read, given a part of their media, read again."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.timeline.edits import touched
from tests.timeline.writing import take
from uprez.timeline.read import read_edit
from uprez.timeline.write_back import switch, write_back

RATE = 25
LENGTH = 400


def xmeml(folder, keys, first, last, *, filters=1):
    keyframes = "".join(f"<keyframe><when>{when}</when><value>{value}</value></keyframe>" for when, value in keys)
    graph = f"<parameter><parameterid>graphdict</parameterid>{keyframes}</parameter>"
    speed = f"<filter><effect><name>Time Remap</name><effectid>timeremap</effectid>{graph}</effect></filter>" * filters
    rate = f"<rate><timebase>{RATE}</timebase><ntsc>FALSE</ntsc></rate>"
    file = (
        f"<file id='f'><name>A.mov</name><pathurl>{(folder / 'A.mov').as_uri()}</pathurl>{rate}<duration>{LENGTH}</duration>"
        f"<timecode>{rate}<frame>1000</frame><displayformat>NDF</displayformat></timecode></file>"
    )
    item = (
        f"<clipitem id='c'><name>c</name><duration>{LENGTH}</duration>{rate}<start>7</start><end>{7 + last - first}</end>"
        f"<in>{first}</in><out>{last}</out>{file}{speed}</clipitem>"
    )
    path = folder / "cut.xml"
    path.write_text(
        f'<?xml version="1.0"?><xmeml version="4"><sequence><name>s</name>{rate}<media><video><track>{item}</track></video></media>'
        "</sequence></xmeml>"
    )
    touched(folder, "A.mov")
    return path


def same(after, before):
    """The same frames at the same place; a graph that is held at its end counts as varying, and then one frame more is touched."""
    assert (after.record, after.record_length) == (before.record, before.record_length)
    assert after.start + Fraction(after.first, RATE) == before.start + Fraction(before.first, RATE)
    more = (after.last - after.first) - (before.last - before.first)
    assert more == 0 or (more == 1 and before.speed is not None and after.speed is None)


@pytest.mark.parametrize(
    ("keys", "first", "last"),
    [
        ([(0, 0), (50, 100), (90, 110), (400, 400)], 50, 90),  # as Final Cut writes it: keys where the clip is cut
        ([(0, 60), (20, 80), (60, 120), (100, 160)], 20, 60),
        ([(0, 300), (150, 150), (200, 100)], 0, 200),  # backwards
        ([(0, 100), (40, 180), (80, 120)], 0, 80),
    ],
)
def test_a_part_of_the_media_is_enough(tmp_path, keys, first, last):
    edit, target = xmeml(tmp_path, keys, first, last), tmp_path / "up.xml"
    (before,) = read_edit(edit).clips
    assert before.first > 10 and before.last < LENGTH - 10
    made = take(tmp_path / "A.mov", before.first - 8, before.last + 8, tmp_path / "A_4x.mov", RATE)
    assert not write_back(edit, [made], target)
    (after,) = read_edit(target).clips
    assert after.path == made.path
    same(after, before)
    text = target.read_text()
    assert f"<in>{first}</in><out>{last}</out>" in text and f"<duration>{LENGTH}</duration><rate>" in text
    assert "<value>-" not in text
    switch(target, "original")
    assert read_edit(target).clips == (before,)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 60), st.integers(50, 350)), min_size=2, max_size=5), st.integers(0, 40), st.integers(2, 80))
def test_whatever_the_graph_the_same_frames_are_shown(tmp_path_factory, steps, first, length):
    folder = tmp_path_factory.mktemp("graph")
    keys, at = [], 0
    for more, value in steps:
        keys.append((at, value))
        at += more
    assume(first < keys[-1][0])
    edit = xmeml(folder, keys, first, first + length)
    (before,) = read_edit(edit).clips
    assume(before.first is not None and before.first > 5 and before.last < LENGTH - 5)
    made = take(folder / "A.mov", before.first - 5, before.last + 5, folder / "A_4x.mov", RATE)
    notes = write_back(edit, [made], folder / "up.xml")
    (after,) = read_edit(folder / "up.xml").clips
    if notes:
        assert "only to a take of all its media" in notes[0] and after == before
    else:
        same(after, before)
        assert after.path == made.path


def test_a_stretch_that_needs_more_than_the_take_has_keeps_its_media(tmp_path):
    edit = xmeml(tmp_path, [(0, 0), (200, 200)], 50, 90)  # no key where the clip is cut: its values would have to bend
    notes = write_back(edit, [take(tmp_path / "A.mov", 40, 120, tmp_path / "A_4x.mov", RATE)], tmp_path / "up.xml")
    assert notes[0] == "'c' changes speed in a way that this format can carry over only to a take of all its media; it keeps its media."


def test_two_graphs_say_nothing(tmp_path):
    edit = xmeml(tmp_path, [(0, 60), (100, 160)], 20, 60, filters=2)
    notes = write_back(edit, [take(tmp_path / "A.mov", 20, 390, tmp_path / "A_4x.mov", RATE)], tmp_path / "up.xml")
    assert any("it keeps its media" in note for note in notes)
