"""Where the segmentation network lies that the user keeps for cutting pictures out."""

from __future__ import annotations

from pathlib import Path

from uprez.models.weights.store import cache_folder


def cutout_folder() -> Path:
    """Where it is looked for: `cutout` in the cache folder."""
    return cache_folder().parent / "cutout"


def kept_network() -> Path | None:
    """The first `.onnx` there by its name; None without one."""
    return min(cutout_folder().glob("*.onnx"), default=None)
