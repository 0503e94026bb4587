"""How much memory there is, and what fits into it."""

from __future__ import annotations

import ctypes
import sys

import psutil

from uprez.core.errors import ResourceError
from uprez.core.frame import Size
from uprez.models.contract import Fitted, ModelSpec

SHARE = 0.6
"""Share of the free memory that a plan may use; the rest is for decoder, encoder and everybody else."""
FLOAT = 4
"""Bytes of a float32 sample."""
FRAMES_IN_FLIGHT = 8
"""Output frames between the model and the disk at the worst moment: queued, finishing, encoding."""


def free_bytes() -> int:
    """Memory that can be had now without swapping."""
    return int(psutil.virtual_memory().available)


def fit_memory(asked: int | None, size: Size, target: Size, spec: ModelSpec, free: int) -> Fitted:
    """The side of a tile, as `asked` or the largest that fits, and the plan in words if the model has its own.

    Raises:
        ResourceError: see `plan_tile_side`.
    """
    if spec.fit is not None:
        return spec.fit(size, asked, max(0, free - _frames_bytes(size, target, spec)))
    side = asked or plan_tile_side(size, target, spec, free)
    area = size.area if side is None else min(side, size.width) * min(side, size.height)
    return Fitted(side, bytes=area * spec.bytes_per_pixel)


def plan_tile_side(size: Size, target: Size, spec: ModelSpec, free: int) -> int | None:
    """Side of the largest tile whose work fits into `free` bytes; None when the whole picture fits.

    Raises:
        ResourceError: not even the smallest tile fits beside the frames in flight.
    """
    if spec.fit is not None:
        return fit_memory(None, size, target, spec, free).side
    frames = _frames_bytes(size, target, spec)
    room = free * SHARE - frames
    if size.area * spec.bytes_per_pixel <= room:
        return None
    side = int((max(room, 0) / max(spec.bytes_per_pixel, 1)) ** 0.5) // 32 * 32
    if side < spec.least_tile:
        raise ResourceError(
            f"{gibibytes(free)} of free memory is too little for {size} pictures at {target}.",
            why=f"The frames on their way to disk alone need {gibibytes(frames)}.",
            fix="Close other programs, or choose a smaller --scale or --size.",
        )
    return side


def _frames_bytes(size: Size, target: Size, spec: ModelSpec) -> int:
    """What the output frames in flight take."""
    return FRAMES_IN_FLIGHT * 3 * FLOAT * max(target.area, size.area * spec.scale**2)


def gibibytes(count: float) -> str:
    """Bytes for people: `3.4 GiB`."""
    return f"{count / 2**30:.1f} GiB"


def keep_freed_memory() -> None:
    """Let glibc keep freed frames for the next ones.

    A 2160p float frame is 100 MB; glibc would map and unmap it every time, and its page faults
    would cost as much as a third of the encoder. Does nothing on other C libraries.
    """
    if not sys.platform.startswith("linux"):
        return
    trim_threshold, mmap_max, arena_max = -1, -4, -8
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return
    mallopt(mmap_max, 0)
    mallopt(trim_threshold, 2**31 - 1)
    mallopt(arena_max, 1)
