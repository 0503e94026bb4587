import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.models import InWindows, doubled
from uprez.core.cover import blend_weights, cover
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.engine.planning import plan_windows
from uprez.engine.windowed import Windowed

LENGTH, OVERLAP = 8, 3


def expected(frames):
    """All windows at once, joined by the published weights."""
    spans = cover(len(frames), LENGTH, OVERLAP)
    total = np.zeros_like(doubled(frames))
    for span, weights in zip(spans, blend_weights(spans), strict=True):
        part = frames[span.start : span.stop]
        total[span.start : span.stop] += doubled((part + part.mean(axis=0)) / 2) * weights[:, None, None, None]
    return total


def stream_of(frames, first):
    shot = Shot(index=0, first=first, last=len(frames) - 1)
    stream = Windowed(InWindows(LENGTH, OVERLAP)).open(shot, Recipe())
    outputs = []
    for frame in frames[first:]:
        outputs += list(stream.push(frame[None]))
    return np.stack([*outputs, *stream.flush()])


@settings(max_examples=30, deadline=None)
@given(count=st.integers(1, 40))
def test_a_shot_is_the_weighted_join_of_its_windows(count):
    frames = np.random.default_rng(count).random((count, 3, 2, 3), np.float32)
    np.testing.assert_allclose(stream_of(frames, 0), expected(frames), atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(count=st.integers(1, 40))
def test_any_window_made_from_nothing_has_the_same_bits(count):
    frames = np.random.default_rng(count).random((count, 3, 2, 3), np.float32)
    whole = stream_of(frames, 0)
    shot = Shot(index=0, first=0, last=count - 1)
    for window in plan_windows([shot], InWindows(LENGTH, OVERLAP).spec.temporal, None):
        part = stream_of(frames, window.read_first)
        mine = part[window.first - window.read_first : window.last - window.read_first + 1]
        np.testing.assert_array_equal(mine, whole[window.first : window.last + 1])


def test_frames_come_out_as_soon_as_no_later_window_touches_them():
    frames = np.zeros((20, 3, 2, 2), np.float32)
    stream = Windowed(InWindows(LENGTH, OVERLAP)).open(Shot(index=0, first=0, last=19), Recipe())
    assert len(stream.push(frames[: LENGTH - 1])) == 0
    assert len(stream.push(frames[LENGTH - 1 : LENGTH])) == LENGTH - OVERLAP


def test_a_state_is_refused():
    with pytest.raises(ValueError, match="window"):
        Windowed(InWindows(4, 1)).open(Shot(index=0, first=0, last=3), Recipe(), {})
