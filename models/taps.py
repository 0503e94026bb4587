"""Linear resampling along one axis, as banded matrices that run at the speed of matrix products.

Every operation here is a weighted sum: output i is the sum of weights[i, j] * input[index[i, j]].
`banded` cuts such sums into small dense blocks, which `apply_rows` and `apply_columns` hand to the
processor's matrix product. Weights are made in float64, so that every phase of every ratio is right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uprez.core.frame import Pixels


@dataclass(frozen=True, slots=True)
class Taps:
    """Which inputs each output is made of."""

    index: NDArray[np.intp]
    """(outputs, taps) positions of inputs; one may occur twice."""
    weights: NDArray[np.float64]
    """(outputs, taps); the weights of an output sum to one."""


@dataclass(frozen=True, slots=True)
class Block:
    """A few neighbouring outputs, and all inputs that they are made of."""

    first: int
    """First output."""
    last: int
    """First output after the block."""
    low: int
    """First input."""
    high: int
    """First input after the block's."""
    weights: Pixels
    """(outputs, inputs)."""


Banded = tuple[Block, ...]

_PRODUCT = 1 << 18
"""Multiplications in one product. Above this OpenBLAS shares it among threads, and rounds as their number falls out."""


def centres(length: int, outputs: int) -> NDArray[np.float64]:
    """Where the centres of `outputs` equal cells lie among `length` pixels, in pixels from the first pixel's centre."""
    return (np.arange(outputs, dtype=np.float64) + 0.5) * (length / outputs) - 0.5


def lanczos(length: int, outputs: int, *, lobes: int = 3) -> Taps:
    """Lanczos-windowed sinc (Duchon, "Lanczos Filtering in One and Two Dimensions", 1979), widened when it shrinks a
    picture, so that nothing folds back. Beyond the edges the edge pixel goes on."""
    stretch = max(1.0, length / outputs)
    distance, index = _around(centres(length, outputs), lobes * stretch)
    x = distance / stretch
    weights = np.where(np.abs(x) < lobes, np.sinc(x) * np.sinc(x / lobes), 0.0)
    return Taps(np.clip(index, 0, length - 1), weights / weights.sum(axis=1, keepdims=True))


def area(length: int, outputs: int) -> Taps:
    """Mean over each output's cell, pixels that it cuts weighted by the part inside. Exact on constants, and on
    gradients where it shrinks."""
    position, half = centres(length, outputs), length / outputs / 2
    distance, index = _around(position, half + 0.5)
    inside = np.minimum(distance + 0.5, half) - np.maximum(distance - 0.5, -half)
    weights = np.where((index >= 0) & (index < length), np.maximum(inside, 0.0), 0.0)
    return _straightened(index, weights, position, length)


def smooth(length: int, outputs: int, sigma: float) -> Taps:
    """Gaussian of `sigma` pixels around each output's centre. Exact on constants and gradients up to the very edge, where
    it becomes a local linear regression (Fan, "Design-adaptive Nonparametric Regression", 1992)."""
    position = centres(length, outputs)
    distance, index = _around(position, 4 * sigma)
    inside = (index >= 0) & (index < length)
    weights = np.where(inside, np.exp(-0.5 * (distance / sigma) ** 2), 0.0)
    return _straightened(index, weights, position, length)


def cubic(length: int, outputs: int) -> Taps:
    """Catmull-Rom interpolation; the line through the last two pixels goes on beyond an edge. Exact on gradients."""
    distance, index = _around(centres(length, outputs), 2.0)
    x = np.abs(distance)
    near, far = (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2
    weights = np.where(x < 1, near, np.where(x < 2, far, 0.0))
    inner = np.clip(index, 0, length - 1)
    beyond = np.abs(index - inner)
    mirrored = np.clip(np.where(index < inner, 1, length - 2), 0, length - 1)
    return Taps(
        np.concatenate([inner, np.where(beyond > 0, mirrored, inner)], axis=1),
        np.concatenate([weights * (1 + beyond), -weights * beyond], axis=1),
    )


def banded(taps: Taps, rows: int) -> Banded:
    """Cut the sums into blocks of `rows` outputs."""
    return tuple(Block(first, last, low, high, dense.astype(np.float32)) for first, last, low, high, dense in _dense_blocks(taps, rows))


def chained(outer: Taps, inner: Taps, rows: int) -> Banded:
    """The two sums one after the other, `inner` first, as one."""
    blocks: list[Block] = []
    for first, last, low, high, dense in _dense_blocks(outer, rows):
        part = Taps(inner.index[low:high], inner.weights[low:high])
        ((_, _, start, stop, second),) = _dense_blocks(part, high - low)
        blocks.append(Block(first, last, start, stop, (dense @ second).astype(np.float32)))
    return tuple(blocks)


def apply_rows(blocks: Banded, picture: Pixels, out: Pixels) -> Pixels:
    """Make the rows of `out` (outputs, W) from the rows of `picture` (inputs, W), all finite; gives `out`."""
    width = picture.shape[1]
    for block in blocks:
        inputs, results = picture[block.low : block.high], out[block.first : block.last]
        step = _product_length(block, width)
        even = width - width % step
        if even:
            np.matmul(block.weights, _slices(inputs[:, :even], step), out=_slices(results[:, :even], step))
        if even < width:
            np.matmul(block.weights, inputs[:, even:], out=results[:, even:])
    return out


def apply_columns(blocks: Banded, picture: Pixels, out: Pixels) -> Pixels:
    """Make the columns of `out` (H, outputs) from the columns of `picture` (H, inputs), all finite; gives `out`."""
    height = picture.shape[0]
    for block in blocks:
        inputs, results, weights = picture[:, block.low : block.high], out[:, block.first : block.last], block.weights.T
        step = _product_length(block, height)
        even = height - height % step
        if even:
            np.matmul(_strips(inputs[:even], step), weights, out=_strips(results[:even], step))
        if even < height:
            np.matmul(inputs[even:], weights, out=results[even:])
    return out


def _product_length(block: Block, length: int) -> int:
    """How much of a picture's other axis one product takes: small products keep to one thread and to one result."""
    return max(1, min(length, _PRODUCT // block.weights.size))


def _slices(picture: Pixels, width: int) -> Pixels:
    """(H, W) seen as (W / width, H, width)."""
    return picture.reshape(picture.shape[0], -1, width).transpose(1, 0, 2)


def _strips(picture: Pixels, height: int) -> Pixels:
    """(H, W) seen as (H / height, height, W)."""
    return picture.reshape(-1, height, picture.shape[1])


def _around(position: NDArray[np.float64], reach: float) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Distances to, and positions of, all whole numbers within `reach` of each position (and one more)."""
    index = np.floor(position - reach).astype(np.intp)[:, None] + np.arange(int(np.ceil(2 * reach)) + 2)
    return index - position[:, None], index


def _straightened(index: NDArray[np.intp], weights: NDArray[np.float64], position: NDArray[np.float64], length: int) -> Taps:
    """Normalise weights and tilt them, so that their mean position is the output's and gradients come out exact."""
    weights = weights / weights.sum(axis=1, keepdims=True)
    index = np.clip(index, 0, length - 1)
    mean = (weights * index).sum(axis=1, keepdims=True)
    spread = (weights * (index - mean) ** 2).sum(axis=1, keepdims=True)
    tilt = np.divide(position[:, None] - mean, spread, out=np.zeros_like(mean), where=spread > 1e-12)
    return Taps(index, weights * (1 + tilt * (index - mean)))


def _dense_blocks(taps: Taps, rows: int) -> list[tuple[int, int, int, int, NDArray[np.float64]]]:
    blocks: list[tuple[int, int, int, int, NDArray[np.float64]]] = []
    for first in range(0, len(taps.index), rows):
        index, weights = taps.index[first : first + rows], taps.weights[first : first + rows]
        low, high = int(index.min()), int(index.max()) + 1
        dense = np.zeros((len(index), high - low))
        np.add.at(dense, (np.arange(len(index))[:, None], index - low), weights)
        blocks.append((first, first + len(index), low, high, dense))
    return blocks
