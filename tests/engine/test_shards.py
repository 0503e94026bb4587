import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.test_record import submitted
from uprez.core.errors import JobError
from uprez.core.plan import Shot
from uprez.engine.number_ranges import numbers, parsed
from uprez.engine.planning import plan_windows
from uprez.engine.shards import redone, shards_of
from uprez.models.contract import Reach, Temporal


def plan_of(temporal, *lengths, window=None):
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    shots = tuple(
        Shot(index=index, first=first, last=first + length - 1) for index, (first, length) in enumerate(zip(starts, lengths, strict=True))
    )
    plan = submitted("out").plan
    assert plan is not None
    return plan.model_copy(update={"shots": shots, "windows": plan_windows(shots, temporal, window)})


def test_windows_are_shards_and_windows_that_hang_on_all_before_go_with_their_shot():
    assert [len(shard.windows) for shard in shards_of(plan_of(Temporal(), 50, 10, window=24))] == [1, 1, 1, 1]
    assert [len(shard.windows) for shard in shards_of(plan_of(Temporal(Reach.PAST), 50, 10, window=24))] == [3, 1]
    assert [len(shard.windows) for shard in shards_of(plan_of(Temporal(Reach.SHOT), 50, 10))] == [1, 1]


@settings(max_examples=25)
@given(
    st.sampled_from(
        [Temporal(radius=2), Temporal(Reach.WINDOW, length=9, overlap=3), Temporal(Reach.PAST, radius=1), Temporal(Reach.SHOT)]
    ),
    st.lists(st.integers(1, 60), min_size=1, max_size=4),
)
def test_shards_hold_every_window_once_in_order_and_read_no_frame_of_another_shot(temporal, lengths):
    plan = plan_of(temporal, *lengths, window=7)
    shards = shards_of(plan)
    assert [window for shard in shards for window in shard.windows] == list(plan.windows)
    assert [shard.index for shard in shards] == list(range(len(shards)))
    for shard in shards:
        shot = plan.shots[shard.windows[0].shot]
        assert shot.first <= shard.reads.first <= shard.frames.first <= shard.frames.last <= shard.reads.last <= shot.last


def test_what_is_made_twice_falls_with_the_shards_a_run_takes():
    shards = shards_of(plan_of(Temporal(Reach.WINDOW, length=32, overlap=8), 24 * 40 + 8))
    shares = [redone(shards, together) for together in (1, 2, 4, 8)]
    assert shares == sorted(shares, reverse=True) and shares[0] > 0.9 and shares[3] < 0.2
    assert redone(shards, len(shards)) == 0
    assert redone(shards_of(plan_of(Temporal(), 100, window=10)), 1) == 0


@settings(max_examples=25)
@given(st.sets(st.integers(0, 60)))
def test_numbers_are_read_as_they_are_written(chosen):
    if chosen:
        assert parsed(numbers(chosen)) == sorted(chosen)


def test_every_farms_ranges_are_read():
    assert parsed("0-3, 7,9-9") == [0, 1, 2, 3, 7, 9]
    assert parsed("0-10:5") == parsed("0-10x5") == [0, 5, 10]
    assert numbers([3, 1, 2, 9]) == "1-3,9"
    for wrong in ("", "a", "3-", "-3", "1--2", "1-3:0", "3-1", "0-99999999999"):
        with pytest.raises(JobError):
            parsed(wrong)
