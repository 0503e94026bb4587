"""What lies in a folder of STAR on CogVideoX, told without loading anything.

latest, 1/mp_rank_00_model_states.pt   as the release; CogVideoX-5B-based/ may stand around them
transformer.safetensors                the same, converted once
vae/ text_encoder/ tokenizer/          CogVideoX-5b's, in the hub's layout
"""

from __future__ import annotations

import json
from pathlib import Path

VAE_CLASS = "AutoencoderKLCogVideoX"
NAME = "star-cogvideox"
"""The catalogue's name of the published checkpoint."""
CONVERTED = "transformer.safetensors"
_RELEASED = "CogVideoX-5B-based"
_STATES = "mp_rank_00_model_states.pt"


def transformer_file(folder: Path) -> Path | None:
    """The transformer in a folder: converted, else the release's; the iteration that `latest` names, if it names one."""
    for place in (folder, folder / _RELEASED):
        if (place / CONVERTED).is_file():
            return place / CONVERTED
    for place in (folder, folder / _RELEASED):
        latest = place / "latest"
        named = latest.read_text("utf-8", "replace").strip() if latest.is_file() else "1"
        found = [place / named / _STATES] if "/" not in named and "\\" not in named else []
        for path in (*found, place / "1" / _STATES, place / _STATES):
            if path.is_file():
                return path
    return None


def is_checkpoint(folder: Path) -> bool:
    """True for a folder that holds a transformer in one of the layouts and CogVideoX's VAE, whatever its name."""
    if transformer_file(folder) is None:
        return False
    try:
        config = json.loads((folder / "vae" / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("_class_name") == VAE_CLASS


def is_cog(model: str) -> bool:
    """True for the catalogue's name, and for a folder that holds a checkpoint, whatever its name."""
    return model == NAME or is_checkpoint(Path(model).expanduser())
