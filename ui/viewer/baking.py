"""A slow colour transform as a table with three sides, for pictures that move.

ACES output transforms cost OpenColorIO 450 ns a pixel, 3.7 s a 4K frame; the table costs 8 ns. Values go through a
curve first that spreads them evenly: the inverse hyperbolic sine for light, a straight line for what is encoded already.
Measured on ACEScg through ACES 2.0 (docs/viewer.md): 0.1 % of values are off by more than one code value of 255.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uprez.ui.viewer.config import ocio

_SIDE = 65
"""Entries along each side: 33 gives errors of 6 code values, 97 is as fast but takes 0.5 s to make."""
_LIGHT = (-0.05, 128.0, 0.02)
"""Least and greatest light in the table (7 stops over 1, all white there), and where the curve turns from straight to logarithmic."""
_ENCODED = (-0.25, 1.5)
_PARTS = 16

Values = NDArray[np.float32]


def baked(exact: Any, *, light: bool, gain: float, pool: Executor) -> Any:
    """A processor for float16 RGBA to uint8 RGBA, or to float32, that stands in for `exact`.

    `exact` is a CPU processor from float32 to float32, `light` says that its input is proportional to light, `gain` by how
    much it multiplies light: the table covers the same light after it. Gives OpenColorIO's `Processor`.
    """
    module = ocio()
    curve, nodes = _light_curve(gain) if light else _straight_curve()
    cube = np.stack(np.meshgrid(nodes, nodes, nodes, indexing="ij"), axis=-1).astype(np.float32).reshape(-1, 3)
    list(pool.map(exact.applyRGB, np.array_split(cube, _PARTS)))  # views: changed in place
    halfs = np.arange(65536, dtype=np.uint16).view(np.float16).astype(np.float64)
    spread = np.clip(curve(np.nan_to_num(halfs, nan=0.0, posinf=65504.0, neginf=-65504.0)), 0, 1).astype(np.float32)
    shaper = module.Lut1DTransform(length=65536, inputHalfDomain=True)
    shaper.setData(np.repeat(spread, 3))
    table = module.Lut3DTransform(gridSize=_SIDE)
    table.setInterpolation(module.INTERP_TETRAHEDRAL)
    table.setData(cube.ravel())
    # A configuration of its own: OpenColorIO's cache of processors takes two tables for one when their limits are equal.
    return module.Config.CreateRaw().getProcessor(module.GroupTransform([shaper, table]))


def _light_curve(gain: float) -> tuple[Callable[[NDArray[np.float64]], NDArray[np.float64]], NDArray[np.float64]]:
    """The curve from light to 0 … 1, and the light at the table's entries."""
    low, high, turn = (value / gain for value in _LIGHT)
    start, end = np.arcsinh(low / turn), np.arcsinh(high / turn)

    def curve(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return (np.arcsinh(values / turn) - start) / (end - start)

    return curve, np.sinh(np.linspace(start, end, _SIDE)) * turn


def _straight_curve() -> tuple[Callable[[NDArray[np.float64]], NDArray[np.float64]], NDArray[np.float64]]:
    low, high = _ENCODED

    def curve(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return (values - low) / (high - low)

    return curve, np.linspace(low, high, _SIDE)
