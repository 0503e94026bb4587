import numpy as np
import pytest

from uprez.core.frame import Size
from uprez.core.job import Recipe
from uprez.core.plan import Shot
from uprez.models.classic import Identity, Lanczos
from uprez.models.resample import resample

SHOT = Shot(index=0, first=0, last=3)


def frames(count=2):
    return (np.random.default_rng(0).random((count, 3, 9, 14)) * 3 - 1).astype(np.float32)


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
def test_lanczos_is_one_pass_of_the_resampler(scale):
    model = Lanczos(scale)
    stream = model.open(SHOT, Recipe())
    got = stream.push(frames())
    np.testing.assert_array_equal(got, resample(frames(), Size(14 * scale, 9 * scale)))
    assert stream.flush().shape == (0, *got.shape[1:])
    assert model.spec.scale == scale and model.spec.faithful


def test_identity_gives_back_every_bit_in_new_memory():
    given = frames()
    got = Identity().open(SHOT, Recipe()).push(given)
    np.testing.assert_array_equal(got, given)
    assert not np.shares_memory(got, given)
    assert Identity().spec.faithful and Identity().spec.scale == 1


def test_a_tile_with_its_halo_comes_out_like_the_picture():
    model, given = Lanczos(2), np.random.default_rng(0).random((1, 3, 20, 60)).astype(np.float32)
    whole = model.open(SHOT, Recipe()).push(given)
    halo = model.spec.halo
    part = model.open(SHOT, Recipe()).push(given[..., 20 - halo :])
    np.testing.assert_allclose(part[..., 2 * halo :], whole[..., 40:], atol=1e-6)


def test_no_picture_shrinks_by_name():
    with pytest.raises(ValueError, match="scale by 0"):
        Lanczos(0)
