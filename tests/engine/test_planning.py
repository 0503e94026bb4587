from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uprez.core.errors import JobError, ResourceError
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.engine.memory import plan_tile_side
from uprez.engine.planning import plan_windows, resolved, target_size, wanted_factor, wants_stabiliser
from uprez.models.contract import ModelSpec, Reach, Temporal

KINDS = st.one_of(
    st.builds(Temporal, radius=st.integers(0, 4)),
    st.builds(lambda radius: Temporal(Reach.PAST, radius=radius), st.integers(0, 3)),
    st.just(Temporal(Reach.SHOT)),
    st.integers(2, 12).flatmap(
        lambda length: st.builds(lambda overlap: Temporal(Reach.WINDOW, length=length, overlap=overlap), st.integers(0, length - 1))
    ),
)


@given(lengths=st.lists(st.integers(1, 60), min_size=1, max_size=4), temporal=KINDS, step=st.none() | st.integers(1, 30))
def test_every_frame_is_written_once_and_no_window_crosses_a_cut(lengths, temporal, step):
    shots, start = [], 5
    for index, length in enumerate(lengths):
        shots.append(Shot(index=index, first=start, last=start + length - 1))
        start += length
    windows = plan_windows(shots, temporal, step)
    assert [frame for window in windows for frame in window.range] == list(range(5, start))
    assert [window.index for window in windows] == list(range(len(windows)))
    for window in windows:
        shot = shots[window.shot]
        assert shot.first <= window.read_first <= window.first <= window.last <= window.read_last <= shot.last


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        (Recipe(), Size(130, 66)),
        (Recipe(scale=1.5), Size(98, 50)),
        (Recipe(scale=0.001), Size(1, 1)),
        (Recipe(size=(3840, 2160)), Size(3840, 2160)),
    ],
)
def test_target_size(recipe, expected):
    assert target_size(recipe, Size(65, 33)) == expected


def test_too_large_a_target_is_refused():
    with pytest.raises(JobError, match="too large"):
        target_size(Recipe(scale=16), Size(8640, 16))


def test_wanted_factor_is_the_larger_side():
    assert wanted_factor(Size(100, 100), Size(150, 300)) == 3


def test_only_per_frame_networks_are_stabilised():
    assert wants_stabiliser(Recipe(stabilise="on"), ModelSpec("a", 2))
    assert not wants_stabiliser(Recipe(stabilise="off"), ModelSpec("a", 2))
    assert not wants_stabiliser(Recipe(), ModelSpec("classic", 2, faithful=True))
    with pytest.raises(JobError, match="stabilised"):
        wants_stabiliser(Recipe(stabilise="on"), ModelSpec("a", 2, Temporal(Reach.PAST)))


def test_the_whole_picture_when_it_fits_smaller_tiles_when_not_and_an_error_when_nothing_fits():
    spec = ModelSpec("a", 2, bytes_per_pixel=4000)
    size, target = Size(1920, 1080), Size(3840, 2160)
    assert plan_tile_side(size, target, spec, 64 * 2**30) is None
    side = plan_tile_side(size, target, spec, 6 * 2**30)
    assert side is not None and side % 32 == 0
    assert side**2 * 4000 < 6 * 2**30
    with pytest.raises(ResourceError, match="free memory"):
        plan_tile_side(size, target, spec, 2**30)


def test_paths_of_a_document_start_at_its_folder():
    assert resolved("clip.mov", Path("/jobs")) == Path("/jobs/clip.mov")
    assert resolved("/clips/clip.mov", Path("/jobs")) == Path("/clips/clip.mov")
