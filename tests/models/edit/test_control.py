"""What VACE is told: masks, letterboxed references, two halves of a video."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from uprez.core.frame import Size
from uprez.models.edit.control import changing, control, letterboxed, on_white, packed


@pytest.mark.parametrize("frames", [1, 5, 21, 45, 77, 81])
def test_masks_are_packed_as_in_the_authors_code(frames):
    masks = (np.random.default_rng(frames).random((frames, 16, 24)) > 0.5).astype(np.float32)
    seen = torch.from_numpy(masks).view(frames, 2, 8, 3, 8).permute(2, 4, 0, 1, 3).flatten(0, 1)
    expected = torch.nn.functional.interpolate(seen[None], size=((frames + 3) // 4, 2, 3), mode="nearest-exact")[0]
    np.testing.assert_array_equal(packed(masks), expected)


def test_a_latent_may_change_where_any_of_its_pixels_may():
    masks = np.zeros((9, 16, 24), np.float32)
    masks[7, 9, 17] = 1
    expected = np.zeros((1, 1, 3, 2, 3), np.float32)
    expected[0, 0, 2, 1, 2] = 1
    np.testing.assert_array_equal(changing(masks), expected)


def test_references_stand_whole_and_centred_on_white():
    wide = np.zeros((3, 10, 40), np.float32)
    made = letterboxed(wide, Size(32, 32))
    assert made.shape == (3, 32, 32)
    np.testing.assert_array_equal(made[:, 12:20], 0)
    np.testing.assert_array_equal(made[:, :12], 1)
    np.testing.assert_array_equal(made[:, 20:], 1)
    stripes = np.broadcast_to(np.arange(256) % 2, (3, 128, 256)).astype(np.float32)
    np.testing.assert_allclose(letterboxed(stripes, Size(32, 16)), 0.5, atol=1e-6)  # averaged, not one of both
    assert letterboxed(np.zeros((3, 1, 1000), np.float32), Size(32, 32)).min() == 0  # a hair is not lost


def test_what_is_cut_out_stands_on_white():
    picture, alpha = np.full((3, 2, 2), 0.5, np.float32), np.array([[1, 0], [0.5, 1]], np.float32)
    np.testing.assert_allclose(on_white(picture, alpha)[0], [[0.5, 1], [0.75, 0.5]])
    np.testing.assert_array_equal(on_white(picture * 3, None), np.ones((3, 2, 2), np.float32))


def test_kept_and_changing_parts_are_told_apart_and_references_in_front():
    video = np.arange(1, 6, dtype=np.float32).reshape(5, 1, 1, 1) * np.ones((1, 3, 8, 8), np.float32)
    masks = np.zeros((5, 8, 8), np.float32)
    masks[3:] = 1
    references = [np.full((1, 2, 1, 1), value, np.float32) for value in (7, 8)]

    def encode(pictures):
        """A latent of two channels: the first and the last of its frames."""
        whole = np.concatenate(list(pictures))[:, 0, 0, 0]
        yield np.array([[whole[0], whole[0]], [whole[1], whole[-1]]], np.float32).reshape(2, 2, 1, 1)

    told = control(encode, lambda part: video[part.start : part.stop], masks, references)
    assert told.shape == (1, 4 + 64, 4, 1, 1)
    np.testing.assert_array_equal(told[0, :4, :, 0, 0].T, [[7, 7, 0, 0], [8, 8, 0, 0], [1, 1, 0, 0], [2, 0, 0, 5]])
    np.testing.assert_array_equal(told[0, 4:, :, 0, 0].max(0), [0, 0, 0, 1])
