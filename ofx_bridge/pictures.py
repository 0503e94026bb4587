"""Pictures in slots as the engine knows them, and back: planes, halves, alpha.

A slot holds R, G, B and perhaps A, each a tight plane, top row first.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels
from uprez.ofx_bridge.ask import Ask
from uprez.ofx_bridge.messages import Sample
from uprez.ofx_bridge.slots import Slot

_HALF_MAX = 65504.0
_FAST_HALVES = int(cv2.__version__.partition(".")[0]) >= 5
"""OpenCV adds halves since its version 5: a UHD RGBA picture to floats in 30 ms and back in 20 ms, NumPy takes 65 and 180."""
_LARGE = 1 << 20
"""Samples from which two threads are faster than one: 9 ms for a UHD RGBA picture of floats, and 14 ms."""

Planes = NDArray[Any]
"""(C, H, W) float16 or float32, in a slot."""


def source_planes(ask: Ask, position: int) -> Planes:
    """Frame `position` of the window, in its slot; not to be written to."""
    said = ask.said
    planes = _planes(ask.slots[position], said.sample, said.channels, said.height, said.width)
    planes.flags.writeable = False
    return planes


def result_planes(ask: Ask) -> Planes:
    """Where the result goes."""
    said = ask.said
    return _planes(ask.out, said.sample, said.channels, said.out_height, said.out_width)


def constant(plane: Pixels) -> float | None:
    """The value of a plane that has only one; None for others, and where that is no number."""
    first = float(plane.flat[0])
    flat = all(bool((part == plane.flat[0]).all()) for part in (plane[:1], plane))  # one row tells most pictures
    return first if flat and abs(first) <= _HALF_MAX else None


def to_floats(planes: Planes, hands: ThreadPoolExecutor) -> Pixels:
    """Samples as float32; floats are given as they are, in place."""
    if planes.dtype == np.float32:
        return planes
    floats = np.empty(planes.shape, np.float32)
    _in_two(planes.reshape(-1), floats.reshape(-1), hands)
    return floats


def write(pixels: Pixels, out: Planes, hands: ThreadPoolExecutor) -> None:
    """Write float32 samples to a place of the same shape; halves end at ±65504."""
    if out.dtype == np.float16:
        pixels = np.ascontiguousarray(pixels)
        if cv2.norm(pixels.reshape(1, -1), cv2.NORM_INF) > _HALF_MAX:
            pixels = np.clip(pixels, -_HALF_MAX, _HALF_MAX)
    if pixels.flags.c_contiguous:
        _in_two(pixels.reshape(-1), out.reshape(-1), hands)
    else:
        np.copyto(out, pixels)


def _in_two(source: Planes, out: Planes, hands: ThreadPoolExecutor) -> None:
    """Copy a row of samples, the second half by another thread."""
    middle = len(source) // 2 if len(source) > _LARGE else len(source)
    rest = hands.submit(_copy, source[middle:], out[middle:])
    _copy(source[:middle], out[:middle])
    rest.result()


def _copy(source: Planes, out: Planes) -> None:
    if source.dtype == out.dtype or not _FAST_HALVES or not len(source):
        np.copyto(out, source, casting="same_kind")
    else:
        depth = cv2.CV_32F if out.dtype == np.float32 else cv2.CV_16F
        cv2.add(source[None], 0.0, dst=out[None], dtype=depth)  # pyright: ignore[reportArgumentType, reportCallIssue]


def _planes(slot: Slot, sample: int, channels: int, height: int, width: int) -> Planes:
    kind = np.float16 if sample == Sample.HALF else np.float32
    return np.frombuffer(slot.memory, kind, channels * height * width).reshape(channels, height, width)
