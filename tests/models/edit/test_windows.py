"""Windows go on where the one before stops: sizes that the VAE takes, every frame made, shares that sum to one."""

from __future__ import annotations

import pytest

from uprez.models.edit.windows import Windows


@pytest.mark.parametrize("length", [5, 8, 13, 21, 77, 81])
def test_every_shot_is_covered(length):
    for frames in (*range(1, 120), 983, 1847):
        windows = Windows.over(frames, length)
        most = 1 + (length - 1) // 4 * 4
        assert all(len(span) % 4 == 1 and len(span) <= most for span in windows.spans)
        assert windows.spans[0].start == 0 and frames <= windows.spans[-1].stop < frames + 4
        assert windows.shared % 4 == 1 or len(windows) == 1
        for one, other in zip(windows.spans, windows.spans[1:], strict=False):
            assert one.stop - other.start == windows.shared < len(other)
            assert other.start % 4 == 0  # latents of two windows are of the same frames
    for frame in range(frames):
        assert sum(share for _, share in windows.holding(frame)) == pytest.approx(1)


def test_windows_are_few_and_even():
    assert [(span.start, span.stop) for span in Windows.over(81).spans] == [(0, 81)]
    assert [(span.start, span.stop) for span in Windows.over(120).spans] == [(0, 69), (52, 121)]
    assert Windows.over(120).shared == 17


def test_a_window_fades_into_the_next():
    windows = Windows.over(120)
    assert [index for index, _ in windows.holding(51)] == [0] and [index for index, _ in windows.holding(69)] == [1]
    shares = [dict(windows.holding(frame))[1] for frame in range(52, 69)]
    assert shares == pytest.approx([(index + 1) / 18 for index in range(17)])


def test_a_window_that_cannot_go_on_is_refused():
    with pytest.raises(ValueError, match="two latents"):
        Windows.over(9, 4)
