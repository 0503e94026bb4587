"""Give a result the low frequencies of its source: its light and its colours, none of its detail.

Networks, above all generative ones, shift colours and brightness over wide areas. Both pictures are
blurred to a coarse grid by the same Gaussian (the result first averaged over the source's pixels, as
a sensor would), and their smooth difference is added to the result. What is finer than a few source
pixels is not touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from uprez.core.frame import Pixels
from uprez.models import taps

SIGMA = 8.0
"""Width of the Gaussian in source pixels: waves of 42 source pixels are matched by half, of 100 by 0.88, of 15 by 0.01."""

_COARSE_BLOCK = 8
_FINE_BLOCK = 32


def match_low_frequencies(output: Pixels, source: Pixels, *, sigma: float = SIGMA) -> Pixels:
    """Bring the low frequencies of `output` (3, sH, sW) to those of `source` (3, H, W), **in place**; gives `output`.

    Both float32 in model space, finite, of any sizes (each axis by its own factor). Constant offsets
    and gradients are corrected exactly, up to the edges; a result whose mean over each source pixel
    is that pixel does not change. `sigma` is in source pixels.
    """
    height, width = source.shape[1:]
    down = _axis(output.shape[1], height, sigma)
    across = _axis(output.shape[2], width, sigma)
    tall, wide = down.coarse, across.coarse
    rows = np.empty((tall, max(width, output.shape[2])), np.float32)
    want, have = np.empty((tall, wide), np.float32), np.empty((tall, wide), np.float32)
    spread = np.empty((tall, output.shape[2]), np.float32)
    strip = np.empty((_FINE_BLOCK, output.shape[2]), np.float32)
    for result, original in zip(output, source, strict=True):
        taps.apply_columns(across.source, taps.apply_rows(down.source, original, rows[:, :width]), want)
        taps.apply_columns(across.output, taps.apply_rows(down.output, result, rows[:, : result.shape[1]]), have)
        np.subtract(want, have, out=want)
        taps.apply_columns(across.back, want, spread)
        _add_rows(down.back, spread, strip, result)
    return output


@dataclass(frozen=True, slots=True)
class _Axis:
    """What happens along one axis."""

    coarse: int
    """Points of the coarse grid."""
    source: taps.Banded
    """Source to coarse grid."""
    output: taps.Banded
    """Output, averaged over source pixels, to coarse grid."""
    back: taps.Banded
    """Coarse grid to output."""


@lru_cache(maxsize=16)
def _axis(output: int, source: int, sigma: float) -> _Axis:
    coarse = max(min(2, source), -int(-source // max(1.0, sigma)))  # two points carry a gradient
    blur = taps.smooth(source, coarse, sigma)
    to_source = taps.area(output, source) if output >= source else taps.cubic(output, source)
    return _Axis(
        coarse=coarse,
        source=taps.banded(blur, _COARSE_BLOCK),
        output=taps.chained(blur, to_source, _COARSE_BLOCK),
        back=taps.banded(taps.cubic(coarse, output), _FINE_BLOCK),
    )


def _add_rows(blocks: taps.Banded, coarse: Pixels, strip: Pixels, result: Pixels) -> None:
    """Add interpolated rows to `result`, a strip that stays in the processor's cache at a time."""
    for block in blocks:
        part = strip[: block.last - block.first]
        taps.apply_rows((taps.Block(0, len(part), block.low, block.high, block.weights),), coarse, part)
        result[block.first : block.last] += part
