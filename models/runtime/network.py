"""What a loaded network is to the rest of uprez, whatever runs it."""

from __future__ import annotations

import os
from typing import Literal, Protocol

import psutil

from uprez.core.frame import Pixels

Precision = Literal["fp32", "fp16", "bf16"]
"""Arithmetic inside a network; its ends are float32 always."""


class Network(Protocol):
    """A network that is loaded and ready."""

    @property
    def runtime(self) -> str:
        """Runtime, device and precision in words: `onnxruntime cpu fp32`."""
        ...

    def __call__(self, x: Pixels) -> Pixels:
        """Apply the network to (N, 3, H, W) float32, nominally 0 to 1.

        Gives (N, 3, scale*H, scale*W) float32, not clamped. The same input gives the same bits.

        Raises:
            ResourceError: out of memory.
            ModelError: the runtime refuses the input.
        """
        ...


def cores() -> int:
    """Physical processor cores that this process may use."""
    physical = psutil.cpu_count(logical=False) or os.cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return max(1, min(physical, len(os.sched_getaffinity(0))))
    return physical
