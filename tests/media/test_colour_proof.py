from __future__ import annotations

import numpy as np
import pytest

from uprez.core.colour import ColourTag, Primaries, Transfer
from uprez.media.colour.proof import colour_proof, delta_e2000

SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
"""Pairs of the test data of Sharma, Wu and Dalal, 2005."""


@pytest.mark.parametrize(("first", "second", "expected"), SHARMA)
def test_ciede2000_gives_the_published_values(first, second, expected):
    one, two = np.array(first, float), np.array(second, float)
    assert float(delta_e2000(one, two)) == pytest.approx(expected, abs=5e-5)
    assert float(delta_e2000(two, one)) == pytest.approx(expected, abs=5e-5)


TAGS = [
    ColourTag(Primaries.BT709, Transfer.BT709),
    ColourTag(transfer=Transfer.LINEAR),
    ColourTag(Primaries.BT2020, Transfer.PQ),
    ColourTag(space="ACEScg"),
]


@pytest.mark.parametrize("tag", TAGS)
def test_detail_does_not_count_and_a_colour_cast_does(tag):
    random = np.random.default_rng(0)
    base = random.uniform(0.2, 0.6, (3, 9, 16)).astype(np.float32).repeat(40, 1).repeat(40, 2)
    same = colour_proof(base, base, tag)
    cast = base * np.array([1.1, 1, 1], np.float32).reshape(3, 1, 1)
    assert (same.mean, same.largest) == (0, 0)
    checker = np.indices(base.shape[1:]).sum(0) % 2 * 0.02 - 0.01
    assert colour_proof(base + checker.astype(np.float32), base, tag).mean < 0.2
    assert colour_proof(cast, base, tag).mean > 1


def test_sizes_may_differ():
    base = np.random.default_rng(1).random((3, 9, 16), np.float32).repeat(16, 1).repeat(16, 2)
    proof = colour_proof(base.repeat(4, 1).repeat(4, 2), base, TAGS[0])
    assert proof.largest < 1e-3


def test_a_white_that_is_not_white_any_more_is_seen():
    white = np.ones((3, 64, 64), np.float32)
    grey = white * 0.99611  # what FFmpeg's legacy scaler makes of white
    proof = colour_proof(grey, white, TAGS[0])
    assert proof.mean == pytest.approx(0.20, abs=0.1)
    assert proof.mean == pytest.approx(proof.largest, rel=1e-6)
