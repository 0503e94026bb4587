import numpy as np
import pytest

from uprez.core.errors import PictureError
from uprez.engine.guard import check_picture

SOURCE = np.random.default_rng(0).random((3, 48, 64), np.float32)
GOOD = SOURCE.repeat(2, axis=1).repeat(2, axis=2)


def check(output, source=SOURCE):
    check_picture(output, source, frame=7, model="test")


def test_a_good_picture_passes():
    check(GOOD)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_bad_sample_is_found(bad):
    output = GOOD.copy()
    output[1, 33, 77] = bad
    with pytest.raises(PictureError, match="frame 7"):
        check(output)


def test_black_is_refused_where_the_source_is_not():
    with pytest.raises(PictureError, match="constant"):
        check(np.zeros_like(GOOD))


def test_one_dead_tile_is_found():
    output = GOOD.copy()
    output[:, 32:64, 64:96] = 0
    with pytest.raises(PictureError):
        check(output)


def test_a_black_source_may_give_black():
    check(np.zeros_like(GOOD), np.zeros_like(SOURCE))


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (7, 9)])
def test_tiny_pictures_are_judged_whole(shape):
    source = np.random.default_rng(1).random((3, *shape), np.float32)
    check(source.repeat(3, axis=1).repeat(3, axis=2), source)
