"""What lies in a folder of a base model, told without loading anything.

transformer/ vae/ text_encoder/ tokenizer/   in diffusers' layout; scheduler/ is read for one number if it is there
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

NAME = "wan-vace"
"""The catalogue's name of the usual base model."""
Kind = Literal["vace", "video"]
"""`vace` is told source, mask and reference pictures (arXiv 2503.07598); `video` is plain text-to-video, which starts from the source."""
CLASSES: dict[str, Kind] = {"WanVACETransformer3DModel": "vace", "WanTransformer3DModel": "video"}
"""diffusers' names of the transformers."""
SHIFT = 3.0
"""Of a schedule, where a folder does not say; the hub's repositories at 480p have this."""


def kind_of(folder: Path) -> Kind | None:
    """The kind of base model in a folder; None where none is known."""
    return CLASSES.get(str(_read(folder / "transformer" / "config.json").get("_class_name")))


def shift_of(folder: Path) -> float:
    """How much more of the steps are taken where noise is strong, as the folder's scheduler says."""
    told = _read(folder / "scheduler" / "scheduler_config.json")
    shift = told.get("flow_shift", told.get("shift", SHIFT))
    return float(shift) if isinstance(shift, (int, float)) and shift > 0 else SHIFT


def has_second(folder: Path) -> bool:
    """True where another transformer takes over when little noise is left, as in Wan 2.2's larger models."""
    return (folder / "transformer_2" / "config.json").is_file()


def is_edit(model: str) -> bool:
    """True for the catalogue's name, and for a folder of one of the kinds, whatever its name."""
    return model == NAME or kind_of(Path(model).expanduser()) is not None


def _read(path: Path) -> dict[str, Any]:
    try:
        config: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return config if isinstance(config, dict) else {}
