import numpy as np

from uprez.training.augment import GREY, transformed
from uprez.training.dice import dice


def _picture(height: int, width: int) -> np.ndarray:
    made = dice(0, "picture").random((4, height, width)).astype(np.float32)
    made[3] = 1
    return made


def test_without_strength_a_picture_of_the_size_stays():
    picture = _picture(24, 40)
    assert np.abs(transformed(picture, (24, 40), 0, dice(0, "a")) - picture[:3]).max() < 1e-5


def test_another_shape_is_fitted_whole_and_grey_fills():
    white = np.ones((4, 20, 40), np.float32)
    made = transformed(white, (40, 40), 0, dice(0, "a"))
    assert made.shape == (3, 40, 40)
    assert np.allclose(made[:, 12:28], 1, atol=1e-5)
    assert np.allclose(made[:, :8], GREY, atol=1e-5)
    assert np.allclose(made[:, 32:], GREY, atol=1e-5)


def test_a_cut_out_stands_on_grey():
    picture = _picture(16, 16)
    picture[3] = 0
    assert np.allclose(transformed(picture, (16, 16), 1.0, dice(0, "a")), GREY, atol=1e-6)


def test_each_chance_moves_it_otherwise_and_keeps_its_colour():
    red = np.zeros((4, 32, 32), np.float32)
    red[0], red[3] = 0.8, 1
    made = [transformed(red, (32, 32), 1.0, dice(0, "a", number)) for number in range(8)]
    assert len({each.tobytes() for each in made}) == 8
    for each in made:
        middle = each[:, 16, 16]
        assert middle[0] > 0.6
        assert abs(middle[1] - middle[2]) < 1e-5, "hue has changed"
        assert middle[1] < 0.15
        assert each.min() >= 0
        assert each.max() <= 1


def test_what_shrinks_does_not_alias():
    stripes = np.ones((4, 128, 128), np.float32)
    stripes[:3, :, ::2] = 0
    assert abs(transformed(stripes, (16, 16), 0, dice(0, "a"))[:, 4:12, 4:12] - 0.5).max() < 0.05
