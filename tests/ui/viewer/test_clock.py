"""Time: which frame is due, what is dropped, what is seen."""

from fractions import Fraction

import pytest

from uprez.ui.viewer.clock import Clock, Meter, passed


class Watch:
    now = 100.0

    def __call__(self):
        return self.now


def test_frames_are_due_at_the_clips_rate_both_ways():
    watch = Watch()
    clock = Clock(watch)
    clock.start(10, Fraction(24000, 1001))
    watch.now += 1001 / 1000
    assert clock.due() == 34
    clock.start(10, Fraction(-48))
    watch.now += 0.5
    assert clock.due() == -14


@pytest.mark.parametrize(
    ("frame", "due", "loop", "expected"),
    [
        (3, 6, False, [4, 5, 6]),
        (8, 12, False, [9]),
        (8, 12, True, [9, 0, 1, 2]),
        (1, -2, True, [0, 9, 8]),
        (0, 1000, True, [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]),
    ],
)
def test_frames_on_the_way(frame, due, loop, expected):
    found = list(passed(frame, due, 0, 9, loop=loop))
    assert len(found) == len(expected)
    if due != 1000:
        assert found == expected


def test_the_rate_is_that_of_the_frames_that_were_seen():
    watch = Watch()
    meter = Meter(watch)
    assert meter.rate is None
    for _ in range(10):
        watch.now += 0.1
        meter.saw()
    assert meter.rate == pytest.approx(10)
