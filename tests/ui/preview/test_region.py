from hypothesis import given
from hypothesis import strategies as st

from uprez.ui.preview.region import PRESETS, frames_around, inside, matching, placed

SIDE = st.integers(1, 5000)


def test_the_default_is_in_the_middle_and_turns_with_the_clip():
    assert placed(PRESETS[1], 640, 360) == (160, 90, 320, 180)
    assert placed(PRESETS[1], 360, 640) == (90, 160, 180, 320)
    assert placed(PRESETS[3], 640, 360) == (0, 0, 640, 360)


def test_a_drawn_size_matches_no_preset():
    assert matching((5, 5, 320, 180), 640, 360) is PRESETS[1]
    assert matching((5, 5, 321, 180), 640, 360) is None


@given(SIDE, SIDE, st.tuples(*[st.integers(-6000, 6000)] * 2, SIDE, SIDE))
def test_a_region_lies_in_the_picture(width, height, region):
    x, y, wide, high = inside(region, width, height)
    assert x >= 0 and y >= 0 and x + wide <= width and y + high <= height and wide > 0 and high > 0


@given(st.integers(0, 500), st.integers(1, 48), st.integers(0, 100), st.integers(0, 100))
def test_frames_stay_in_the_clip_and_are_as_many_as_can_be(playhead, count, first, more):
    last = first + more
    begin, end = frames_around(playhead, count, first, last)
    assert first <= begin <= end <= last and end - begin + 1 == min(count, more + 1)
    if first <= playhead <= last:
        assert begin <= playhead <= end
