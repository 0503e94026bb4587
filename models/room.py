"""The memory that a run may plan with, of that which is free."""

from __future__ import annotations

from collections.abc import Callable

_SHARE, _SPARE = 0.9, 300 << 20
"""Of the free memory: what may be planned with, once the second is left free; a device needs some for itself."""


def room(memory: int) -> int:
    """Bytes that a run may plan with, of those that are free."""
    return int(max(0, memory - _SPARE) * _SHARE)


def usable(device: str, weights: int) -> Callable[[int], int]:
    """Gives the bytes that a run may use on a device, `cpu`, `cuda:0` …, of those free on the machine; those of its `weights`, which it
    has loaded, are already included."""

    def of(free: int) -> int:
        if not device.startswith("cuda"):
            return free + weights
        import torch

        return torch.cuda.mem_get_info(device)[0] + torch.cuda.memory_reserved(device)

    return of
