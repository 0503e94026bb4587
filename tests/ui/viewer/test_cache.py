"""The cache: bounds, order, what is dropped, failures; never a load in the thread that asks."""

import threading

import numpy as np
import pytest

from uprez.ui.viewer.cache import FrameCache, Want
from uprez.ui.viewer.demand import frames_from, wants

FRAME = 64 * 36 * 8


@pytest.fixture
def cache(qtbot):
    made = []

    def make(frames=100, threads=1):
        made.append(FrameCache(budget=frames * FRAME, threads=threads))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_it_loads_in_its_own_threads_in_the_order_that_is_wanted(qtbot, cache, fake):
    store, pictures = cache(), fake()
    store.want("me", [Want(pictures, number, 0) for number in (4, 5, 3, 6)])
    qtbot.waitUntil(lambda: store.numbers(pictures) == {3, 4, 5, 6})
    assert [number for number, _ in pictures.loads] == [4, 5, 3, 6]
    assert threading.main_thread() not in pictures.threads


def test_what_is_no_longer_wanted_is_not_loaded(qtbot, cache, fake):
    store, pictures = cache(), fake()
    pictures.gate = threading.Event()
    store.want("me", [Want(pictures, number, 0) for number in range(6)])
    qtbot.waitUntil(lambda: len(pictures.loads) == 1)
    store.want("me", [Want(pictures, 9, 0)])
    pictures.gate.set()
    qtbot.waitUntil(lambda: store.has(pictures, 9, 0))
    qtbot.wait(30)
    assert [number for number, _ in pictures.loads] == [0, 9]


def test_bytes_stay_within_the_budget_and_the_least_recently_used_goes(qtbot, cache, fake):
    store, pictures = cache(frames=4), fake()
    store.want("me", [Want(pictures, number, 0) for number in range(10)])
    qtbot.waitUntil(lambda: len(store.numbers(pictures)) == 4)
    qtbot.wait(30)
    assert store.numbers(pictures) == {0, 1, 2, 3}, "no more is loaded than there is room for"
    store.get(pictures, 0, 0)  # used again
    store.want("me", [Want(pictures, 8, 0), Want(pictures, 9, 0)])
    qtbot.waitUntil(lambda: {8, 9} <= store.numbers(pictures))
    assert store.numbers(pictures) == {0, 3, 8, 9}
    assert store.bytes <= store.budget


def test_a_smaller_level_is_made_of_a_larger_one_that_is_here_and_else_asked_for_small(qtbot, cache, fake):
    store, pictures = cache(), fake()
    store.want("me", [Want(pictures, 0, 0), Want(pictures, 0, 1), Want(pictures, 1, 1)])
    qtbot.waitUntil(lambda: all(store.get(pictures, number, 1) for number in (0, 1)))
    assert pictures.loads == [(0, None), (1, 32)]
    first, second = (store.get(pictures, number, 1).pixels for number in (0, 1))
    assert first.shape == second.shape == (18, 32, 4)
    assert np.abs(first[..., :2] - second[..., :2]).max() < 1e-3, "both lie on the same place"


def test_a_source_that_only_gives_whole_frames_is_halved_here(qtbot, cache, fake):
    store = cache()
    pictures = fake(pixels=np.ones((36, 64, 3), np.float16))
    store.want("me", [Want(pictures, 0, 2)])
    qtbot.waitUntil(lambda: store.get(pictures, 0, 2) is not None)
    assert store.get(pictures, 0, 2).pixels.shape == (9, 16, 4)


def test_a_failure_is_told_once_and_tried_again_when_asked(qtbot, cache, fake):
    store, pictures = cache(), fake()
    pictures.failing = {2}
    with qtbot.waitSignal(store.failed):
        store.want("me", [Want(pictures, 2, 0), Want(pictures, 3, 0)])
    qtbot.waitUntil(lambda: store.has(pictures, 3, 0))
    assert "ends early" in str(store.error(pictures, 2))
    assert len(pictures.loads) == 2
    pictures.failing.clear()
    store.retry(pictures)
    qtbot.waitUntil(lambda: store.has(pictures, 2, 0))
    assert store.error(pictures, 2) is None


def test_two_viewers_fill_at_the_same_pace(qtbot, cache, fake):
    store, one, other = cache(), fake(), fake()
    one.gate = other.gate = threading.Event()
    store.want("one", [Want(one, number, 0) for number in range(3)])
    store.want("other", [Want(other, number, 0) for number in range(3)])
    one.gate.set()
    qtbot.waitUntil(lambda: len(store.numbers(one)) == len(store.numbers(other)) == 3)
    assert len(one.loads) == len(other.loads) == 3


@pytest.mark.parametrize(
    ("direction", "loop", "expected"),
    [
        (1, False, [4, 5, 6, 7, 3, 8, 9, 2]),
        (-1, False, [4, 3, 2, 1, 5, 0, 6, 7]),
        (0, False, [4, 5, 3, 6, 2, 7, 1, 8]),
        (1, True, [4, 5, 6, 7, 3, 8, 9, 0]),
    ],
)
def test_frames_ahead_come_first(direction, loop, expected):
    order = list(frames_from(4, 0, 9, direction=direction, loop=loop))
    assert order[:8] == expected
    assert sorted(order) == list(range(10))


def test_the_other_picture_comes_after_the_one_that_is_shown(fake):
    a, b = fake(frames=2), fake(frames=2)
    found = wants([(a, 1)], [(b, 0)], 0, reach=(0, 1), direction=0, loop=True, full=True)
    assert [(want.pictures is a, want.number, want.level) for want in found] == [
        (True, 0, 1), (False, 0, 0), (True, 0, 0), (True, 1, 1), (False, 1, 0),
    ]  # fmt: skip
