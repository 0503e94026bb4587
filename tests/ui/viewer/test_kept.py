"""Images that were made are found again, within the budget, and never written over while they may be seen."""

import numpy as np
from PySide6.QtGui import QImage

from uprez.ui.viewer.kept import Kept, Layer
from uprez.ui.viewer.modes import Mode


def _layer(codes):
    return Layer(QImage(), codes, (0.0, 0.0, 1.0, 1.0))


def test_the_oldest_go_and_their_memory_is_used_again():
    kept = Kept(6 * 4 * 100)
    layers = [_layer(np.zeros((10, 10, 4), np.uint8)) for _ in range(8)]
    for number, layer in enumerate(layers):
        kept.put(number, layer)
        kept.get(0)
    assert [number for number in range(8) if kept.get(number)] == [0, 3, 4, 5, 6, 7]
    assert kept.memory(10, 10) is layers[2].codes
    assert kept.memory(5, 10).shape == (5, 10, 4)


def test_four_stay_whatever_the_budget_and_are_not_written_again():
    kept = Kept(0)
    layers = [_layer(np.zeros((10, 10, 4), np.uint8)) for _ in range(6)]
    for number, layer in enumerate(layers):
        kept.put(number, layer)
    kept.forget()
    assert all(kept.get(number) is None for number in range(6))
    spare = [kept.memory(10, 10) for _ in range(4)]
    assert not any(codes is layer.codes for codes in spare for layer in layers[2:])


def test_flipping_back_shows_the_image_that_was_made(state, open_viewer, settled, fake):
    viewer = open_viewer(fake(), fake())
    images = []
    for mode in (Mode.A, Mode.B, Mode.A, Mode.B):
        state.set_mode(mode)
        settled(viewer)
        images.append(viewer.shown.layers[mode])
    assert images[0] is images[2]
    assert images[1] is images[3]
