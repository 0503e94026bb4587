"""Where STAR's files lie, told without loading anything.

A checkpoint is a folder like this, whatever its name; `uprez models fetch star` makes one:

    I2VGen-XL-based/light_deg.pt    or .safetensors, or in the folder itself
    I2VGen-XL-based/heavy_deg.pt    both, or one of them
    vae/                            config.json and one .safetensors: the temporal-decoder VAE of Stable Video Diffusion
    text_encoder/, tokenizer/       OpenCLIP ViT-H, 23 or 24 layers, in transformers' layout

UNet and ControlNet lie in one file, which is told by its content. One with `heavy` in its name is for strongly degraded
footage. A file of one's own beside other folders takes these from the fetched checkpoint.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from uprez.models.star.exported import is_exported
from uprez.models.weights.store import cache_folder

Kind = Literal["light", "heavy"]
"""What footage weights were made for: lightly or strongly degraded."""
NAME = "star"
"""The catalogue's name of both; which one is decided by looking at the footage."""
KINDS: tuple[Kind, ...] = get_args(Kind)
NAMES: Mapping[str, Kind] = {f"{NAME}-{kind}": kind for kind in KINDS}
"""The catalogue's names of each."""
HUB = "I2VGen-XL-based"
"""The folder of the hub repository that the weights lie in."""

_MARK = b"VideoControlNet.input_hint_block"
"""Part of a tensor's name that no other network has."""
_MOST = 1 << 24
"""Bytes of a file's list of tensors, at most; the release's takes 300 kB."""
_SUFFIXES = (".safetensors", ".pt", ".pth", ".ckpt")


@dataclass(frozen=True, slots=True)
class Found:
    """A checkpoint on disk."""

    networks: Mapping[Kind, Path]
    """UNet and ControlNet, by what footage they are for; one of no told kind stands as light."""
    vae: Path
    """Folder."""
    text: Path
    """Folder that holds `text_encoder` and `tokenizer`."""


def is_star(model: str) -> bool:
    """True for the catalogue's names, and for a file or a folder that holds STAR's weights or an export, whatever its name."""
    if model == NAME or model in NAMES:
        return True
    path = Path(model).expanduser()
    return holds_star(path) if path.is_file() else is_exported(path) or bool(networks_in(path))


def networks_in(folder: Path) -> dict[Kind, Path]:
    """STAR's weights in a folder, by what footage they are for; of two files alike, the one that loads faster."""
    found: dict[Kind, Path] = {}
    for place in (folder, folder / HUB):
        for suffix in _SUFFIXES:
            for path in sorted(place.glob(f"*{suffix}")):
                if _kind(path) not in found and holds_star(path):
                    found[_kind(path)] = path
    return found


def found(path: Path) -> Found:
    """The checkpoint at a path, a file or a folder; what does not lie beside the weights is taken from the fetched checkpoint."""
    path = path.expanduser()
    networks: dict[Kind, Path] = {_kind(path): path} if path.is_file() else networks_in(path)
    near = (path.parent, path.parent.parent) if path.is_file() else (path,)
    places = (*near, cache_folder() / NAME)
    vae = next((place for place in places if (place / "vae" / "config.json").is_file()), near[0])
    text = next((place for place in places if (place / "text_encoder" / "config.json").is_file()), near[0])
    return Found(networks, vae / "vae", text)


def holds_star(path: Path) -> bool:
    """True for a file that lists STAR's tensors; nothing of it is loaded."""
    try:
        with path.open("rb") as file:
            start = file.read(9)
            if start[8:] == b"{":
                return _MARK in file.read(min(int.from_bytes(start[:8], "little"), _MOST))
            if start[:2] != b"PK":
                return start[:1] == b"\x80" and _MARK in file.read(_MOST)
        with zipfile.ZipFile(path) as archive:
            listed = next((name for name in archive.namelist() if name.endswith("/data.pkl")), None)
            return listed is not None and _MARK in archive.open(listed).read(_MOST)
    except (OSError, zipfile.BadZipFile):
        return False


def _kind(path: Path) -> Kind:
    return "heavy" if "heavy" in path.stem.lower() else "light"
