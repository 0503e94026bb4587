"""Chroma at luma resolution and back, sited anywhere.

Up is linear interpolation. Down, where coarse samples sit on fine ones, is its dual: the low-pass pair of the 5/3
wavelet (Le Gall and Tabatabai 1988), so that chroma which only goes up and down again comes back to the code. Between
fine samples the dual would peak, and a tent is used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels


@dataclass(frozen=True, slots=True)
class Phase:
    """How every `step`-th sample of a fine axis comes from a coarse one padded by one sample at each end."""

    first: int
    """Padded coarse sample on the left of the first fine sample."""
    right: float
    """Weight of the coarse sample after it; the rest is on the left one."""


@cache
def phases(step: int, position: float) -> tuple[Phase, ...]:
    """The phases of linear interpolation by `step`, the coarse samples sitting at `position` of a group (0 first, 1 last)."""
    offset = position * (step - 1)
    found: list[Phase] = []
    for fine in range(step):
        place = (fine - offset) / step
        left = math.floor(place)
        found.append(Phase(left + 1, place - left))
    return tuple(found)


@cache
def taps(step: int, position: float) -> tuple[tuple[int, float], ...]:
    """Offsets and weights that take `step` fine samples to the coarse one sitting at `position` of the group."""
    centre = position * (step - 1)
    if step == 2 and centre == round(centre):
        return tuple((round(centre) + offset, weight / 8) for offset, weight in zip(range(-2, 3), (-1, 2, 6, 2, -1), strict=True))
    offsets = range(math.ceil(centre - step), math.floor(centre + step) + 1)
    weights = [(offset, (1 - abs(offset - centre) / step) / step) for offset in offsets]
    return tuple((offset, weight) for offset, weight in weights if weight > 0)


def mix(left: Pixels, right: Pixels, phase: Phase, out: Pixels) -> Pixels:
    """Weighted sum of two arrays of equal shape into `out`; rows may be strided, samples of a row not."""
    if phase.right == 0:
        np.copyto(out, left)
    elif phase.right == 1:
        np.copyto(out, right)
    else:
        cv2.addWeighted(left, 1 - phase.right, right, phase.right, 0, dst=out)
    return out


def widen(padded: Pixels, plan: tuple[Phase, ...], out: Pixels, work: Pixels) -> None:
    """Interpolate along rows: (h, w+2) padded to `out` (h, up to w·step) without gaps; `work` is (step, h or more, w)."""
    step, (height, width) = len(plan), out.shape
    fine: list[Pixels] = []
    for phase, room in zip(plan, work, strict=True):
        count = -(-(width - len(fine)) // step)
        left = padded[:, phase.first : phase.first + count]
        right = padded[:, phase.first + 1 : phase.first + 1 + count]
        fine.append(left if phase.right == 0 else mix(left, right, phase, room[:height, :count]))
    if step == 2 and width % 2 == 0:
        cv2.merge(fine, dst=out.reshape(height, width // 2, 2))  # twice as fast as strided copies
        return
    for index, samples in enumerate(fine):
        np.copyto(out[:, index::step], samples)


def heighten(padded: Pixels, plan: tuple[Phase, ...], out: Pixels) -> None:
    """Interpolate along columns: (h+2, w) padded to `out` (up to h·step, w)."""
    step, height = len(plan), out.shape[0]
    for fine, phase in enumerate(plan):
        count = -(-(height - fine) // step)
        if count > 0:
            mix(padded[phase.first : phase.first + count], padded[phase.first + 1 : phase.first + 1 + count], phase, out[fine::step])


def pad_ends(rows: Pixels) -> None:
    """Repeat the second sample of each row into the first, and the last but one into the last."""
    rows[:, 0] = rows[:, 1]
    rows[:, -1] = rows[:, -2]


def narrow(padded: NDArray[Any], position: float, even: NDArray[Any], odd: NDArray[Any], width: int) -> list[tuple[NDArray[Any], float]]:
    """Halve along rows: the (h, width) pieces whose weighted sum is the result.

    `padded` (h, 2n) begins two samples early; `even` and `odd` (h, n) are filled and must outlive the pieces.
    """
    cv2.split(padded.reshape(padded.shape[0], -1, 2), [even, odd])
    return [((odd if offset % 2 else even)[:, (offset + 2) // 2 :][:, :width], weight) for offset, weight in taps(2, position)]


def shorten(padded: NDArray[Any], position: float, height: int) -> list[tuple[NDArray[Any], float]]:
    """Halve along columns: the (height, w) pieces; `padded` begins two rows early and ends at least two late."""
    return [(padded[offset + 2 :: 2][:height], weight) for offset, weight in taps(2, position)]


def weighted_sum(pieces: list[tuple[NDArray[Any], float]], out: NDArray[Any], work: NDArray[Any], zero: float = 0) -> None:
    """The sum of three or more weighted float arrays, plus `zero`, into `out`; integers are rounded half to even and saturate."""
    (first, a), (second, b), *middle, (last, c) = pieces
    cv2.addWeighted(first, a, second, b, zero, dst=work)
    for piece, weight in middle:
        cv2.scaleAdd(piece, weight, work, dst=work)
    cv2.addWeighted(last, c, work, 1, 0, dst=out, dtype=_DEPTHS[out.dtype.char])


_DEPTHS = {"B": cv2.CV_8U, "H": cv2.CV_16U, "f": cv2.CV_32F, "d": cv2.CV_64F}
"""OpenCV's names of sample types."""
