import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.models import Blurring, Recurrent, doubled
from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.engine.tiled import Tiled, plan_tiles

SHOT = Shot(index=0, first=0, last=9)


def run(model, frames):
    stream = model.open(SHOT, Recipe())
    return np.stack([*stream.push(frames), *stream.flush()])


@settings(max_examples=25, deadline=None)
@given(width=st.integers(1, 90), height=st.integers(1, 90), side=st.integers(1, 60), halo=st.integers(0, 6))
def test_tiles_cover_every_pixel_and_their_weights_sum_to_one(width, height, side, halo):
    model = Blurring(halo=halo)
    tiles = plan_tiles(Size(width, height), side, model.spec)
    ones = np.ones((1, 3, height, width), np.float32)
    whole = run(Tiled(model, tiles), ones)
    assert whole.shape == (1, 3, 2 * height, 2 * width)
    np.testing.assert_allclose(whole, 1, atol=2e-6)


def test_tiles_equal_the_whole_picture_when_the_halo_is_honest():
    model = Blurring(halo=2)
    frames = np.random.default_rng(1).random((2, 3, 70, 95), np.float32)
    tiles = plan_tiles(Size(95, 70), 32, model.spec)
    assert len(tiles) > 4
    np.testing.assert_allclose(run(Tiled(model, tiles), frames), run(model, frames), atol=1e-6)


def test_a_halo_that_is_too_small_shows():
    model = Blurring(halo=0)
    frames = np.random.default_rng(1).random((1, 3, 70, 95), np.float32)
    tiles = plan_tiles(Size(95, 70), 32, model.spec)
    assert np.abs(run(Tiled(model, tiles), frames) - run(model, frames)).max() > 1e-3


def test_one_tile_pads_to_the_multiple_and_crops():
    class Fours(Blurring):
        def __init__(self):
            super().__init__()
            from dataclasses import replace

            self.spec = replace(self.spec, multiple=4)

        def open(self, *given):
            inner = super().open(*given)
            push = inner.push

            def checked(frames):
                assert frames.shape[2] % 4 == 0 and frames.shape[3] % 4 == 0
                return push(frames)

            inner.push = checked
            return inner

    frames = np.random.default_rng(2).random((1, 3, 1, 7), np.float32)
    model = Fours()
    assert run(Tiled(model, plan_tiles(Size(7, 1), None, model.spec)), frames).shape == (1, 3, 2, 14)


def test_the_state_of_every_tile_is_kept():
    frames = np.random.default_rng(3).random((6, 3, 40, 40), np.float32)
    model = Recurrent()
    tiled = Tiled(model, plan_tiles(Size(40, 40), 20, model.spec))
    whole = run(tiled, frames)
    first = tiled.open(SHOT, Recipe())
    head = first.push(frames[:3])
    tail = tiled.open(SHOT, Recipe(), first.state()).push(frames[3:])
    np.testing.assert_array_equal(np.concatenate([head, tail]), whole)
    np.testing.assert_allclose(whole[0], doubled(frames[:1])[0], atol=1e-6)
