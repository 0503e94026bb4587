"""Frames in one file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from uprez.core.errors import OutputError
from uprez.models.star import frame_file


def test_frames_in_a_file(tmp_path: Path):
    file = frame_file.FrameFile(tmp_path / "frames", (2, 3))
    frames = np.arange(30, dtype=np.float32).reshape(5, 2, 3)
    assert file.frames == 0
    file.write(2, frames[2:])
    file.write(0, frames[:2])
    np.testing.assert_array_equal(file.read(1, 4), frames[1:4])
    assert file.frames == 5
    for wrong in (frames.reshape(5, 3, 2), frames[0], frames.reshape(5, 6)):
        with pytest.raises(ValueError, match="do not belong"):
            file.write(0, wrong)
    np.testing.assert_array_equal(file.read(0, 5), frames)
    with pytest.raises(OutputError, match="too early"):
        file.read(4, 6)
    with pytest.raises(OutputError, match="cannot be written"):
        frame_file.FrameFile(tmp_path / "none" / "frames", (2, 3)).write(0, frames)
