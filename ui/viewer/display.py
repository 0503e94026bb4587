"""From a clip's own colour to a screen's code values, on the CPU.

Three ways, the cheapest that is right:
* no crosstalk between channels: one table of 65,536 entries, one for every float16 there is. Exact.
* no tone curve: OpenColorIO's own CPU processor. Exact.
* a tone curve (ACES output transforms): a baked table while pictures move, OpenColorIO's processor once they rest.

OpenColorIO gives up Python's lock while it works, and so does numpy: rows are done in several threads.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uprez.ui.viewer import config
from uprez.ui.viewer.baking import baked
from uprez.ui.viewer.pictures import Half

_TAKE_ROWS = 8
"""Rows of a table look-up at once: its indices, 8 bytes each, stay in the processor's cache."""

Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """How pictures are brought to the screen."""

    display: str = ""
    """OpenColorIO's name of the display; empty for `config.default_display`."""
    view: str = ""
    """OpenColorIO's name of the view; empty for what suits the clip's space (`config.default_view`)."""
    exposure: float = 0.0
    """Stops added to the light."""
    gamma: float = 1.0
    """Code values are raised to the power of 1 / gamma after the display transform."""


class Transform:
    """One space through one look. Safe to use from several threads."""

    def __init__(self, space: str, look: Look, pool: Executor) -> None:
        """Make the processors; up to 0.1 s, not for the main thread.

        Raises:
            InputError: the configuration has no such space, display or view.
        """
        module = config.ocio()
        self._half, self._float, self._byte = module.BIT_DEPTH_F16, module.BIT_DEPTH_F32, module.BIT_DEPTH_UINT8
        self.view = look.view or config.default_view(look.display or config.default_display(), space)
        """The view that was taken."""
        processor = _processor(space, look, self.view).getOptimizedProcessor(self._float, self._float, module.OPTIMIZATION_DEFAULT)
        self._codes: Codes | None = None
        self._floats: NDArray[np.float32] | None = None
        self.moving_differs = False
        """True when moving pictures are shown through a table that is not exact."""
        if not processor.hasChannelCrosstalk():
            self._make_tables(processor)
        self._exact = processor
        self._moving = processor
        if self._codes is None and _has_tone_curve(processor):
            self.moving_differs = True
            light = config.encoding(space) == "scene-linear"
            exact = self._cpu(processor, self._float, self._float)
            self._moving = baked(exact, light=light, gain=2.0**look.exposure, pool=pool)
        self._cpus = {
            (exact, depth): self._cpu(self._exact if exact else self._moving, self._half, depth)
            for exact in (True, False)
            for depth in (self._byte, self._float)
            if self._codes is None
        }

    def codes(self, pixels: Half, into: Codes, *, exact: bool) -> None:
        """(h, w, 4) float16 to (h, w, 4) uint8; the fourth value is left to itself."""
        if self._codes is None:
            self._apply(pixels, into, exact, self._byte)
        else:
            _look_up(self._codes, pixels, into)

    def floats(self, pixels: Half, into: NDArray[np.float32], *, exact: bool) -> None:
        """(h, w, 4) float16 to (h, w, 4) float32 as the display gets it: 0 to 1, more where the view allows it."""
        if self._floats is None:
            self._apply(pixels, into, exact, self._float)
        else:
            _look_up(self._floats, pixels, into)

    def _make_tables(self, processor: Any) -> None:
        """Tables for all float16 there are, unless the three channels have different curves."""
        halfs = np.arange(65536, dtype=np.uint16).view(np.float16).astype(np.float32)
        values = np.repeat(np.nan_to_num(halfs, nan=0.0), 3).reshape(-1, 3)
        self._cpu(processor, self._float, self._float).applyRGB(values)
        if (values == values[:, :1]).all():
            self._floats = np.ascontiguousarray(values[:, 0])
            self._codes = (np.clip(np.nan_to_num(self._floats), 0, 1) * 255 + 0.5).astype(np.uint8)

    def _cpu(self, processor: Any, source: Any, target: Any) -> Any:
        return processor.getOptimizedCPUProcessor(source, target, config.ocio().OPTIMIZATION_DEFAULT)

    def _apply(self, pixels: Half, into: NDArray[Any], exact: bool, depth: Any) -> None:
        cpu = self._cpus[exact or not self.moving_differs, depth]
        cpu.apply(_described(pixels, self._half), _described(into, depth))


def _look_up(table: NDArray[Any], pixels: Half, into: NDArray[Any]) -> None:
    bits = pixels.view(np.uint16)
    for top in range(0, len(bits), _TAKE_ROWS):
        np.take(table, bits[top : top + _TAKE_ROWS], out=into[top : top + _TAKE_ROWS], mode="clip")


def _described(pixels: NDArray[Any], depth: Any) -> Any:
    """OpenColorIO's view of an array; by keyword, as its channel order would be taken for a number of channels otherwise."""
    module = config.ocio()
    return module.PackedImageDesc(
        data=pixels,
        width=pixels.shape[1],
        height=pixels.shape[0],
        chanOrder=module.CHANNEL_ORDERING_RGBA,
        bitDepth=depth,
        chanStrideBytes=pixels.itemsize,
        xStrideBytes=pixels.strides[1],
        yStrideBytes=pixels.strides[0],
    )


def _processor(space: str, look: Look, view: str) -> Any:
    """Clip → light × 2^exposure → display and view → code values to the power of 1 / gamma."""
    module, found = config.ocio(), config.current_config()
    steps: list[Any] = []
    source = space
    if look.exposure and not found.getColorSpace(space).isData():
        linear = found.getColorSpace(module.ROLE_SCENE_LINEAR)
        source = linear.getName() if linear is not None else space
        steps.append(module.ColorSpaceTransform(src=space, dst=source))
        steps.append(module.MatrixTransform.Scale([2.0**look.exposure] * 3 + [1.0]))
    steps.append(module.DisplayViewTransform(src=source, display=look.display or config.default_display(), view=view))
    if look.gamma != 1.0:
        power = module.ExponentTransform(value=[1 / look.gamma] * 3 + [1.0])
        power.setNegativeStyle(module.NEGATIVE_CLAMP)
        steps.append(power)
    try:
        return found.getProcessor(module.GroupTransform(steps))
    except module.Exception as error:
        raise config.InputError(
            f"The view '{view}' cannot show '{space}'.", why=f"{error}", fix="Choose another display or view, or correct $OCIO."
        ) from error


def _has_tone_curve(processor: Any) -> bool:
    """True when a step is one that OpenColorIO works out slowly on a CPU."""
    slow = config.ocio().FixedFunctionTransform
    return any(isinstance(step, slow) for step in processor.createGroupTransform())
