"""What lies in a folder of StableVSR's, told without loading anything."""

from __future__ import annotations

from pathlib import Path

NAME = "stablevsr"
"""The catalogue's name of the published checkpoint."""
NETWORKS = ("unet", "controlnet", "vae")
"""Folders of a checkpoint's networks, in the hub's layout; `controlnet` is the TCM."""
MANIFEST = "stablevsr.json"
"""The file that describes an export to ONNX."""


def is_checkpoint(folder: Path) -> bool:
    """True for a folder that holds at least the networks' configurations, whatever its name."""
    return all((folder / name / "config.json").is_file() for name in NETWORKS)


def is_exported(folder: Path) -> bool:
    """True for a folder that an export made."""
    return (folder / MANIFEST).is_file()


def is_stablevsr(model: str) -> bool:
    """True for the catalogue's name, and for a folder that holds a checkpoint or an export, whatever its name."""
    folder = Path(model).expanduser()
    return model == NAME or is_checkpoint(folder) or is_exported(folder)
