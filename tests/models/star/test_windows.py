"""Windows over any number of frames: the release's, and balanced ones."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.models.star.golden import table
from uprez.models.star.windows import OVERLAP, Windows


def test_the_releases_windows():
    listed = table("windows")
    assert len(listed) > 60
    for name, expected in listed.items():
        frames, length = map(int, name.split("_"))
        assert [[span.start, span.stop] for span in Windows.release(frames, length).spans] == expected


def test_the_releases_cut():
    """First window [0, n + O // 2 - O), middle ones from O // 2 to there, the last from O // 2: the authors' rule."""
    for frames, length in ((10, 4), (9, 4), (72, 32), (41, 32), (73, 32), (57, 48), (101, 48), (13, 5)):
        windows = Windows.release(frames, length)
        if len(windows.spans) == 1:
            continue
        overlap = windows.spans[0].stop - windows.spans[1].start
        for index, (span, weights) in enumerate(zip(windows.spans, windows.weights, strict=True)):
            first = overlap // 2 if index else 0
            last = len(span) if span is windows.spans[-1] else len(span) + overlap // 2 - overlap
            assert weights == tuple(float(first <= place < last) for place in range(len(span)))


@pytest.mark.parametrize("kind", [Windows.release, Windows.balanced], ids=["release", "balanced"])
def test_every_frame_is_made_and_weights_sum_to_one(kind):
    for frames in range(1, 101):
        windows = kind(frames)
        assert len(windows) == frames
        total = np.zeros(frames)
        for span, weights in zip(windows.spans, windows.weights, strict=True):
            assert len(span) == len(weights)
            assert min(weights) >= 0
            total[span.start : span.stop] += weights
        np.testing.assert_allclose(total, 1, atol=1e-6)
        clip = np.random.default_rng(frames).standard_normal((1, 4, frames, 2, 3)).astype(np.float32)
        np.testing.assert_allclose(windows.join(windows.cut(clip), clip), clip, atol=1e-6)


def test_the_releases_frames_come_from_one_window_each():
    for frames in range(1, 101):
        windows = Windows.release(frames)
        parts = [np.full((1, 4, len(span), 1, 1), float(index)) for index, span in enumerate(windows.spans)]
        made = windows.join(parts, np.zeros((1, 4, frames, 1, 1)))[0, 0, :, 0, 0]
        assert set(made) == set(range(len(parts)))
        assert all(left <= right for left, right in pairwise(made))


def test_balanced_windows_are_even_and_no_longer_than_asked():
    for frames in range(1, 301):
        spans = Windows.balanced(frames).spans
        assert len({len(span) for span in spans}) == 1
        assert len(spans[0]) <= 32
        assert all(left.stop - right.start >= OVERLAP for left, right in pairwise(spans))
        assert sum(map(len, spans)) <= 1.45 * frames


def test_72_frames_take_90_where_the_release_takes_104():
    assert [sum(map(len, windows.spans)) for windows in (Windows.release(72), Windows.balanced(72))] == [104, 90]


def test_balanced_windows_fade():
    (_, left), (_, right) = zip(Windows.balanced(40).spans, Windows.balanced(40).weights, strict=True)
    assert all(before > after for before, after in pairwise(left[16:]))
    assert all(before < after for before, after in pairwise(right[:8]))


@pytest.mark.parametrize(("frames", "length", "overlap"), [(0, 32, 8), (5, 4, 4), (5, 4, -1)])
def test_impossible_windows_are_refused(frames, length, overlap):
    with pytest.raises(ValueError, match="no windows"):
        Windows.balanced(frames, length, overlap)


def test_torch_and_numpy_join_alike():
    import torch

    windows = Windows.balanced(40)
    clip = np.random.default_rng(0).standard_normal((1, 4, 40, 2, 2)).astype(np.float32)
    joined = windows.join(windows.cut(torch.from_numpy(clip)), torch.from_numpy(clip))
    np.testing.assert_allclose(joined.numpy(), windows.join(windows.cut(clip), clip), atol=1e-6)
