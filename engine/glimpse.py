"""A few frames of a clip, for what is decided by looking at it before the work begins."""

from __future__ import annotations

import numpy as np

from uprez.core.frame import Pixels
from uprez.core.time import FrameRange
from uprez.media.colour.space import clean, model_space
from uprez.media.reader import ClipReader

FRAMES = 5
"""Spread over the range, so that one odd shot does not decide."""


def glimpse(reader: ClipReader, frames: FrameRange) -> Pixels:
    """A few of `frames`, (T, 3, H, W) float32 in model space, 0 to 1; what lies outside is clipped.

    Raises:
        InputError: they cannot be decoded.
    """
    space = model_space(reader.info.tag, is_float=reader.info.is_float)
    numbers = sorted({frames.first + (2 * index + 1) * len(frames) // (2 * FRAMES) for index in range(FRAMES)})
    return np.stack([space.forward(clean(frame.rgb)[0]).clip(0, 1) for number in numbers for frame in reader.frames(number, number)])
