"""What lies in a folder of UniMMVSR's, told without loading anything.

transformer/              in diffusers' layout: a trained UniMMVSR, or a plain Wan2.1-T2V as the start of one
vae/                      Wan's
text_encoder/ tokenizer/  UMT5

An export to ONNX is another folder, with `unimmvsr.json`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

NAME = "unimmvsr"
"""The catalogue's name, for which no weights are published."""
CLASS, BASE_CLASS = "UniMMVSRTransformer3DModel", "WanTransformer3DModel"
"""What a transformer's `config.json` calls itself: trained here, and what it starts from."""
MANIFEST = "unimmvsr.json"
"""The file that describes an export to ONNX."""
State = Literal["trained", "base"]


def state_of(folder: Path) -> State | None:
    """What transformer a folder holds; None for none of these."""
    try:
        config: Any = json.loads((folder / "transformer" / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    named = config.get("_class_name") if isinstance(config, dict) else None
    return "trained" if named == CLASS else "base" if named == BASE_CLASS else None


def is_exported(folder: Path) -> bool:
    """True for a folder that an export made."""
    return (folder / MANIFEST).is_file()


def is_unimmvsr(model: str) -> bool:
    """True for the catalogue's name, and for a folder that holds a checkpoint or an export, whatever its name."""
    if model == NAME:
        return True
    folder = Path(model).expanduser()
    return is_exported(folder) or state_of(folder) is not None
