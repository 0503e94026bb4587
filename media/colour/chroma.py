"""Chroma at luma resolution and back: linear interpolation and its adjoint, a tent, sited anywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
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


def phases(step: int, position: float) -> tuple[Phase, ...]:
    """The phases of linear interpolation by `step`, the coarse samples sitting at `position` of a group (0 first, 1 last)."""
    offset = position * (step - 1)
    found: list[Phase] = []
    for fine in range(step):
        place = (fine - offset) / step
        left = math.floor(place)
        found.append(Phase(left + 1, place - left))
    return tuple(found)


def taps(step: int, position: float) -> tuple[tuple[int, float], ...]:
    """Offsets and weights of the tent that takes `step` fine samples to the coarse one sitting at `position` of the group."""
    centre = position * (step - 1)
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
    """Interpolate along rows: (h, w+2) padded to `out` (h, up to w·step); `work` is (h, w) or more."""
    step, width = len(plan), out.shape[1]
    for fine, phase in enumerate(plan):
        count = -(-(width - fine) // step)
        if count <= 0:
            continue
        left = padded[:, phase.first : phase.first + count]
        if phase.right == 0:
            np.copyto(out[:, fine::step], left)
            continue
        right = padded[:, phase.first + 1 : phase.first + 1 + count]
        np.copyto(out[:, fine::step], mix(left, right, phase, work[: out.shape[0], :count]))


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


def narrow(padded: NDArray[Any], position: float, odd: NDArray[Any], even: NDArray[Any], out: NDArray[Any]) -> NDArray[Any]:
    """Halve along rows through a tent: `padded` (h, 2n) begins one sample early; `odd`, `even` (h, n) are work; `out` is (h, n−1)."""
    cv2.split(padded.reshape(padded.shape[0], -1, 2), [odd, even])
    width = out.shape[1]
    pieces = [((odd if offset % 2 else even)[:, (offset + 1) // 2 :][:, :width], weight) for offset, weight in taps(2, position)]
    return _weighted(pieces, out)


def shorten(padded: NDArray[Any], position: float, out: NDArray[Any]) -> NDArray[Any]:
    """Halve along columns through a tent: `padded` begins one row early and ends at least two rows late."""
    height = out.shape[0]
    return _weighted([(padded[offset + 1 :: 2][:height], weight) for offset, weight in taps(2, position)], out)


def _weighted(pieces: list[tuple[NDArray[Any], float]], out: NDArray[Any]) -> NDArray[Any]:
    """The weighted sum of three or four arrays into `out`."""
    (first, a), (second, b), (third, c), *rest = pieces
    cv2.addWeighted(first, a, second, b, 0, dst=out)
    cv2.scaleAdd(third, c, out, dst=out)
    for piece, weight in rest:
        cv2.scaleAdd(piece, weight, out, dst=out)
    return out
