import numpy as np
import pytest

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.training.codec import CODECS, coded
from uprez.training.degradation import Degrader
from uprez.training.dice import dice
from uprez.training.kernels import Kernel


def _clip(frames: int = 6, height: int = 48, width: int = 64) -> np.ndarray:
    """A texture that pans."""
    wide = np.kron(dice(0, "texture").random((3, height // 4, width)), np.ones((1, 4, 4)))
    return np.stack([wide[:, :, number : number + width] for number in range(frames)]).astype(np.float32)


def _off(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sqrt(((one - other) ** 2).mean()))


@pytest.mark.parametrize("form", ["gauss", "generalised", "plateau", "sinc"])
def test_kernels_keep_flat_areas(form):
    taps = Kernel(form, 13, (2.0, 0.7), 0.4, 1.3, np.pi / 2).taps()
    assert taps.shape == (13, 13)
    assert abs(float(taps.sum()) - 1) < 1e-5
    assert np.allclose(taps, taps[::-1, ::-1], atol=1e-6), "not symmetric about its middle: it would move the picture"


def test_a_wide_kernel_points_along_its_angle():
    taps = Kernel("gauss", 21, (4.0, 0.8), 0.0).taps()
    assert taps[10, 15] > 20 * taps[15, 10]


@pytest.mark.parametrize("codec", CODECS)
def test_a_codec_takes_more_with_fewer_bits_and_is_the_same_each_time(codec):
    grey = np.pad(_clip(5, 32, 46), ((0, 0), (0, 0), (0, 1), (0, 1)), mode="edge").mean(1, keepdims=True)
    clip = (grey + 0.03 * dice(0, "grain").standard_normal(grey.shape)).repeat(3, axis=1).astype(np.float32)
    fine, coarse = coded(clip, codec, 2.0), coded(clip, codec, 0.05)
    assert fine.shape == clip.shape
    assert _off(coarse, clip) > 1.1 * _off(fine, clip) > 0
    assert np.array_equal(coarse, coded(clip, codec, 0.05))


def test_an_encoder_that_is_not_there_is_named():
    with pytest.raises(ResourceError, match="noencoder"):
        coded(_clip(2), "noencoder", 1.0)


def test_a_clip_is_degraded_alike_by_one_chance_and_otherwise_by_another():
    clip, size = _clip(), Size(32, 24)
    made = [Degrader(dice(1, "low", number), twice=True)(clip, size) for number in (0, 0, 1)]
    assert made[0].shape == (6, 3, 24, 32)
    assert made[0].dtype == np.float32
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])
    assert made[0].min() >= 0
    assert made[0].max() <= 1


def test_the_harsh_end_takes_more_than_the_mild():
    clip, size = _clip(), Size(64, 48)
    off = [
        np.median([_off(Degrader(dice(1, "low", number), (part, part))(clip, size), clip) for number in range(3)]) for part in (0.0, 1.0)
    ]
    assert off[1] > 1.5 * off[0]


def test_numbers_drift_within_their_part_of_the_range():
    walk = Degrader(dice(2, "walk"), (0.5, 1.0))._drifting(200, 10.0, 30.0)
    steps = np.abs(np.diff(walk))
    assert walk.min() >= 20
    assert walk.max() <= 30
    assert 0 < steps.max() <= 0.06 * 20 + 1e-9
    assert np.ptp(walk) > 2
