import threading
import time

import pytest

from uprez.engine.threads import Prefetch


def test_items_come_in_order():
    with Prefetch(iter(range(50)), depth=3, name="test") as items:
        assert list(items) == list(range(50))


def test_it_runs_ahead_by_depth_only():
    made = []

    def numbers():
        for number in range(100):
            made.append(number)
            yield number

    with Prefetch(numbers(), depth=3, name="test") as items:
        next(items)
        time.sleep(0.2)
        assert len(made) <= 6


def test_an_error_reaches_the_taker_after_the_good_items():
    def failing():
        yield 1
        raise KeyError("late")

    with Prefetch(failing(), depth=2, name="test") as items:
        assert next(items) == 1
        with pytest.raises(KeyError, match="late"):
            next(items)


def test_leaving_early_ends_the_thread():
    before = threading.active_count()
    with Prefetch(iter(range(10**9)), depth=2, name="test") as items:
        next(items)
    assert threading.active_count() == before
