import numpy as np

from uprez.training.dice import dice, turn


def test_chance_belongs_to_its_place():
    assert np.array_equal(dice(3, "noise", 5).random(4), dice(3, "noise", 5).random(4))
    others = [dice(4, "noise", 5), dice(3, "noise", 6), dice(3, "low", 5)]
    assert all(not np.array_equal(dice(3, "noise", 5).random(4), other.random(4)) for other in others)


def test_every_round_has_each_thing_once_in_another_order():
    rounds = [[turn(1, 7 * number + index, 7) for index in range(7)] for number in range(5)]
    assert all(sorted(each) == list(range(7)) for each in rounds)
    assert len({tuple(each) for each in rounds}) > 1
